"""Several labels at once: binary cross-entropy of each label, over the examples that have labels.

Example i has a logit z_ij and a target t_ij, 0 or 1, for each of l labels; its labels are known
(m_i = 1) or missing (m_i = 0), and a missing one neither costs nor teaches anything:

    p_ij = 1 / (1 + exp(-z_ij))                                                            (1)
    c_i  = -(1 / l) sum_j [t_ij log p_ij + (1 - t_ij) log(1 - p_ij)]                       (2)
    L    = sum_i m_i c_i / M,   M = sum_i m_i                                              (3)

Labels do not compete, as the classes of a softmax do: any number of them may be right. Backward:

    dL/dz_ij = m_i (p_ij - t_ij) / (l M)                                                   (4)

The logarithms of (2) are those of ``binary_cross_entropy``, which never overflow.

Source: Goodfellow, Bengio & Courville 2016, "Deep Learning", section 6.2.2.2, for (1) and (2);
Zhang & Zhou 2014, "A review on multi-label learning algorithms", section 3.1, for one a label.
"""

from dataclasses import dataclass

import numpy as np

from netwright.reference._arrays import Array, Whole, real, whole


@dataclass(frozen=True, slots=True)
class Saved:
    """What ``backward`` needs from ``forward``."""

    probabilities: Array  # (n, l), 0 to 1
    labels: Whole  # (n, l), 0 or 1
    known: Whole  # (n,), 0 or 1


@dataclass(frozen=True, slots=True)
class Grads:
    """dL/d(logits), shaped like them."""

    logits: Array


def forward(logits: Array, labels: Whole, known: Whole) -> tuple[float, Saved]:
    """Mean binary cross-entropy of the examples whose labels are known: equations (1) to (3).

    Args:
        logits: (n, l), log-odds of each label, no unit.
        labels: (n, l), 1 where the example has the label, else 0; of any value in (0, 1) where
            they are missing.
        known: (n,), 1 where the example's labels are known, 0 where they are missing.

    Returns:
        The loss, 0 or more, in nats a label, and what ``backward`` will ask for.

    Raises:
        ValueError: if the shapes disagree, something is empty or not finite, a label or a mark is
            neither 0 nor 1, or no example is known.

    Example:
        >>> loss, _ = forward(np.zeros((2, 3)), np.array([[1, 0, 0], [1, 1, 1]]), np.array([1, 0]))
        >>> round(loss, 6), round(float(np.log(2)), 6)
        (0.693147, 0.693147)
    """
    logits = real("logits", logits, "n", "l")
    labels = whole("labels", labels, *logits.shape, below=2)
    known = whole("known", known, len(logits), below=2)
    if not known.any():
        raise ValueError(f"known must be 1 for one example or more; got {known.tolist()}")

    minus_log_yes = np.logaddexp(0, -logits)  # (2), -log p
    minus_log_no = np.logaddexp(0, logits)  # (2), -log(1 - p)
    costs = np.where(labels == 1, minus_log_yes, minus_log_no).mean(axis=1)  # (2)
    loss = (known * costs).sum() / known.sum()  # (3)
    return float(loss), Saved(np.exp(-minus_log_yes), labels, known)  # (1)


def backward(dy: float, saved: Saved) -> Grads:
    """Carry dL/dy, a number, back through (3) to (1); a ``ValueError`` if it is an array."""
    dy = float(real("dy", dy))
    shares = saved.known[:, None] / (saved.labels.shape[1] * saved.known.sum())
    return Grads(logits=dy * shares * (saved.probabilities - saved.labels))  # (4)


def example(rng: np.random.Generator) -> dict[str, Array | Whole]:
    """Arguments of ``forward`` for one random case."""
    n, labels = rng.integers(1, 7), rng.integers(1, 5)
    known = rng.integers(0, 2, size=n)
    known[rng.integers(n)] = 1
    return {
        "logits": 2 * rng.normal(size=(n, labels)),
        "labels": rng.integers(0, 2, size=(n, labels)),
        "known": known,
    }
