"""The contrastive loss: pairs of the same kind are drawn together, others pushed a margin apart.

For the embeddings a_i and b_i of a pair, with s_i = 1 for the same kind and 0 for different ones:

    D_i = ||a_i - b_i||                                                                    (1)
    L   = mean_i [s_i D_i^2 / 2 + (1 - s_i) max(margin - D_i, 0)^2 / 2]                    (2)

A different pair pushes only while it is nearer than the margin. Backward, with the unit vector
u_i = (a_i - b_i) / D_i, and u_i = 0 where D_i = 0, since no direction leads apart there:

    dL/dD_i = [s_i D_i - (1 - s_i) max(margin - D_i, 0)] / n                               (3)
    dL/da_i = dL/dD_i u_i                                                                  (4)
    dL/db_i = -dL/dD_i u_i                                                                 (5)

The paper writes Y = 1 - s and sums over the pairs.

Source: Hadsell, Chopra & LeCun 2006, "Dimensionality reduction by learning an invariant mapping",
CVPR, section 2.1, equation (4).
"""

from dataclasses import dataclass

import numpy as np

from netwright.reference._arrays import Array, Whole, away_from, not_negative, real, whole


@dataclass(frozen=True, slots=True)
class Saved:
    """What ``backward`` needs from ``forward``."""

    unit: Array  # (n, d), u
    slope: Array  # (n, 1), dL/dD


@dataclass(frozen=True, slots=True)
class Grads:
    """dL/da and dL/db, each shaped like that input."""

    a: Array
    b: Array


def forward(a: Array, b: Array, same: Whole, *, margin: float = 1.0) -> tuple[float, Saved]:
    """Mean contrastive loss of n pairs: equations (1) and (2).

    Args:
        a: (n, d), embeddings of the first of each pair, any unit.
        b: (n, d), of the second.
        same: (n,), 1 for a pair of the same kind, 0 for a different one.
        margin: the distance from which a different pair is left alone; 0 or more.

    Returns:
        The loss, 0 or more, in the squared unit, and what ``backward`` will ask for.

    Raises:
        ValueError: if the shapes disagree, something is empty or not finite, same is neither 0 nor
            1, or the margin is negative.

    Example:
        >>> a, b = np.array([[0.0, 0.0], [0.0, 0.0]]), np.array([[3.0, 4.0], [3.0, 4.0]])
        >>> forward(a, b, np.array([1, 0]), margin=6.0)[0]  # (25/2 + 1/2) / 2
        6.5
    """
    a = real("a", a, "n", "d")
    b = real("b", b, *a.shape)
    alike = whole("same", same, len(a), below=2)[:, np.newaxis]
    margin = not_negative("margin", margin)

    distance = np.linalg.norm(a - b, axis=1, keepdims=True)  # (1)
    missing = np.maximum(margin - distance, 0)
    loss = (alike * distance**2 + (1 - alike) * missing**2).mean() / 2  # (2)
    slope = (alike * distance - (1 - alike) * missing) / len(a)  # (3)
    unit = (a - b) / np.where(distance > 0, distance, 1)
    return float(loss), Saved(unit, slope)


def backward(dy: float, saved: Saved) -> Grads:
    """Carry dL/dy, a number, back through (2) and (1); a ``ValueError`` if it is an array."""
    dy = float(real("dy", dy))
    da = dy * saved.slope * saved.unit  # (4)
    return Grads(a=da, b=-da)  # (5)


def example(rng: np.random.Generator) -> dict[str, Array | Whole | float]:
    """Arguments of ``forward`` for one random case, no distance near 0 or the margin."""
    n, d = rng.integers(1, 6), rng.integers(1, 5)
    margin = float(rng.uniform(0.5, 2.0))
    away = rng.normal(size=(n, d))
    away /= np.linalg.norm(away, axis=1, keepdims=True)
    distance = away_from(rng.uniform(0.2, 2 * margin, size=(n, 1)), margin)
    a = rng.normal(size=(n, d))
    return {
        "a": a,
        "b": a + distance * away,
        "same": rng.integers(0, 2, size=n),
        "margin": margin,
    }
