"""Huber's loss: squared for small errors, absolute for large ones, smooth in between.

With the errors r_i = p_i - t_i of predictions p against targets t, and a threshold delta:

    h(r)    = r^2 / 2 where |r| <= delta                                                   (1)
    h(r)    = delta (|r| - delta / 2) elsewhere                                            (2)
    L       = mean_i h(r_i)                                                                (3)
    dL/dp_i = max(-delta, min(r_i, delta)) / n                                             (4)

No single target pulls harder than delta / n. With delta = 1 it is the "smooth L1" of detectors.

Source: Huber 1964, "Robust estimation of a location parameter", Annals of Mathematical Statistics
35, for (1) and (2).
"""

from dataclasses import dataclass

import numpy as np

from netwright.reference._arrays import Array, away_from, positive, real

CONSTANTS = ("targets",)  # the answers that are known: nothing is learned through them


@dataclass(frozen=True, slots=True)
class Saved:
    """What ``backward`` needs from ``forward``."""

    errors: Array  # (n,), unit of the targets
    delta: float


@dataclass(frozen=True, slots=True)
class Grads:
    """dL/d(predictions), shaped like them."""

    predictions: Array


def forward(predictions: Array, targets: Array, *, delta: float = 1.0) -> tuple[float, Saved]:
    """Mean of Huber's loss: equations (1) to (3).

    Args:
        predictions: (n,), unit of the targets.
        targets: (n,), any unit.
        delta: the error at which the parabola ends, in the unit of the targets; above 0.

    Returns:
        The loss, 0 or more, in the squared unit, and what ``backward`` will ask for.

    Raises:
        ValueError: if the shapes differ, something is empty or not finite, or delta is not above 0.

    Example:
        >>> forward(np.array([1.0, 5.0]), np.array([2.0, 2.0]))[0]  # (1/2 + 5/2) / 2
        1.5
    """
    predictions = real("predictions", predictions, "n")
    targets = real("targets", targets, *predictions.shape)
    delta = positive("delta", delta)

    errors = predictions - targets
    size = np.abs(errors)
    near = np.minimum(size, delta) ** 2 / 2  # (1); cut, so that no square overflows unused
    far = delta * (size - delta / 2)  # (2)
    loss = np.where(size <= delta, near, far).mean()  # (3)
    return float(loss), Saved(errors, delta)


def backward(dy: float, saved: Saved) -> Grads:
    """Carry dL/dy, a number, back through (3) to (1); a ``ValueError`` if it is an array."""
    dy = float(real("dy", dy))
    n = saved.errors.size
    return Grads(predictions=dy * np.clip(saved.errors, -saved.delta, saved.delta) / n)  # (4)


def example(rng: np.random.Generator) -> dict[str, Array | float]:
    """Arguments of ``forward`` for one random case, no error near the joints at -delta, delta."""
    delta = float(rng.uniform(0.3, 1.5))
    targets = rng.normal(size=rng.integers(1, 9))
    errors = away_from(1.5 * rng.normal(size=targets.shape), -delta, delta)
    return {"predictions": targets + errors, "targets": targets, "delta": delta}
