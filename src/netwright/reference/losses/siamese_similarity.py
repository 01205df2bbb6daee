"""Siamese similarity: are two embeddings of the same person, learned as a yes-or-no question.

One network gives the embeddings a_i and b_i of both pictures; the distance of each number counts
with a weight of its own, and a sigmoid makes of their sum the probability p_i of "the same":

    z_i = sum_j w_j |a_ij - b_ij| + bias                                                   (1)
    L   = -mean_i [s_i log p_i + (1 - s_i) log(1 - p_i)],   p_i = 1 / (1 + exp(-z_i))      (2)

with s_i = 1 for the same and 0 for another person. (2) is ``binary_cross_entropy`` and gives
g_i = dL/dz_i; the rest of the way back is

    dL/da_ij = g_i w_j sign(a_ij - b_ij)                                                   (3)
    dL/db_ij = -dL/da_ij                                                                   (4)
    dL/dw_j  = sum_i g_i |a_ij - b_ij|                                                     (5)
    dL/dbias = sum_i g_i                                                                   (6)

A weight learned is mostly negative: the further apart, the less the same. Where a_ij = b_ij there
is no slope; (3) takes sign(0) = 0.

Source: Taigman, Yang, Ranzato & Wolf 2014, "DeepFace: closing the gap to human-level performance in
face verification", CVPR, section 4, the Siamese network.
"""

from dataclasses import dataclass

import numpy as np

from netwright.reference._arrays import Array, Whole, away_from, real, whole
from netwright.reference.losses import binary_cross_entropy


@dataclass(frozen=True, slots=True)
class Saved:
    """What ``backward`` needs from ``forward``."""

    difference: Array  # (n, d), a - b
    weights: Array  # (d,)
    loss: binary_cross_entropy.Saved


@dataclass(frozen=True, slots=True)
class Grads:
    """dL/d(each input of ``forward``), each shaped like that input."""

    a: Array
    b: Array
    weights: Array
    bias: Array


def forward(a: Array, b: Array, weights: Array, bias: Array, same: Whole) -> tuple[float, Saved]:
    """Mean log loss of n pairs: equations (1) and (2).

    Args:
        a: (n, d), embeddings of the first of each pair, any unit.
        b: (n, d), of the second.
        weights: (d,), log-odds for each unit of distance.
        bias: (), log-odds of two equal embeddings.
        same: (n,), 1 for a pair of the same person, 0 for others.

    Returns:
        The loss, 0 or more, in nats, and what ``backward`` will ask for.

    Raises:
        ValueError: if the shapes disagree, something is empty or not finite, or same is neither 0
            nor 1.

    Example:
        >>> a, b = np.array([[1.0, 5.0]]), np.array([[3.0, 2.0]])
        >>> loss, _ = forward(a, b, np.array([-1.0, -1.0]), np.array(5.0), np.array([1]))
        >>> round(loss, 6), round(float(np.log(2)), 6)  # z = -2 - 3 + 5
        (0.693147, 0.693147)
    """
    a = real("a", a, "n", "d")
    b = real("b", b, *a.shape)
    weights = real("weights", weights, a.shape[1])
    bias = real("bias", bias)
    same = whole("same", same, len(a), below=2)

    difference = a - b
    logits = np.abs(difference) @ weights + bias  # (1)
    loss, inner = binary_cross_entropy.forward(logits, same.astype(np.float64))  # (2)
    return loss, Saved(difference, weights, inner)


def backward(dy: float, saved: Saved) -> Grads:
    """Carry dL/dy, a number, back through (2) and (1); a ``ValueError`` if it is an array."""
    g = binary_cross_entropy.backward(dy, saved.loss).logits  # (2)
    da = np.outer(g, saved.weights) * np.sign(saved.difference)  # (3)
    return Grads(
        a=da,
        b=-da,  # (4)
        weights=g @ np.abs(saved.difference),  # (5)
        bias=np.asarray(g.sum()),  # (6)
    )


def example(rng: np.random.Generator) -> dict[str, Array | Whole]:
    """Arguments of ``forward`` for one random case, no distance near the bend at 0."""
    n, d = rng.integers(1, 6), rng.integers(1, 5)
    a = rng.normal(size=(n, d))
    return {
        "a": a,
        "b": a + away_from(rng.normal(size=(n, d)), 0.0),
        "weights": rng.normal(size=d),
        "bias": np.array(rng.normal()),
        "same": rng.integers(0, 2, size=n),
    }
