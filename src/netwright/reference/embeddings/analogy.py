"""Word analogies: a is to b as c is to which word.

For word vectors e_0 ... e_(v-1), one in each row of a table, the answer is the word whose direction
is nearest to that of

    target = e_b - e_a + e_c                                                               (1)
    answer = argmax_w cos(e_w, target),   w not one of a, b, c                             (2)
    cos(u, t) = u . t / (|u| |t|)                                                          (3)

man : king = woman : ? asks for king - man + woman. The three words of the question are left out,
since the nearest word to (1) is often b or c itself. As |target| is the same for every word, (3) is
computed without it.

Source: Mikolov, Yih & Zweig 2013, "Linguistic regularities in continuous space word
representations", NAACL, section 4, for (1) and (2).
"""

import numpy as np

from netwright.reference._arrays import Array, real, whole
from netwright.reference.embeddings._lengths import lengths


def forward(table: Array, a: int, b: int, c: int) -> int:
    """The word that is to ``c`` as ``b`` is to ``a``: equations (1) to (3).

    Args:
        table: (v, d), a word vector in each row, none of them zeros; any unit.
        a: row of the first word, from 0 to v - 1.
        b: row of the second.
        c: row of the third.

    Returns:
        The row of the answer; the first one where several are equally near.

    Raises:
        ValueError: if the table is empty, not finite, holds a row of zeros or no fourth word, a
            word is no row of it, or b - a + c has no direction.

    Example:
        >>> man, woman, king, queen, apple = [1, 0, 0], [0, 1, 0], [1, 0, 2], [0, 1, 2], [1, 1, -1]
        >>> forward(np.array([man, woman, king, queen, apple]), 0, 2, 1)
        3
    """
    table = real("table", table, "v", "d")
    v = len(table)
    question = [
        int(whole(name, word, below=v)) for name, word in zip("abc", (a, b, c), strict=True)
    ]
    if len(set(question)) == v:
        raise ValueError(f"table must hold a word besides the three of the question; got {v} words")

    unit = table / lengths("table", table)  # (3), u / |u|
    first, second, third = table[question]
    target = second - first + third  # (1)
    lengths("b - a + c", target)
    nearness = unit @ target  # (3), but for |t|
    nearness[question] = -np.inf  # (2)
    return int(nearness.argmax())  # (2)


def example(rng: np.random.Generator) -> dict[str, Array | int]:
    """Arguments of ``forward`` for one random case."""
    v, d = rng.integers(4, 12), rng.integers(2, 6)
    a, b, c = rng.choice(v, size=3, replace=False)
    return {"table": rng.normal(size=(v, d)), "a": int(a), "b": int(b), "c": int(c)}
