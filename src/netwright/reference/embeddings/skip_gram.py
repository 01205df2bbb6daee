"""Skip-gram with the full softmax: a word foretells the words around it.

Every word has two vectors: x as the centre, w as a word of the context. Example i is a centre with
vector x_i beside which the word l_i was seen, one of v:

    z_ic = x_i . w_c                                                                       (1)
    L    = -mean_i log p(l_i | x_i),   p(c | x_i) = exp(z_ic) / sum_j exp(z_ij)            (2)

(2) is ``cross_entropy`` and gives G_ic = dL/dz_ic; the rest of the way back is

    dL/dx_i = sum_c G_ic w_c                                                               (3)
    dL/dw_c = sum_i G_ic x_i                                                               (4)

(2) and (4) touch all v words for each example. ``negative_sampling`` is the way round that.

Source: Mikolov et al. 2013, arXiv:1310.4546, equations (1) and (2).
"""

from dataclasses import dataclass

import numpy as np

from netwright.reference._arrays import Array, Whole, real, whole
from netwright.reference.losses import cross_entropy


@dataclass(frozen=True, slots=True)
class Saved:
    """What ``backward`` needs from ``forward``."""

    centre: Array  # (n, d)
    table: Array  # (v, d)
    loss: cross_entropy.Saved


@dataclass(frozen=True, slots=True)
class Grads:
    """dL/d(each input of ``forward``), each shaped like that input."""

    centre: Array
    table: Array


def forward(centre: Array, table: Array, labels: Whole) -> tuple[float, Saved]:
    """Mean loss of n pairs of a centre and a word seen near it: equations (1) and (2).

    Args:
        centre: (n, d), x, vectors of the centres as ``embedding`` looks them up.
        table: (v, d), w, context vectors of all words.
        labels: (n,), the word seen near each centre, from 0 to v - 1.

    Returns:
        The loss, 0 or more, in nats, and what ``backward`` will ask for.

    Raises:
        ValueError: if the shapes disagree, something is empty or not finite, or a label is no word.

    Example:
        >>> table = np.array([[2.0, 7.0], [2.0, -7.0]])
        >>> loss, _ = forward(np.array([[1.0, 0.0]]), table, np.array([1]))
        >>> round(loss, 6), round(float(np.log(2)), 6)  # both words lie equally far along x
        (0.693147, 0.693147)
    """
    centre = real("centre", centre, "n", "d")
    table = real("table", table, "v", centre.shape[1])
    labels = whole("labels", labels, len(centre), below=len(table))
    logits = centre @ table.T  # (1)
    loss, inner = cross_entropy.forward(logits, labels)  # (2)
    return loss, Saved(centre, table, inner)


def backward(dy: float, saved: Saved) -> Grads:
    """Carry dL/dy, a number, back through (2) and (1); a ``ValueError`` if it is an array."""
    g = cross_entropy.backward(dy, saved.loss).logits  # (2)
    return Grads(centre=g @ saved.table, table=g.T @ saved.centre)  # (3), (4)


def example(rng: np.random.Generator) -> dict[str, Array | Whole]:
    """Arguments of ``forward`` for one random case."""
    n, d, v = rng.integers(1, 6), rng.integers(1, 5), rng.integers(2, 8)
    return {
        "centre": rng.normal(size=(n, d)),
        "table": rng.normal(size=(v, d)),
        "labels": rng.integers(0, v, size=n),
    }
