"""Continuous bag of words (CBOW): the words around a gap foretell the word in it.

Example i has m words around the gap, with the vectors x_i1 ... x_im, in any order; l_i is the word
in the gap, one of v, with a vector w_l of its own as an answer:

    xbar_i  = mean_j x_ij                                                                  (1)
    L       = -mean_i log p(l_i | xbar_i),   p(c | x) = exp(x . w_c) / sum_k exp(x . w_k)  (2)

(2) is ``skip_gram`` with the mean as the centre, and gives dL/dxbar and dL/dw. Each of the m words
has an equal part in the mean, so

    dL/dx_ij = dL/dxbar_i / m                                                              (3)

Source: Mikolov, Chen, Corrado & Dean 2013, arXiv:1301.3781, section 3.1.
"""

from dataclasses import dataclass

import numpy as np

from netwright.reference._arrays import Array, Whole, real, whole
from netwright.reference.embeddings import skip_gram


@dataclass(frozen=True, slots=True)
class Saved:
    """What ``backward`` needs from ``forward``."""

    words: int  # m
    loss: skip_gram.Saved


@dataclass(frozen=True, slots=True)
class Grads:
    """dL/d(each input of ``forward``), each shaped like that input."""

    around: Array
    table: Array


def forward(around: Array, table: Array, labels: Whole) -> tuple[float, Saved]:
    """Mean loss of n gaps: equations (1) and (2).

    Args:
        around: (n, m, d), x, vectors of the m words around each gap.
        table: (v, d), w, vectors of all words as answers.
        labels: (n,), the word in each gap, from 0 to v - 1.

    Returns:
        The loss, 0 or more, in nats, and what ``backward`` will ask for.

    Raises:
        ValueError: if the shapes disagree, something is empty or not finite, or a label is no word.

    Example:
        >>> around = np.array([[[1.0, 3.0], [1.0, -3.0]]])  # their mean is (1, 0)
        >>> table = np.array([[2.0, 7.0], [2.0, -7.0]])
        >>> loss, _ = forward(around, table, np.array([1]))
        >>> round(loss, 6), round(float(np.log(2)), 6)
        (0.693147, 0.693147)
    """
    around = real("around", around, "n", "m", "d")
    n, m, d = around.shape
    table = real("table", table, "v", d)
    labels = whole("labels", labels, n, below=len(table))
    mean = around.mean(axis=1)  # (1)
    loss, inner = skip_gram.forward(mean, table, labels)  # (2)
    return loss, Saved(m, inner)


def backward(dy: float, saved: Saved) -> Grads:
    """Carry dL/dy, a number, back through (2) and (1); a ``ValueError`` if it is an array."""
    inner = skip_gram.backward(dy, saved.loss)  # (2)
    part = inner.centre[:, np.newaxis] / saved.words  # (3)
    return Grads(around=part.repeat(saved.words, axis=1), table=inner.table)  # (3)


def example(rng: np.random.Generator) -> dict[str, Array | Whole]:
    """Arguments of ``forward`` for one random case."""
    n, m, d, v = *rng.integers(1, 5, size=3), rng.integers(2, 8)
    return {
        "around": rng.normal(size=(n, m, d)),
        "table": rng.normal(size=(v, d)),
        "labels": rng.integers(0, v, size=n),
    }
