"""The same rows for each of several networks that are computed side by side.

    y_nmd = x_nd                                                                           (1)

    dL/dx_nd = sum_m dL/dy_nmd                                                             (2)

(2) is the rule for every value that is used more than once: its slopes add up.

Source: Griewank & Walther 2008, "Evaluating derivatives", section 3.2, for (2).
"""

from dataclasses import dataclass

import numpy as np

from netwright.reference._arrays import Array, count, real


@dataclass(frozen=True, slots=True)
class Saved:
    """What ``backward`` needs from ``forward``."""

    shape: tuple[int, ...]  # of y


@dataclass(frozen=True, slots=True)
class Grads:
    """dL/d(each input of ``forward``), each shaped like that input."""

    x: Array


def forward(x: Array, *, times: int) -> tuple[Array, Saved]:
    """Equation (1).

    Args:
        x: (n, d), any unit.
        times: m, 1 or more.

    Returns:
        y of shape (n, m, d), and what ``backward`` will ask for.

    Raises:
        ValueError: if x has another number of axes, is empty or not finite, or times is below 1.

    Example:
        >>> forward([[1.0, 2.0]], times=2)[0].tolist()
        [[[1.0, 2.0], [1.0, 2.0]]]
    """
    x = real("x", x, "n", "d")
    y = np.repeat(x[:, np.newaxis, :], count("times", times), axis=1)  # (1)
    return y, Saved(y.shape)


def backward(dy: Array, saved: Saved) -> Grads:
    """Carry dL/dy, (n, m, d), back through (1); a ``ValueError`` if it has another shape."""
    return Grads(x=real("dy", dy, *saved.shape).sum(axis=1))  # (2)


def example(rng: np.random.Generator) -> dict[str, Array | int]:
    """Arguments of ``forward`` for one random case."""
    n, d = rng.integers(1, 5, size=2)
    return {"x": rng.normal(size=(n, d)), "times": int(rng.integers(1, 4))}
