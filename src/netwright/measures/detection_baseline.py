"""The detector that does not look: the same boxes for every picture, the best there are.

Of each class the boxes of the training pictures are the candidates. Again and again the one is
taken that hits, at an overlap of 1/2, something in most pictures, counting only true boxes that
none of those taken before hits,

    score = pictures in which it hits something new / pictures                              (1)

until the next would hit in fewer than 1 of 100 pictures. This is the greedy cover, which no other
choice of as many boxes beats by more than a factor of 1 / (1 - 1/e) on the training pictures.

Cost: candidates, 400 of a class at most, times its true boxes.

Source: ours; Nemhauser, Wolsey & Fisher 1978, Mathematical Programming 14, for the bound.
"""

import numpy as np

from netwright.measures.detection_matching import MOST, Floats, Truth, overlaps

CANDIDATES = 400  # of a class, evenly among its boxes
THRESHOLD = 0.5
LEAST = 0.01  # of (1)


def constant_boxes(truth: Truth, classes: int) -> Floats:
    """Choose the boxes.

    Args:
        truth: of the n training pictures.
        classes: k.

    Returns:
        (d, 6): x1, y1, x2, y2, score, label, by falling score; ``MOST`` of each class at most.
    """
    chosen = [_of_class(truth, label) for label in range(classes)]
    rows = np.concatenate([np.zeros((0, 6)), *chosen])
    return rows[np.argsort(-rows[:, 4], kind="stable")]


def everywhere(boxes: Floats, pictures: int) -> Floats:
    """The same boxes for every picture: (d, 6) -> (pictures, d, 6)."""
    return np.broadcast_to(boxes, (pictures, *boxes.shape))


def _of_class(truth: Truth, label: int) -> Floats:
    plain = truth.labels == label
    if truth.crowd is not None:
        plain = plain & ~truth.crowd
    boxes = truth.boxes[plain].astype(np.float64)
    if not len(boxes):
        return np.zeros((0, 6))
    some = boxes[np.unique(np.linspace(0, len(boxes) - 1, CANDIDATES).astype(np.int64))]
    hits = overlaps(some, boxes, np.zeros(len(boxes), dtype=np.bool_)) >= THRESHOLD
    begins = np.unique(np.nonzero(plain)[0], return_index=True)[1]  # of each picture's boxes
    rows: list[list[float]] = []
    for _ in range(MOST):
        counts = np.logical_or.reduceat(hits, begins, axis=1).sum(axis=1)
        best = int(counts.argmax())
        score = float(counts[best]) / len(truth.labels)  # (1)
        if score < LEAST:
            break
        rows.append([*some[best].tolist(), score, float(label)])
        hits = hits & ~hits[best]
    return np.array(rows).reshape(-1, 6)
