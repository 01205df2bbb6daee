"""Only the boxes of a grid that are sure of a class: the score filter of YOLO.

    score_c = confidence * probabilities_c                                                 (1)
    class   = the c with the largest score_c, the first where several have it              (2)
    score   = max_c score_c                                                                (3)
    keep the boxes with score >= threshold                                                 (4)

(3) is the largest score itself, not the largest of the classes' numbers (2): a slip that is easily
made and runs without complaint.

Shapes: confidence (R, C, a), boxes (R, C, a, 4), probabilities (R, C, a, k), as ``decode_boxes``
gives them; of the m boxes that stay, scores (m,), boxes (m, 4), classes (m,), cell after cell.

Source: Redmon, Divvala, Girshick & Farhadi 2016, arXiv:1506.02640, section 2, equation (1).
"""

import numpy as np

from netwright.reference._arrays import Array, Whole, real, share


def forward(
    confidence: Array, boxes: Array, probabilities: Array, *, threshold: float = 0.6
) -> tuple[Array, Array, Whole]:
    """Score every box and keep the good ones: (1) to (4).

    Args:
        confidence: (R, C, a), that there is an object, from 0 to 1.
        boxes: (R, C, a, 4), in any form and unit; taken along as they are.
        probabilities: (R, C, a, k), of the classes, if there is an object, from 0 to 1.
        threshold: of the score, from 0 up to, not at, 1.

    Returns:
        scores (m,), boxes (m, 4) and classes (m,) from 0 to k - 1; m is 0 if no box is sure enough.

    Raises:
        ValueError: if a shape disagrees, something is empty or not finite, or the threshold is
            out of range.

    Example:
        >>> confidence, boxes = np.array([[[0.9, 0.5]]]), np.zeros((1, 1, 2, 4))
        >>> scores, _, classes = forward(confidence, boxes, np.array([[[[0.2, 0.8], [1.0, 0.0]]]]))
        >>> scores, classes
        (array([0.72]), array([1]))
    """
    confidence = real("confidence", confidence, "R", "C", "a")
    boxes = real("boxes", boxes, *confidence.shape, 4)
    probabilities = real("probabilities", probabilities, *confidence.shape, "k")
    threshold = share("threshold", threshold)

    scores = confidence[..., np.newaxis] * probabilities  # (1)
    classes = scores.argmax(axis=-1)  # (2)
    best = scores.max(axis=-1)  # (3)
    sure = best >= threshold  # (4)
    return best[sure], boxes[sure], classes[sure]


def example(rng: np.random.Generator) -> dict[str, Array | float]:
    """Arguments of ``forward`` for one random case; some boxes stay and some do not."""
    rows, columns, a = (int(size) for size in rng.integers(1, 3, size=3))
    odds = rng.random((rows, columns, a, int(rng.integers(1, 4)))) ** 3
    return {
        "confidence": rng.random((rows, columns, a)),
        "boxes": rng.uniform(-1.0, 9.0, size=(rows, columns, a, 4)),
        "probabilities": odds / odds.sum(axis=-1, keepdims=True),
        "threshold": float(rng.uniform(0.1, 0.7)),
    }
