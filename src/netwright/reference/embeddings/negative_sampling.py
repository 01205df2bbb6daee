"""Negative sampling: a word tells a true neighbour from a few words drawn at random.

For the vector x_i of a centre, the context vector p_i of a word seen near it, and the context
vectors q_i1 ... q_ik of k words drawn from all:

    z_i = x_i . p_i,   u_ij = x_i . q_ij                                                   (1)
    L   = -mean_i [log sigma(z_i) + sum_j log sigma(-u_ij)],   sigma(z) = 1 / (1 + exp(-z))  (2)

k + 1 yes-or-no questions stand for one question with as many answers as there are words. As in
``binary_cross_entropy``, -log sigma(z) is computed as log(1 + exp(-z)). Backward:

    dL/dz_i  = (sigma(z_i) - 1) / n,   dL/du_ij = sigma(u_ij) / n                          (3)
    dL/dx_i  = dL/dz_i p_i + sum_j dL/du_ij q_ij                                           (4)
    dL/dp_i  = dL/dz_i x_i                                                                 (5)
    dL/dq_ij = dL/du_ij x_i                                                                (6)

The k words are drawn with frequency^(3/4) in the paper; whoever calls draws them.

Source: Mikolov et al. 2013, arXiv:1310.4546, equation (4).
"""

from dataclasses import dataclass

import numpy as np

from netwright.reference._arrays import Array, real


@dataclass(frozen=True, slots=True)
class Saved:
    """What ``backward`` needs from ``forward``."""

    centre: Array  # (n, d)
    positive: Array  # (n, d)
    negatives: Array  # (n, k, d)
    dz: Array  # (n, 1), dL/dz
    du: Array  # (n, k, 1), dL/du


@dataclass(frozen=True, slots=True)
class Grads:
    """dL/d(each input of ``forward``), each shaped like that input."""

    centre: Array
    positive: Array
    negatives: Array


def forward(centre: Array, positive: Array, negatives: Array) -> tuple[float, Saved]:
    """Mean loss of n centres: equations (1) and (2).

    Args:
        centre: (n, d), x, vectors of the centres.
        positive: (n, d), p, context vector of a word seen near each centre.
        negatives: (n, k, d), q, context vectors of k words drawn for each centre.

    Returns:
        The loss, 0 or more, in nats, and what ``backward`` will ask for.

    Raises:
        ValueError: if the shapes disagree, or something is empty or not finite.

    Example:
        >>> loss, _ = forward(np.zeros((1, 2)), np.ones((1, 2)), np.ones((1, 3, 2)))
        >>> round(loss, 6), round(float(4 * np.log(2)), 6)  # four coins
        (2.772589, 2.772589)
    """
    centre = real("centre", centre, "n", "d")
    n, d = centre.shape
    positive = real("positive", positive, n, d)
    negatives = real("negatives", negatives, n, "k", d)

    z = (centre * positive).sum(axis=1, keepdims=True)  # (1)
    u = negatives @ centre[:, :, np.newaxis]  # (1)
    loss = (np.logaddexp(0, -z).sum() + np.logaddexp(0, u).sum()) / n  # (2)
    dz = -np.exp(-np.logaddexp(0, z)) / n  # (3), as 1 - sigma(z) = sigma(-z)
    du = np.exp(-np.logaddexp(0, -u)) / n  # (3)
    return float(loss), Saved(centre, positive, negatives, dz, du)


def backward(dy: float, saved: Saved) -> Grads:
    """Carry dL/dy, a number, back through (2) and (1); a ``ValueError`` if it is an array."""
    dy = float(real("dy", dy))
    dz, du = dy * saved.dz, dy * saved.du
    return Grads(
        centre=dz * saved.positive + (du * saved.negatives).sum(axis=1),  # (4)
        positive=dz * saved.centre,  # (5)
        negatives=du * saved.centre[:, np.newaxis],  # (6)
    )


def example(rng: np.random.Generator) -> dict[str, Array]:
    """Arguments of ``forward`` for one random case."""
    n, k, d = rng.integers(1, 5, size=3)
    return {
        "centre": rng.normal(size=(n, d)),
        "positive": rng.normal(size=(n, d)),
        "negatives": rng.normal(size=(n, k, d)),
    }
