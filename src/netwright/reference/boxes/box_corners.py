"""From centres and sizes of boxes to their corners.

    x1 = x - w / 2,   y1 = y - h / 2                                                       (1)
    x2 = x + w / 2,   y2 = y + h / 2                                                       (2)

x runs to the right and y downwards, as in pictures, so (x1, y1) is the corner at the top left.

Shapes: boxes (n, 4), and so are the corners, in the same unit.

Source: Redmon, Divvala, Girshick & Farhadi 2016, arXiv:1506.02640, section 2, has boxes as centre
and size; the corners are what overlaps are reckoned from.
"""

import numpy as np

from netwright.reference._arrays import Array, real
from netwright.reference.boxes._checks import sizes


def forward(boxes: Array) -> Array:
    """Turn x, y, w, h into x1, y1, x2, y2: equations (1) and (2).

    Args:
        boxes: (n, 4), centre x and y, width and height above 0, any unit of length.

    Returns:
        (n, 4), the unit of ``boxes``.

    Raises:
        ValueError: if the shape is wrong, something is empty or not finite, or a size is not
            above 0.

    Example:
        >>> forward(np.array([[5.0, 3.0, 4.0, 2.0]]))
        array([[3., 2., 7., 4.]])
    """
    boxes = real("boxes", boxes, "n", 4)
    centre, size = boxes[:, :2], sizes("boxes", boxes[:, 2:], "n")
    return np.concatenate([centre - size / 2, centre + size / 2], axis=1)  # (1), (2)


def example(rng: np.random.Generator) -> dict[str, Array]:
    """Arguments of ``forward`` for one random case."""
    n = int(rng.integers(1, 7))
    parts = [rng.uniform(-5.0, 5.0, size=(n, 2)), rng.uniform(0.1, 4.0, size=(n, 2))]
    return {"boxes": np.concatenate(parts, axis=1)}
