"""Errors that are alike, by k-means: which of k centres is the nearest one.

    start    the first centre is a row at random; each further one is a row drawn with a chance in
             proportion to its squared distance to the nearest centre so far                 (1)
    repeat   every row joins its nearest centre                                              (2)
             every centre becomes the mean of its rows; one without rows stays               (3)
    keep     of five starts the one with the least sum of squared distances                  (4)

Cost: n x k x d multiply-adds for each of at most 50 rounds; 1,000 rows of 10 numbers in 10 ms.
Blind spot: k-means cuts anything into k parts, also what has none; a cluster is a proposal to look.
Source: Lloyd 1982, "Least squares quantization in PCM"; Arthur & Vassilvitskii 2007, "k-means++",
for (1).
"""

import numpy as np
from numpy.typing import NDArray

from netwright.errors import SettingError
from netwright.randomness import generator

Floats = NDArray[np.float64]
ROUNDS = 50
STARTS = 5


def clusters(points: NDArray[np.floating], count: int, *, seed: int = 0) -> NDArray[np.int64]:
    """Put rows that are alike under one number.

    Args:
        points: (n, d), on scales that can be compared.
        count: how many clusters, from 1 to n.
        seed: of the starts.

    Returns:
        int64 (n,), from 1 to ``count``, the largest cluster being 1.

    Raises:
        SettingError: if there are fewer rows than clusters, or no cluster is asked for.

    Example:
        >>> clusters(np.array([[0.0], [5.0], [0.1], [0.2]]), 2).tolist()
        [1, 2, 1, 1]
    """
    if not 1 <= count <= len(points):
        raise SettingError("count", count, wanted=f"from 1 to the {len(points)} rows there are")
    x = points.astype(np.float64)
    least, nearest = np.inf, np.zeros(len(x), dtype=np.int64)
    for start in range(STARTS):
        total, found = _settled(x, _begun(x, count, generator(seed, "clusters", start)))
        if total < least:  # (4)
            least, nearest = total, found
    sizes = np.bincount(nearest, minlength=count)
    rank = np.empty(count, dtype=np.int64)
    rank[np.argsort(-sizes, kind="stable")] = np.arange(1, count + 1)
    return rank[nearest]


def _begun(x: Floats, count: int, draw: np.random.Generator) -> Floats:
    """The centres to begin with: (k, d)."""
    centres = x[[draw.integers(len(x))]]
    for _ in range(count - 1):
        far = _squares(x, centres).min(axis=1)
        chances = far / far.sum() if far.sum() > 0 else np.full(len(x), 1 / len(x))
        centres = np.concatenate([centres, x[[draw.choice(len(x), p=chances)]]])  # (1)
    return centres


def _settled(x: Floats, centres: Floats) -> tuple[float, NDArray[np.int64]]:
    """The sum of squared distances, and each row's centre."""
    nearest = np.full(len(x), -1, dtype=np.int64)
    for _ in range(ROUNDS):
        found = _squares(x, centres).argmin(axis=1).astype(np.int64)  # (2)
        if (found == nearest).all():
            break
        nearest = found
        for number in np.unique(nearest):
            centres[number] = x[nearest == number].mean(axis=0)  # (3)
    return float(((x - centres[nearest]) ** 2).sum()), nearest


def _squares(x: Floats, centres: Floats) -> Floats:
    """Squared distances: (n, k)."""
    return np.stack([((x - centre) ** 2).sum(axis=1) for centre in centres], axis=1)
