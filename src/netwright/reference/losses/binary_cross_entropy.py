"""Binary cross-entropy, also called log loss, from logits.

The logit z_i is the log-odds of "yes". The target t_i is 1 for yes, 0 for no, or a probability:

    L = -mean_i [t_i log p_i + (1 - t_i) log(1 - p_i)],   p_i = 1 / (1 + exp(-z_i))        (1)

Far from 0 a logit gives a p rounded to 0 or 1, whose logarithm is lost. So (1) is computed as

    L = mean_i [t_i softplus(-z_i) + (1 - t_i) softplus(z_i)]                              (2)
    softplus(u) = log(1 + exp(u)) = -log(1 / (1 + exp(u)))                                 (3)

where (3) takes the larger of 0 and u out of the logarithm, max(0, u) + log(1 + exp(-|u|)), and so
never overflows. Backward:

    dL/dz_i = (p_i - t_i) / n                                                              (4)

Source: Goodfellow, Bengio & Courville 2016, "Deep Learning", section 6.2.2.2, for (1) to (3).
"""

from dataclasses import dataclass

import numpy as np

from netwright.reference._arrays import Array, real

CONSTANTS = ("targets",)  # the answers that are known: nothing is learned through them


@dataclass(frozen=True, slots=True)
class Saved:
    """What ``backward`` needs from ``forward``."""

    probabilities: Array  # (n,), 0 to 1
    targets: Array  # (n,), 0 to 1


@dataclass(frozen=True, slots=True)
class Grads:
    """dL/d(logits), shaped like them."""

    logits: Array


def forward(logits: Array, targets: Array) -> tuple[float, Saved]:
    """Mean log loss of n yes-or-no questions: equations (1) to (3).

    Args:
        logits: (n,), log-odds of yes, no unit.
        targets: (n,), probability of yes, from 0 to 1; mostly just 0 or 1.

    Returns:
        The loss, 0 or more, in nats, and what ``backward`` will ask for.

    Raises:
        ValueError: if the shapes differ, something is empty or not finite, or a target is below 0
            or above 1.

    Example:
        >>> loss, _ = forward(np.array([0.0, 0.0]), np.array([1.0, 0.0]))
        >>> round(loss, 6), round(float(np.log(2)), 6)
        (0.693147, 0.693147)
    """
    logits = real("logits", logits, "n")
    targets = real("targets", targets, *logits.shape)
    outside = targets[(targets < 0) | (targets > 1)]
    if outside.size:
        raise ValueError(f"targets must be probabilities from 0 to 1; got {outside[0]}")

    minus_log_yes = np.logaddexp(0, -logits)  # (3), softplus(-z)
    minus_log_no = np.logaddexp(0, logits)  # (3), softplus(z)
    losses = targets * minus_log_yes + (1 - targets) * minus_log_no  # (2)
    probabilities = np.exp(-minus_log_yes)  # (1), p
    return float(losses.mean()), Saved(probabilities, targets)  # (2)


def backward(dy: float, saved: Saved) -> Grads:
    """Carry dL/dy, a number, back through (1); a ``ValueError`` if it is an array."""
    dy = float(real("dy", dy))
    n = saved.targets.size
    return Grads(logits=dy * (saved.probabilities - saved.targets) / n)  # (4)


def example(rng: np.random.Generator) -> dict[str, Array]:
    """Arguments of ``forward`` for one random case."""
    n = int(rng.integers(1, 9))
    sure = rng.integers(0, 2, size=n).astype(np.float64)
    targets = np.where(rng.random(n) < 0.5, sure, rng.random(n))
    return {"logits": 2 * rng.normal(size=n), "targets": targets}
