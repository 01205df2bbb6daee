"""Average precision of found boxes: of one class, over all pictures.

The boxes found are ranked by score, the first given first where scores tie. A box is a hit where
it overlaps a true box enough that no better one has taken; of B true boxes some may never be hit.

    found_k = sum_{i <= k} hit_i,   R_k = found_k / B                                      (1)
    P_k     = found_k / k                                                                  (2)
    E_k     = max_{j >= k} P_j    precision that never rises with recall                   (3)
    AP      = sum_k (R_k - R_{k-1}) E_k    at all points: PASCAL VOC from 2010 on          (4)
    AP      = (1 / m) sum_{j < m} E at the first k with R_k >= j / (m - 1), else 0         (5)

(5) instead of (4) where ``points``, m, is given: 101 for COCO, 11 for PASCAL VOC up to 2009. The
recalls are compared as whole numbers, so that rounding moves no point; pycocotools compares
rounded ones.

Source: Everingham, Van Gool, Williams, Winn & Zisserman 2010, "The PASCAL Visual Object Classes
(VOC) Challenge", for (3) and (5) with m = 11; the VOC 2010 development kit for (4); Lin et al.
2014, arXiv:1405.0312, and its evaluation code, for m = 101.
"""

import numpy as np

from netwright.reference._arrays import Array, Whole, count, real, whole


def forward(scores: Array, hits: Whole, *, boxes: int, points: int | None = None) -> float:
    """The area under the falling precision over recall: equations (1) to (5).

    Args:
        scores: (n,), of the boxes found, any unit; where none is found the answer is 0 without
            this equation.
        hits: (n,), 1 for a hit, else 0.
        boxes: B, how many true boxes there are; 1 or more, and no fewer than hits.
        points: m, 2 or more recalls at equal distances; None for all points.

    Returns:
        From 0 to 1.

    Raises:
        ValueError: if the shapes differ, something is empty or not finite, hits are not 0 and 1,
            there are more hits than boxes, or a count is not a whole number or too small.

    Example:
        >>> forward(np.array([0.9, 0.8, 0.7]), np.array([1, 0, 1]), boxes=2)  # (1 + 2/3) / 2
        0.8333333333333333
    """
    scores = real("scores", scores, "n")
    hits = whole("hits", hits, len(scores), below=2)
    boxes = count("boxes", boxes)
    if hits.sum() > boxes:
        raise ValueError(f"boxes must be no fewer than the hits, {hits.sum()}; got {boxes}")

    found = hits[np.argsort(-scores, kind="stable")].cumsum()
    recall = found / boxes  # (1)
    precision = found / np.arange(1, len(found) + 1)  # (2)
    falling = np.maximum.accumulate(precision[::-1])[::-1]  # (3)
    if points is None:
        return float((np.diff(recall, prepend=0.0) * falling).sum())  # (4)
    m = count("points", points, least=2)
    at = [falling[found * (m - 1) >= j * boxes] for j in range(m)]  # (5)
    return float(sum(rest[0] for rest in at if len(rest)) / m)  # (5)


def example(rng: np.random.Generator) -> dict[str, Array | Whole | int | None]:
    """Arguments of ``forward`` for one random case, often with ties."""
    n = rng.integers(1, 15)
    hits = rng.integers(0, 2, n)
    return {
        "scores": np.round(rng.random(n), int(rng.integers(1, 4))),
        "hits": hits,
        "boxes": int(max(1, hits.sum()) + rng.integers(0, 4)),
        "points": [None, 11, 101][rng.integers(3)],
    }
