"""A whole picture in a square: scaled until its longer side fits, centred, grey beside it.

With a picture of w x h and a square of S pixels a side:

    s   = S / max(w, h),   w' = max(1, round(s w)),   h' likewise                          (1)
    left = floor((S - w') / 2),   top likewise                                             (2)
    x in the square  = x w' / w + left,   y likewise                                       (3)
    x in the picture = (x in the square - left) w / w',   cut at 0 and w                   (4)

(3) uses the size that rounding gave and not s, so boxes lie where the scaled pixels lie, and (4)
undoes (3) exactly. Bicubic with antialiasing (Pillow), as for all other pictures. Training,
evaluation and prediction come through here, by ``PictureForm(whole=True)``. Cost: one scaling.
The grey is the middle of the range, so that it is near nothing once pictures are normalised.

Source: Redmon's darknet, ``letterbox_image``, for the idea; the equations are ours.
"""

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from netwright.data._picture_source import Pixels
from netwright.errors import SettingError

GREY = 128

Floats = NDArray[np.float64]


def letterbox(picture: Pixels, side: int) -> Pixels:
    """Lay a picture into a square: equations (1) and (2).

    Args:
        picture: uint8 (h, w, c), c 1 or 3, any h and w from 1.
        side: of the square, in pixels, 1 or more.

    Returns:
        uint8 (side, side, c); 128 where there is no picture.

    Raises:
        SettingError: if the side is below 1.

    Example:
        >>> letterbox(np.zeros((2, 4, 1), np.uint8), 4)[:, 0, 0].tolist()
        [128, 0, 0, 128]
    """
    height, width = picture.shape[:2]
    scaled, offset = _placed(np.array([[width, height]]), side)
    wide, high = (int(x) for x in scaled[0])
    left, top = (int(x) for x in offset[0])
    if (wide, high) != (width, height):
        plane = picture[:, :, 0] if picture.shape[2] == 1 else picture
        image = Image.fromarray(np.ascontiguousarray(plane))
        small = image.resize((wide, high), Image.Resampling.BICUBIC)
        picture = np.asarray(small).reshape(high, wide, -1)
    square = np.full((side, side, picture.shape[2]), GREY, dtype=np.uint8)
    square[top : top + high, left : left + wide] = picture
    return square


def into_square(
    boxes: NDArray[np.floating], sizes: NDArray[np.integer], side: int
) -> NDArray[np.float32]:
    """Move boxes from their pictures into the square: equation (3).

    Args:
        boxes: (n, k, 4), corners x0, y0, x1, y1 in pixels of the picture.
        sizes: (n, 2), width and height of each picture, in pixels.
        side: of the square, 1 or more.

    Returns:
        float32 (n, k, 4), in pixels of the square; boxes of no area stay of no area.

    Raises:
        SettingError: if the side or a size is below 1, or the shapes do not fit together.

    Example:
        >>> into_square(np.array([[[0.0, 0, 4, 2]]]), np.array([[4, 2]]), 8).tolist()
        [[[0.0, 2.0, 8.0, 6.0]]]
    """
    ratio, offset = _ratio(boxes, sizes, side)
    corners = boxes.astype(np.float64) * ratio + offset  # (3)
    return corners.astype(np.float32)


def out_of_square(
    boxes: NDArray[np.floating], sizes: NDArray[np.integer], side: int
) -> NDArray[np.float32]:
    """Move boxes from the square back into their pictures: equation (4).

    Args:
        boxes: (n, k, 4), corners x0, y0, x1, y1 in pixels of the square.
        sizes: (n, 2), width and height of each picture, in pixels.
        side: of the square, 1 or more.

    Returns:
        float32 (n, k, 4), in pixels of the picture and within it.

    Raises:
        SettingError: if the side or a size is below 1, or the shapes do not fit together.

    Example:
        >>> out_of_square(np.array([[[0.0, 2, 8, 9]]]), np.array([[4, 2]]), 8).tolist()
        [[[0.0, 0.0, 4.0, 2.0]]]
    """
    ratio, offset = _ratio(boxes, sizes, side)
    corners = (boxes.astype(np.float64) - offset) / ratio  # (4)
    edges = np.tile(sizes, 2)[:, np.newaxis]
    return np.minimum(np.maximum(corners, 0.0), edges).astype(np.float32)


def _ratio(
    boxes: NDArray[np.floating], sizes: NDArray[np.integer], side: int
) -> tuple[Floats, Floats]:
    """What corners are multiplied by, and what is added then: float64 (n, 1, 4) each."""
    if boxes.ndim != 3 or boxes.shape[2] != 4 or sizes.shape != (len(boxes), 2):
        got = (boxes.shape, sizes.shape)
        raise SettingError("boxes and sizes", got, wanted="shaped (n, k, 4) and (n, 2)")
    scaled, offset = _placed(sizes, side)
    ratio = scaled / np.maximum(sizes, 1)
    return np.tile(ratio, 2)[:, np.newaxis], np.tile(offset, 2)[:, np.newaxis]


def _placed(sizes: NDArray[np.integer], side: int) -> tuple[Floats, Floats]:
    """Scaled width and height, and left and top: whole numbers, float64 (n, 2) each."""
    if side < 1:
        raise SettingError("side", side, wanted="1 pixel or more")
    if sizes.size and sizes.min() < 1:
        raise SettingError("sizes", int(sizes.min()), wanted="1 pixel or more")
    longer = sizes.max(axis=1, keepdims=True, initial=1)
    scaled = np.maximum(1.0, np.rint(sizes * side / longer))  # (1)
    return scaled, np.floor((side - scaled) / 2)  # (2)
