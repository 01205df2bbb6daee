"""Non-maximum suppression: of boxes that overlap, only the one with the best score stays.

A detector finds the same thing several times over. Take the boxes by falling score, equal scores
in the order given, and keep what no kept box hides:

    order = the boxes by falling score                                                     (1)
    box i is hidden by box j   if   iou(i, j) > threshold                                  (2)
    keep i in its turn if no kept j hides it, until ``most`` are kept                      (3)

Shapes: boxes (n, 4), corners; scores (n,); the indices that are kept (m,), m <= min(n, most).
The class of a box is not asked: for classes that may overlap, call it once for each.

Cost: n^2 overlaps at once. Fit to be read and to test with, not for thousands of boxes.

Source: Felzenszwalb, Girshick, McAllester & Ramanan 2010, "Object detection with discriminatively
trained part-based models", PAMI, for the greedy choice; Redmon et al. 2016, arXiv:1506.02640,
section 2.3.
"""

import numpy as np

from netwright.reference._arrays import Array, Whole, count, real, share
from netwright.reference.boxes import iou
from netwright.reference.boxes._checks import corners


def forward(boxes: Array, scores: Array, *, threshold: float = 0.5, most: int = 10) -> Whole:
    """Choose the boxes that stay: (1) to (3).

    Args:
        boxes: (n, 4), corners x1 < x2 and y1 < y2, any unit of length.
        scores: (n,), any unit; larger is better.
        threshold: of the overlap, from 0 up to, not at, 1; a box at exactly that overlap stays.
        most: how many to keep at the most, 1 or more.

    Returns:
        (m,), indices of the boxes that stay, by falling score.

    Raises:
        ValueError: if a shape is wrong, something is empty or not finite, a box has no area, or a
            setting is out of range.

    Example:
        The second has 3/4 of its union with the first in common and is hidden by it.

        >>> forward([[0, 0, 4, 1], [0, 0, 3, 1], [9, 9, 10, 10]], [0.9, 0.8, 0.3])
        array([0, 2])
    """
    boxes = corners("boxes", boxes, "n")
    scores = real("scores", scores, len(boxes))
    threshold = share("threshold", threshold)
    most = count("most", most)

    hides = iou.forward(boxes, boxes) > threshold  # (2)
    kept: list[int] = []
    for i in np.argsort(-scores, kind="stable"):  # (1)
        if len(kept) < most and not hides[i, kept].any():
            kept.append(int(i))  # (3)
    return np.array(kept, dtype=np.int64)


def example(rng: np.random.Generator) -> dict[str, Array | float]:
    """Arguments of ``forward`` for one random case; some scores are equal."""
    n = int(rng.integers(2, 12))
    corner = rng.uniform(0.0, 3.0, size=(n, 2))
    size = rng.uniform(1.0, 3.0, size=(n, 2))
    return {
        "boxes": np.concatenate([corner, corner + size], axis=1),
        "scores": rng.integers(1, 10, size=n) / 10,
        "threshold": float(rng.uniform(0.1, 0.6)),
        "most": int(rng.integers(1, 8)),
    }
