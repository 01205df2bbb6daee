"""Which predictions of a YOLO map each true box asks: several cells and several anchors.

Cells are ``stride`` pixels wide and high, R rows of C. A box with centre (x, y) and size (w, h)
in pixels has in cells the centre

    u = x / stride,   v = y / stride                                                       (1)

and asks of its own cell, row floor(v) and column floor(u). Let f = u - floor(u) be its place
across that cell. It also asks

    of column floor(u) - 1  if f < reach,   of floor(u) + 1  if 1 - f < reach             (2)

with reach up to 1/2, of the nearer one alone, and only if that is on the map; likewise of the row
above or below by v. In each of these cells it asks of the anchors (p_w, p_h) with

    m = max(w / p_w, p_w / w, h / p_h, p_h / h) < ratio                                    (3)

and of the anchor with the smallest m, so that no box is left out.

Shapes: boxes (n, 4), anchors (a, 2); what is asked (q, 4), q >= n.

Source: Redmon et al. 2016, arXiv:1506.02640, section 2, for the own cell; Bochkovskiy, Wang & Liao
2020, "YOLOv4", arXiv:2004.10934, section 3.4, for several anchors of one box; Tian et al. 2019,
"FCOS", arXiv:1904.01355, section 3.1, for several places of one box. (2) and (3) are our form.
"""

import numpy as np

from netwright.reference._arrays import Array, Whole, count, positive, share
from netwright.reference.boxes._checks import corners, sizes


def forward(
    boxes: Array,
    anchors: Array,
    *,
    rows: int,
    columns: int,
    stride: float,
    ratio: float = 4.0,
    reach: float = 0.5,
) -> Whole:
    """List what the true boxes of one picture ask: equations (1) to (3).

    Args:
        boxes: (n, 4), corners x1 < x2 and y1 < y2 in pixels, with their centres on the map.
        anchors: (a, 2), width and height in pixels, above 0.
        rows: R, 1 or more.
        columns: C, 1 or more.
        stride: pixels of a cell, above 0.
        ratio: how many times a side may be its anchor's, or the anchor's the side; above 0.
        reach: how near a neighbour's border must be, in cells; from 0 to 1/2.

    Returns:
        (q, 4): box, row, column and anchor of everything that is asked, sorted.

    Raises:
        ValueError: if a shape is wrong, something is empty or not finite, a box has no area or its
            centre is off the map, or a setting is out of range.

    Example:
        The centre is at 3/4 of cell 0, so nearer to column 1; there is no other row.

        >>> forward([[4.0, 0, 20, 16]], [[16.0, 16]], rows=1, columns=2, stride=16).tolist()
        [[0, 0, 0, 0], [0, 0, 1, 0]]
    """
    boxes = corners("boxes", boxes, "n")
    anchors = sizes("anchors", anchors, "a")
    grid = (count("columns", columns), count("rows", rows))
    stride, ratio = positive("stride", stride), positive("ratio", ratio)
    reach = share("reach", reach)
    if reach > 0.5:
        raise ValueError(f"reach must be half a cell at most; got {reach}")
    middle = (boxes[:, :2] + boxes[:, 2:]) / (2 * stride)  # (1)
    off = ((middle < 0) | (middle >= grid)).any(axis=1)
    if off.any():
        raise ValueError(
            f"boxes must have their centres on the map, {grid[0]} by {grid[1]} cells of {stride}; "
            f"got {boxes[off][0].tolist()}"
        )
    asked = []
    for box, (centre, size) in enumerate(zip(middle, boxes[:, 2:] - boxes[:, :2], strict=True)):
        stretch = np.maximum(size / anchors, anchors / size).max(axis=1)
        fitting = np.nonzero((stretch < ratio) | (stretch == stretch.min()))[0]  # (3)
        for column, row in _cells(centre, grid, reach):
            asked += [(box, row, column, int(anchor)) for anchor in fitting]
    return np.array(sorted(asked), dtype=np.int64)


def _cells(centre: Array, grid: tuple[int, int], reach: float) -> list[tuple[int, int]]:
    """Column and row of every cell that is asked."""
    own = (int(centre[0]), int(centre[1]))
    cells = [own]
    for axis in (0, 1):
        part = centre[axis] - own[axis]
        step = -1 if part < 0.5 else 1
        near = part < reach if step < 0 else 1 - part < reach  # (2)
        beside = own[axis] + step
        if near and 0 <= beside < grid[axis]:
            cells.append((beside, own[1]) if axis == 0 else (own[0], beside))
    return cells


def example(rng: np.random.Generator) -> dict[str, Array | int | float]:
    """Arguments of ``forward`` for one random case."""
    rows, columns = (int(size) for size in rng.integers(1, 5, size=2))
    stride, n = float(rng.uniform(2.0, 20.0)), int(rng.integers(1, 6))
    centre = rng.uniform(0.01, 0.99, size=(n, 2)) * (columns, rows) * stride
    size = rng.uniform(0.2, 3.0, size=(n, 2)) * stride
    return {
        "boxes": np.concatenate([centre - size / 2, centre + size / 2], axis=1),
        "anchors": rng.uniform(0.2, 3.0, size=(int(rng.integers(1, 4)), 2)) * stride,
        "rows": rows,
        "columns": columns,
        "stride": stride,
        "ratio": float(rng.uniform(1.1, 5.0)),
        "reach": float(rng.uniform(0.0, 0.5)),
    }
