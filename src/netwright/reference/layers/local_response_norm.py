"""Local response normalisation, forward and backward: strong neighbours make a map weaker.

At each place by itself, map i is divided by what the ``size`` maps around it come to:

    s_i = k + (alpha / size) sum_{j = i - lo}^{i + hi} x_j^2                               (1)
    lo  = floor(size / 2),   hi = floor((size - 1) / 2)                                    (2)
    y_i = x_i / s_i^beta                                                                   (3)

Maps that do not exist count as 0. x_m takes part in the s_i of every i from m - hi to m + lo, so
that with dy = dL/dy

    dL/dx_m = dy_m / s_m^beta - (2 alpha beta / size) x_m sum_{i = m - hi}^{m + lo} t_i    (4)
    t_i     = dy_i x_i / s_i^(beta + 1)                                                    (5)

The paper has alpha for the sum itself; (1) is torch's form, in which alpha belongs to the mean of
the squares. So the paper's alpha = 1e-4 with n = 5 is alpha = 5e-4 here; its k is 2, its beta
0.75. x is (n, c, h, w).

Source: Krizhevsky, Sutskever & Hinton 2012, NeurIPS 25, section 3.3.
"""

from dataclasses import dataclass

import numpy as np

from netwright.reference._arrays import Array, count, not_negative, positive, real


@dataclass(frozen=True, slots=True)
class Saved:
    """What ``backward`` needs from ``forward``."""

    x: Array  # (n, c, h, w)
    s: Array  # (n, c, h, w)
    size: int
    alpha: float
    beta: float


@dataclass(frozen=True, slots=True)
class Grads:
    """dL/dx, shaped like x."""

    x: Array


def forward(
    x: Array, *, size: int, alpha: float = 1e-4, beta: float = 0.75, k: float = 1.0
) -> tuple[Array, Saved]:
    """Divide every map by its neighbours: equations (1) to (3).

    Args:
        x: (n, c, h, w), any unit.
        size: maps that are looked at, 1 or more; an even number has one more before than behind.
        alpha: weight of the mean of their squares, 0 or more, in 1 / (unit of x)^2.
        beta: exponent, 0 or more.
        k: what is added, above 0, so that nothing is divided by 0.

    Returns:
        y of shape (n, c, h, w), and what ``backward`` will ask for.

    Raises:
        ValueError: if x has another shape, is empty or not finite, or a setting is out of its
            range.

    Example:
        >>> x = np.array([3.0, 2.0, 1.0]).reshape(1, 3, 1, 1)
        >>> forward(x, size=2, alpha=2.0, beta=1.0)[0].ravel().round(3)  # 3/10, 2/14, 1/6
        array([0.3  , 0.143, 0.167])
    """
    x = real("x", x, "n", "c", "h", "w")
    size = count("size", size)
    alpha, beta = not_negative("alpha", alpha), not_negative("beta", beta)
    k = positive("k", k)
    before, behind = _reach(size)
    s = k + alpha / size * _sums(x**2, before, behind)  # (1)
    return x / s**beta, Saved(x, s, size, alpha, beta)  # (3)


def backward(dy: Array, saved: Saved) -> Grads:
    """Carry dL/dy, (n, c, h, w), back through (3), (1); a ``ValueError`` for another shape."""
    x, s, beta = saved.x, saved.s, saved.beta
    dy = real("dy", dy, *x.shape)
    before, behind = _reach(saved.size)
    t = dy * x / s ** (beta + 1)  # (5)
    around = _sums(t, behind, before)
    return Grads(x=dy / s**beta - 2 * saved.alpha * beta / saved.size * x * around)  # (4)


def example(rng: np.random.Generator) -> dict[str, Array | float]:
    """Arguments of ``forward`` for one random case."""
    n, h, w = rng.integers(1, 3, size=3)
    return {
        "x": rng.normal(size=(n, rng.integers(1, 7), h, w)),
        "size": int(rng.integers(1, 7)),
        "alpha": float(rng.uniform(0.1, 2.0)),
        "beta": float(rng.uniform(0.2, 1.5)),
        "k": float(rng.uniform(0.5, 2.0)),
    }


def _reach(size: int) -> tuple[int, int]:
    """How many maps are looked at before a map and behind it."""
    return size // 2, (size - 1) // 2  # (2)


def _sums(values: Array, before: int, behind: int) -> Array:
    """For each map the sum from ``before`` maps before it to ``behind`` maps behind it."""
    maps = values.shape[1]
    sums = np.empty_like(values)
    for i in range(maps):
        sums[:, i] = values[:, max(0, i - before) : i + behind + 1].sum(axis=1)
    return sums
