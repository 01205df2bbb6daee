"""An embedding: each token has a row of a table, which is learned.

    y_i = table[token_i]                                                                   (1)

It is the product of one-hot rows and the table, without the product. A row of the table meets
every place where its token stands, so its gradient is a sum over them, and zero for a token that
does not occur:

    dL/dtable_v = sum over i with token_i = v of dy_i                                      (2)

Source: Bengio, Ducharme, Vincent & Jauvin 2003, JMLR 3, section 2, the matrix C.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from netwright.reference._arrays import Array, Whole, real, whole


@dataclass(frozen=True, slots=True)
class Saved:
    """What ``backward`` needs from ``forward``."""

    tokens: Whole  # (n,) or (n, t)
    rows: int  # of the table
    width: int


@dataclass(frozen=True, slots=True)
class Grads:
    """dL/d(the input of ``forward`` that has one), shaped like it."""

    table: Array


def forward(table: Array, tokens: Whole) -> tuple[Array, Saved]:
    """Look tokens up: equation (1).

    Args:
        table: (v, d), any unit; a row for each token.
        tokens: (n,) or (n, t), whole numbers from 0 to v - 1.

    Returns:
        y of shape (n, d) or (n, t, d), and what ``backward`` will ask for.

    Raises:
        ValueError: if a shape is another, a token has no row, or something is empty or not
            finite.

    Example:
        >>> y, _ = forward(np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([1, 1, 0]))
        >>> y
        array([[3., 4.],
               [3., 4.],
               [1., 2.]])
    """
    table = real("table", table, "v", "d")
    axes = ("n",) if np.ndim(tokens) == 1 else ("n", "t")
    tokens = whole("tokens", tokens, *axes, below=len(table))
    return table[tokens], Saved(tokens, *table.shape)  # (1)


def backward(dy: Array, saved: Saved) -> Grads:
    """Carry dL/dy, shaped like y, back to the rows it came from; else a ``ValueError``."""
    dy = real("dy", dy, *saved.tokens.shape, saved.width)
    dtable = np.zeros((saved.rows, saved.width))
    np.add.at(dtable, saved.tokens, dy)  # (2): a token that stands twice is added twice
    return Grads(table=dtable)


def example(rng: np.random.Generator) -> dict[str, Any]:
    """Arguments of ``forward`` for one random case: tokens one by one, or in sequences."""
    v, d = rng.integers(1, 7), rng.integers(1, 5)
    places = tuple(rng.integers(1, 5, size=rng.integers(1, 3)))
    return {"table": rng.normal(size=(v, d)), "tokens": rng.integers(v, size=places)}
