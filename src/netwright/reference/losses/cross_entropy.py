"""Categorical cross-entropy: one class among k, from logits, with label smoothing.

Example i has the logits z_i1 ... z_ik and the label l_i. A share s of the certainty in the label is
spread evenly over all classes:

    p_ic = exp(z_ic) / sum_j exp(z_ij)                                                     (1)
    t_ic = (1 - s) [c = l_i] + s / k                                                       (2)
    L    = -mean_i sum_c t_ic log p_ic                                                     (3)

The logarithm of (1) is computed without (1), with the largest logit m_i of the row taken out:

    log p_ic = z_ic - m_i - log sum_j exp(z_ij - m_i)                                      (4)

so that no exponent is above 0 and the sum is at least 1. As sum_c t_ic = 1, backward is

    dL/dz_ic = (p_ic - t_ic) / n                                                           (5)

Source: Szegedy et al. 2016, arXiv:1512.00567, section 7, for (2) and (5); Goodfellow, Bengio &
Courville 2016, "Deep Learning", section 6.2.2.3, for (4).
"""

from dataclasses import dataclass

import numpy as np

from netwright.reference._arrays import Array, Whole, real, share, whole


@dataclass(frozen=True, slots=True)
class Saved:
    """What ``backward`` needs from ``forward``."""

    probabilities: Array  # (n, k), rows sum to 1
    targets: Array  # (n, k), rows sum to 1


@dataclass(frozen=True, slots=True)
class Grads:
    """dL/d(logits), shaped like them."""

    logits: Array


def forward(logits: Array, labels: Whole, *, smoothing: float = 0.0) -> tuple[float, Saved]:
    """Mean cross-entropy of n examples: equations (1) to (4).

    Args:
        logits: (n, k), no unit; adding a number to a whole row changes nothing.
        labels: (n,), whole numbers from 0 to k - 1.
        smoothing: s, share of each label spread over all classes, from 0 up to, not at, 1.

    Returns:
        The loss, 0 or more, in nats, and what ``backward`` will ask for.

    Raises:
        ValueError: if the shapes disagree, something is empty or not finite, a label is no class,
            or smoothing is outside its range.

    Example:
        >>> loss, _ = forward(np.zeros((3, 4)), np.array([0, 1, 3]))
        >>> round(loss, 6), round(float(np.log(4)), 6)
        (1.386294, 1.386294)
    """
    logits = real("logits", logits, "n", "k")
    n, k = logits.shape
    labels = whole("labels", labels, n, below=k)
    smoothing = share("smoothing", smoothing)

    targets = (1 - smoothing) * np.eye(k)[labels] + smoothing / k  # (2)
    shifted = logits - logits.max(axis=1, keepdims=True)  # (4), z - m
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))  # (4)
    loss = -(targets * log_p).sum(axis=1).mean()  # (3)
    return float(loss), Saved(np.exp(log_p), targets)  # (1)


def backward(dy: float, saved: Saved) -> Grads:
    """Carry dL/dy, a number, back through (3) to (1); a ``ValueError`` if it is an array."""
    dy = float(real("dy", dy))
    n = len(saved.targets)
    return Grads(logits=dy * (saved.probabilities - saved.targets) / n)  # (5)


def example(rng: np.random.Generator) -> dict[str, Array | Whole | float]:
    """Arguments of ``forward`` for one random case."""
    n, k = rng.integers(1, 6), rng.integers(2, 7)
    return {
        "logits": 2 * rng.normal(size=(n, k)),
        "labels": rng.integers(0, k, size=n),
        "smoothing": float(rng.choice([0.0, 0.1, 0.3])),
    }
