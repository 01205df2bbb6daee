"""Edit distance: how many tokens to put in, take out or change until an answer is the truth.

D_ij is the distance of the first i tokens of the answer a from the first j of the truth b.
The three terms of (2) take a_i out, put b_j in, and change one into the other unless they agree:

    D_i0 = i,   D_0j = j                                                                   (1)
    D_ij = min(D_{i-1,j} + 1, D_{i,j-1} + 1, D_{i-1,j-1} + [a_i != b_j])                   (2)
    distance   = D_{n,m}                                                                   (3)
    error rate = D_{n,m} / m                                                               (4)

Over words (4) is the word error rate, over characters the character error rate. It may be above 1:
an answer may be far longer than the truth. Over many sentences distances and lengths are summed
first, then divided. The table costs O(n m).

Source: Levenshtein 1966, "Binary codes capable of correcting deletions, insertions, and reversals";
Wagner & Fischer 1974, "The string-to-string correction problem", for (2).
"""

from collections.abc import Sequence

import numpy as np

from netwright.reference.measures._sentences import sentence


def forward(answer: Sequence[int], truth: Sequence[int]) -> dict[str, float]:
    """The fewest edits, and how many that is for each token of the truth: equations (1) to (4).

    Args:
        answer: n tokens, whole numbers from 0 on; there may be none.
        truth: m tokens, 1 or more.

    Returns:
        "distance", in tokens, from |n - m| to the larger of both; and "rate", no unit.

    Raises:
        ValueError: if they are not whole numbers from 0 on in one row, or the truth is empty.

    Example:
        >>> forward([1, 2, 3], [1, 3, 3, 4])
        {'distance': 2, 'rate': 0.5}
    """
    a, b = sentence("answer", answer, empty=True), sentence("truth", truth)
    table = np.zeros((len(a) + 1, len(b) + 1), dtype=np.int64)
    table[:, 0] = np.arange(len(a) + 1)  # (1)
    table[0, :] = np.arange(len(b) + 1)  # (1)
    for i in range(1, len(a) + 1):
        for j in range(1, len(b) + 1):
            table[i, j] = min(  # (2)
                table[i - 1, j] + 1,
                table[i, j - 1] + 1,
                table[i - 1, j - 1] + (a[i - 1] != b[j - 1]),
            )
    distance = int(table[-1, -1])  # (3)
    return {"distance": distance, "rate": distance / len(b)}  # (4)


def example(rng: np.random.Generator) -> dict[str, list[int]]:
    """Arguments of ``forward`` for one random case."""
    n, m = rng.integers(0, 8), rng.integers(1, 8)
    return {"answer": rng.integers(0, 3, n).tolist(), "truth": rng.integers(0, 3, m).tolist()}
