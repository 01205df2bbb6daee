"""What a YOLO grid should say of a picture: which cell and anchor answers for each true box.

A grid of R rows and C columns, a anchors (p_w, p_h) in each cell; a true box has corners in a
picture of ``width`` and ``height``:

    x = (x1 + x2) / (2 width),  y likewise;   w = (x2 - x1) / width,  h likewise           (1)
    its cell is row i = floor(y R), column j = floor(x C)                                  (2)
    its anchor is the one with the largest overlap, both laid on the same centre:
        m = min(w, p_w) min(h, p_h),   m / (w h + p_w p_h - m)                             (3)
    target there = (x C - j, y R - i, w, h, 1, one-hot of its class), else zeros           (4)

These are the numbers that ``decode_boxes`` should find before it scales them to the picture, not
the raw ones: t_x is the logit of x C - j, t_w is ln(w / p_w).

Shapes: boxes (m, 4), labels (m,), anchors (a, 2); targets (R, C, a, 5 + k). Two boxes of one cell
and one anchor cannot both be said, and are refused.

Source: Redmon et al. 2016, arXiv:1506.02640, section 2, for the cell; Redmon & Farhadi 2018,
"YOLOv3", arXiv:1804.02767, section 2.1, for one anchor, the best, for each true box.
"""

import numpy as np

from netwright.reference._arrays import Array, Whole, count, positive, whole
from netwright.reference.boxes._checks import corners, sizes


def forward(
    boxes: Array,
    labels: Whole,
    anchors: Array,
    *,
    rows: int,
    columns: int,
    classes: int,
    height: float,
    width: float,
) -> Array:
    """Write the true boxes of one picture into its grid: equations (1) to (4).

    Args:
        boxes: (m, 4), corners x1 < x2 and y1 < y2, with their centres inside the picture.
        labels: (m,), from 0 to classes - 1.
        anchors: (a, 2), width and height as shares of the picture, above 0.
        rows: R, 1 or more.
        columns: C, 1 or more.
        classes: k, 1 or more.
        height: of the picture, in the unit of ``boxes``, above 0.
        width: likewise.

    Returns:
        (R, C, a, 5 + k): across the cell and as shares of the picture, all 0 where no box is.

    Raises:
        ValueError: if a shape is wrong, something is empty or not finite, a box has no area or
            its centre outside, a label is no class, a setting is out of range, or two boxes would
            need the same place.

    Example:
        >>> box, square = np.array([[0.0, 0, 10, 20]]), np.array([[0.5, 0.5]])
        >>> forward(box, [1], square, rows=1, columns=2, classes=2, height=40, width=40)[0, 0, 0]
        array([0.25, 0.25, 0.25, 0.5 , 1.  , 0.  , 1.  ])
    """
    boxes = corners("boxes", boxes, "m")
    classes = count("classes", classes)
    labels = whole("labels", labels, len(boxes), below=classes)
    anchors = sizes("anchors", anchors, "a")
    grid = np.array([count("columns", columns), count("rows", rows)])
    scale = np.array([positive("width", width), positive("height", height)])

    centre = (boxes[:, :2] + boxes[:, 2:]) / (2 * scale)  # (1)
    size = (boxes[:, 2:] - boxes[:, :2]) / scale  # (1)
    outside = ((centre < 0) | (centre >= 1)).any(axis=1)
    if outside.any():
        raise ValueError(
            f"boxes must have their centres inside the picture, {width} wide and {height} high; "
            f"got {boxes[outside][0].tolist()}"
        )
    cell = np.floor(centre * grid).astype(np.int64)  # (2)
    anchor = _overlap(size, anchors).argmax(axis=1)  # (3)
    places = np.column_stack([cell[:, 1], cell[:, 0], anchor])
    _expect_different(places)
    targets = np.zeros((int(grid[1]), int(grid[0]), len(anchors), 5 + classes))
    for box, place in enumerate(places):
        parts = [centre[box] * grid - cell[box], size[box], [1.0], np.eye(classes)[labels[box]]]
        targets[tuple(place)] = np.concatenate(parts)  # (4)
    return targets


def example(rng: np.random.Generator) -> dict[str, Array | Whole | float]:
    """Arguments of ``forward`` for one random case; no two boxes share a cell."""
    rows, columns = (int(size) for size in rng.integers(1, 4, size=2))
    height, width = (float(side) for side in rng.uniform(10.0, 200.0, size=2))
    cells = rng.permutation(rows * columns)[: rng.integers(1, rows * columns + 1)]
    spread = rng.uniform(0.05, 0.95, size=(len(cells), 2))
    centre = (np.column_stack([cells % columns, cells // columns]) + spread) / (columns, rows)
    size = rng.uniform(0.05, 0.9, size=(len(cells), 2))
    scale = (width, height)
    classes = int(rng.integers(1, 4))
    return {
        "boxes": np.concatenate([(centre - size / 2) * scale, (centre + size / 2) * scale], axis=1),
        "labels": rng.integers(0, classes, size=len(cells)),
        "anchors": rng.uniform(0.1, 0.8, size=(int(rng.integers(1, 4)), 2)),
        "rows": rows,
        "columns": columns,
        "classes": classes,
        "height": height,
        "width": width,
    }


def _overlap(size: Array, anchors: Array) -> Array:
    """Of boxes (m, 2) with anchors (a, 2) on the same centre: (m, a)."""
    common = np.minimum(size[:, np.newaxis], anchors).prod(axis=-1)  # (3)
    together = size.prod(axis=-1)[:, np.newaxis] + anchors.prod(axis=-1) - common
    overlap: Array = common / together  # (3)
    return overlap


def _expect_different(places: Whole) -> None:
    seen: dict[tuple[int, ...], int] = {}
    for box, place in enumerate(map(tuple, places.tolist())):
        if place in seen:
            row, column, anchor = place
            raise ValueError(
                "boxes must each have a cell and anchor of their own; got boxes "
                f"{seen[place]} and {box} both in row {row}, column {column}, anchor {anchor}"
            )
        seen[place] = box
