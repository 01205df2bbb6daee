"""Scaled dot-product attention: each query takes a weighted mean of the values.

For every example, with queries Q (q, d), keys K (t, d) and values V (t, m):

    S     = Q K^T / sqrt(d),   and -infinity where the mask is 0                           (1)
    A_it  = exp(S_it) / sum_s exp(S_is)                                                    (2)
    Y     = A V                                                                            (3)

The division keeps the scores of long vectors from growing: a product of d independent numbers of
variance 1 has variance d. A mask of zeros above the diagonal lets step i see no later one. With
dY = dL/dY, the chain rule gives

    dL/dV = A^T dY                                                                         (4)
    dA    = dY V^T                                                                         (5)
    dS_it = A_it (dA_it - sum_s A_is dA_is)                                                (6)
    dL/dQ = dS K / sqrt(d)                                                                 (7)
    dL/dK = dS^T Q / sqrt(d)                                                               (8)

Several heads are several of these beside each other, on parts of the vectors.

Source: Vaswani et al. 2017, arXiv:1706.03762, section 3.2.1, equation (1) there.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from netwright.reference._arrays import Array, Whole, real, whole


@dataclass(frozen=True, slots=True)
class Saved:
    """What ``backward`` needs from ``forward``."""

    queries: Array  # (n, q, d)
    keys: Array  # (n, t, d)
    values: Array  # (n, t, m)
    weights: Array  # A, (n, q, t), 0 or more, each row sums to 1


@dataclass(frozen=True, slots=True)
class Grads:
    """dL/d(each input of ``forward`` that has one), each shaped like that input."""

    queries: Array
    keys: Array
    values: Array


def forward(
    queries: Array, keys: Array, values: Array, *, mask: Whole | None = None
) -> tuple[Array, Saved]:
    """Weigh the values by how well keys and queries go together: equations (1) to (3).

    Args:
        queries: (n, q, d), any unit.
        keys: (n, t, d), in 1 by the unit of queries.
        values: (n, t, m), any unit.
        mask: (n, q, t), 1 where a query may see a key and 0 where not; None for all.

    Returns:
        y of shape (n, q, m), in the unit of values; and what ``backward`` will ask for, the
        attention among it.

    Raises:
        ValueError: if shapes disagree, the mask hides all keys from a query or has other numbers,
            or something is empty or not finite.

    Example:
        >>> one, values = np.ones((1, 2, 1)), np.array([[[4.0], [6.0]]])
        >>> y, _ = forward(one, one, values, mask=np.array([[[1, 0], [1, 1]]]))
        >>> y  # the first query sees the first value alone
        array([[[4.],
                [5.]]])
    """
    queries = real("queries", queries, "n", "q", "d")
    n, q, d = queries.shape
    keys = real("keys", keys, n, "t", d)
    t = keys.shape[1]
    values = real("values", values, n, t, "m")
    visible = np.ones((n, q, t), dtype=np.int64)
    if mask is not None:
        visible = whole("mask", mask, n, q, t, below=2)
    blind = ~visible.any(axis=2)
    if blind.any():
        where = tuple(int(axis[0]) for axis in np.nonzero(blind))
        raise ValueError(f"mask must show each query at least one key; got none at {where}")

    scores = np.einsum("nqd,ntd->nqt", queries, keys) / np.sqrt(d)  # (1)
    scores = np.where(visible, scores, -np.inf)  # (1)
    exps = np.exp(scores - scores.max(axis=2, keepdims=True))  # (2): the maximum cancels
    weights = exps / exps.sum(axis=2, keepdims=True)  # (2)
    y = np.einsum("nqt,ntm->nqm", weights, values)  # (3)
    return y, Saved(queries, keys, values, weights)


def backward(dy: Array, saved: Saved) -> Grads:
    """Carry dL/dy, (n, q, m), back through (3) to (1); a ``ValueError`` if its shape differs."""
    n, q, d = saved.queries.shape
    dy = real("dy", dy, n, q, saved.values.shape[2])
    dweights = np.einsum("nqm,ntm->nqt", dy, saved.values)  # (5)
    mean = (saved.weights * dweights).sum(axis=2, keepdims=True)
    dscores = saved.weights * (dweights - mean)  # (6): 0 where the mask is
    return Grads(
        queries=np.einsum("nqt,ntd->nqd", dscores, saved.keys) / np.sqrt(d),  # (7)
        keys=np.einsum("nqt,nqd->ntd", dscores, saved.queries) / np.sqrt(d),  # (8)
        values=np.einsum("nqt,nqm->ntm", saved.weights, dy),  # (4)
    )


def example(rng: np.random.Generator) -> dict[str, Any]:
    """Arguments of ``forward`` for one random case, most with a mask."""
    n, q, t, d, m = rng.integers(1, 5, size=5)
    mask = rng.integers(2, size=(n, q, t))
    mask[:, :, rng.integers(t)] = 1
    return {
        "queries": rng.normal(size=(n, q, d)),
        "keys": rng.normal(size=(n, t, d)),
        "values": rng.normal(size=(n, t, m)),
        "mask": mask if rng.integers(4) else None,
    }
