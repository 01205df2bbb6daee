"""From the raw numbers of a YOLO grid to boxes in the picture, with their probabilities.

The cell in row i and column j of a grid of R rows and C columns has a anchor boxes of common
shapes (p_w, p_h). For each the network gives t = (t_x, t_y, t_w, t_h, t_o, t_1 ... t_k), and

    x = (j + 1 / (1 + exp(-t_x))) / C,   y = (i + 1 / (1 + exp(-t_y))) / R                 (1)
    w = p_w exp(t_w),                    h = p_h exp(t_h)                                  (2)
    confidence      = 1 / (1 + exp(-t_o))                                                  (3)
    probabilities_c = exp(t_c) / sum_d exp(t_d)                                            (4)
    box = (x - w/2, y - h/2, x + w/2, y + h/2), times (width, height, width, height)       (5)

So a centre cannot leave its cell, and a size is a multiple of its anchor's. A box may reach
beyond the picture; it is not cut here.

Shapes: raw (R, C, a, 5 + k); anchors (a, 2), shares of the picture; boxes (R, C, a, 4).

Source: Redmon & Farhadi 2017, "YOLO9000", arXiv:1612.08242, section 2, "direct location
prediction", with sizes as shares of the picture and not in cells.
"""

import numpy as np

from netwright.reference._arrays import Array, positive
from netwright.reference.activations import sigmoid
from netwright.reference.boxes._checks import class_shares, raw_boxes, sizes


def forward(
    raw: Array, anchors: Array, *, height: float, width: float
) -> tuple[Array, Array, Array]:
    """Read every box of a grid: equations (1) to (5).

    Args:
        raw: (R, C, a, 5 + k), the network's numbers for one picture, no unit; k is 1 or more.
        anchors: (a, 2), width and height as shares of the picture, above 0.
        height: of the picture the boxes are wanted in, any unit of length, above 0.
        width: likewise.

    Returns:
        boxes (R, C, a, 4), corners x1, y1, x2, y2 in the unit of ``height`` and ``width``;
        confidence (R, C, a), from 0 to 1; probabilities of the classes (R, C, a, k), from 0 to 1,
        sum 1.

    Raises:
        ValueError: if a shape is wrong, something is empty or not finite, there is no class, or
            an anchor, height or width is not above 0.

    Example:
        One cell: the centre is the middle, the size half of the picture.

        >>> raw, anchors = np.zeros((1, 1, 1, 7)), np.full((1, 2), 0.5)
        >>> boxes, confidence, probabilities = forward(raw, anchors, height=40, width=80)
        >>> boxes[0, 0, 0], confidence[0, 0], probabilities[0, 0, 0]
        (array([20., 10., 60., 30.]), array([0.5]), array([0.5, 0.5]))
    """
    raw = raw_boxes("raw", raw, "R", "C", "a")
    anchors = sizes("anchors", anchors, raw.shape[2])
    scale = np.array([positive("width", width), positive("height", height)])

    rows, columns = raw.shape[:2]
    i, j = np.indices((rows, columns))
    cell = np.stack([j, i], axis=-1)[:, :, np.newaxis]  # (R, C, 1, 2), x before y
    across, _ = sigmoid.forward(raw[..., 0:2])  # (1)
    centre = (cell + across) / (columns, rows)  # (1)
    size = anchors * np.exp(raw[..., 2:4])  # (2)
    confidence, _ = sigmoid.forward(raw[..., 4])  # (3)
    probabilities = class_shares(raw)  # (4)
    ends = [(centre - size / 2) * scale, (centre + size / 2) * scale]
    return np.concatenate(ends, axis=-1), confidence, probabilities  # (5)


def example(rng: np.random.Generator) -> dict[str, Array | float]:
    """Arguments of ``forward`` for one random case."""
    rows, columns, a = (int(size) for size in rng.integers(1, 4, size=3))
    k = int(rng.integers(1, 4))
    return {
        "raw": rng.normal(size=(rows, columns, a, 5 + k)),
        "anchors": rng.uniform(0.1, 0.8, size=(a, 2)),
        "height": float(rng.uniform(1.0, 500.0)),
        "width": float(rng.uniform(1.0, 500.0)),
    }
