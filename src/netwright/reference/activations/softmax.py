"""Softmax over the rows, forward and backward: k numbers to k shares that sum to 1.

    p_ij = e^(x_ij - m_i) / sum_c e^(x_ic - m_i),   m_i = max_c x_ic                       (1)
    dp_ij/dx_ic = p_ij ([j = c] - p_ic)                                                    (2)
    dL/dx_ij = p_ij (g_ij - sum_c g_ic p_ic),   with g_ij = dL/dp_ij                       (3)

m_i cancels out; it is there so that e is raised to 0 at most. (3) is (2) summed against g: the
table (2) of k x k numbers is never made. Together with the cross-entropy of a label, (3) becomes
p - t, in one equation of its own that takes no logarithm of a small p.

Source: Bridle 1990, "Probabilistic interpretation of feedforward classification network outputs,
with relationships to statistical pattern recognition", Neurocomputing.
"""

from dataclasses import dataclass

import numpy as np

from netwright.reference._arrays import Array, real


@dataclass(frozen=True, slots=True)
class Saved:
    """What ``backward`` needs from ``forward``."""

    p: Array  # (n, k), from 0 to 1


@dataclass(frozen=True, slots=True)
class Grads:
    """dL/d(each input of ``forward``), shaped like that input."""

    x: Array


def forward(x: Array) -> tuple[Array, Saved]:
    """Turn every row of logits into probabilities: equation (1).

    Args:
        x: logits, (n, k), no unit.

    Returns:
        p of shape (n, k), from 0 to 1, rows summing to 1; and what ``backward`` will ask for.

    Raises:
        ValueError: if x has not two axes, is empty or not finite.

    Example:
        >>> forward(np.array([[0.0, np.log(3.0)], [1000.0, -1000.0]]))[0]
        array([[0.25, 0.75],
               [1.  , 0.  ]])
    """
    x = real("x", x, "n", "k")
    raised = np.exp(x - x.max(axis=1, keepdims=True))
    p = raised / raised.sum(axis=1, keepdims=True)  # (1)
    return p, Saved(p)


def backward(dy: Array, saved: Saved) -> Grads:
    """Carry dL/dp, (n, k), back through (1); a ``ValueError`` if it has another shape."""
    g = real("dy", dy, *saved.p.shape)
    along = (g * saved.p).sum(axis=1, keepdims=True)
    return Grads(x=saved.p * (g - along))  # (2), (3)


def example(rng: np.random.Generator) -> dict[str, Array]:
    """Arguments of ``forward`` for one random case."""
    n, k = rng.integers(1, 6), rng.integers(1, 8)
    return {"x": rng.normal(scale=2.0, size=(n, k))}
