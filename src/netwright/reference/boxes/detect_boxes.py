"""From a network's raw grid to the boxes a person is shown: YOLO's last three steps in a row.

    boxes, confidence, probabilities = decode_boxes(raw, anchors)                          (1)
    scores, boxes, classes           = score_filter(confidence, boxes, probabilities)      (2)
    what nms keeps of them, the best first                                                 (3)

Suppression asks only for the boxes, whatever their classes: of a person on a bicycle, one may hide
the other.

Shapes: raw (R, C, a, 5 + k), anchors (a, 2); scores (m,), boxes (m, 4), classes (m,), m <= most.

Source: Redmon, Divvala, Girshick & Farhadi 2016, arXiv:1506.02640, section 2, on the boxes of
Redmon & Farhadi 2017, arXiv:1612.08242, section 2.
"""

import numpy as np

from netwright.reference._arrays import Array, Whole, count, share
from netwright.reference.boxes import decode_boxes, nms, score_filter


def forward(
    raw: Array,
    anchors: Array,
    *,
    height: float,
    width: float,
    score_threshold: float = 0.6,
    iou_threshold: float = 0.5,
    most: int = 10,
) -> tuple[Array, Array, Whole]:
    """Decode, filter and suppress: (1) to (3).

    Args:
        raw: (R, C, a, 5 + k), the network's numbers for one picture, no unit; k is 1 or more.
        anchors: (a, 2), width and height as shares of the picture, above 0.
        height: of the picture the boxes are wanted in, any unit of length, above 0.
        width: likewise.
        score_threshold: a box scores at least this, from 0 up to, not at, 1.
        iou_threshold: kept boxes overlap at most so much, from 0 up to, not at, 1.
        most: how many to keep at the most, 1 or more.

    Returns:
        scores (m,) falling, boxes (m, 4) as corners in the unit of ``height``, classes (m,);
        m is 0 if no box is sure enough.

    Raises:
        ValueError: if a shape is wrong, something is empty or not finite, or a setting is out of
            range.

    Example:
        >>> raw = np.array([0.0, 0, 0, 0, 9, 9, 0]).reshape(1, 1, 1, 7)
        >>> scores, boxes, classes = forward(raw, np.full((1, 2), 0.5), height=40, width=80)
        >>> scores.round(3), boxes, classes
        (array([1.]), array([[20., 10., 60., 30.]]), array([0]))
    """
    share("iou_threshold", iou_threshold)
    share("score_threshold", score_threshold)
    count("most", most)
    grid, confidence, probabilities = decode_boxes.forward(
        raw, anchors, height=height, width=width
    )  # (1)
    scores, boxes, classes = score_filter.forward(
        confidence, grid, probabilities, threshold=score_threshold
    )  # (2)
    if not len(scores):
        return scores, boxes, classes
    kept = nms.forward(boxes, scores, threshold=iou_threshold, most=most)  # (3)
    return scores[kept], boxes[kept], classes[kept]


def example(rng: np.random.Generator) -> dict[str, Array | float]:
    """Arguments of ``forward`` for one random case; in few of them no box is sure enough."""
    return {
        **decode_boxes.example(rng),
        "score_threshold": float(rng.uniform(0.1, 0.4)),
        "iou_threshold": float(rng.uniform(0.05, 0.6)),
        "most": int(rng.integers(1, 6)),
    }
