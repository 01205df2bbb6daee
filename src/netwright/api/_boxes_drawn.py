"""Boxes drawn on a picture, for predict, the report and explain.

    hit      a green line            missed   a dashed yellow line
    false    a red line              found    a green line, where nobody knows the truth

Lines are as wide as a 200th of the picture, one pixel at least; words stand above their box, or in
it where there is no room above.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

COLOURS = {
    "hit": (0, 190, 90),
    "found": (0, 190, 90),
    "missed": (250, 190, 0),
    "false": (225, 40, 40),
}
DASH = 5  # line widths of a dash, and of the gap behind it
SHARE = 200  # the picture's longer side over a line's width
LETTERS = 36  # the picture's longer side over the height of letters
LEAST_LETTERS = 10


@dataclass(frozen=True, slots=True)
class Drawn:
    """One box.

    Args:
        box: x0, y0, x1, y1, in pixels of the picture.
        kind: one of ``COLOURS``.
        words: written beside it; empty for none.
    """

    box: Sequence[float]
    kind: str
    words: str = ""


def with_boxes(picture: NDArray[np.uint8], boxes: Sequence[Drawn]) -> NDArray[np.uint8]:
    """Draw boxes on a copy of a picture.

    Args:
        picture: uint8 (h, w) or (h, w, c), c 1 or 3.
        boxes: the first of them lie on top.

    Returns:
        uint8 (h, w, 3).
    """
    flat = picture[:, :, 0] if picture.ndim == 3 and picture.shape[2] == 1 else picture
    image = Image.fromarray(np.ascontiguousarray(flat)).convert("RGB")
    draw = ImageDraw.Draw(image)
    longer = max(image.size)
    width = max(1, longer // SHARE)
    font = ImageFont.load_default(max(LEAST_LETTERS, longer // LETTERS))
    for one in reversed(boxes):
        _outline(draw, one, width)
        if one.words:
            _label(draw, one, font)
    return np.asarray(image)


def _outline(draw: ImageDraw.ImageDraw, one: Drawn, width: int) -> None:
    x0, y0, x1, y1 = (round(corner) for corner in one.box)
    x1, y1 = max(x0, x1 - 1), max(y0, y1 - 1)  # the last pixel that belongs to the box
    colour = COLOURS[one.kind]
    if one.kind != "missed":
        draw.rectangle((x0, y0, x1, y1), outline=colour, width=width)
        return
    step = DASH * width
    for x in range(x0, x1 + 1, 2 * step):
        end = min(x + step, x1)
        draw.line([(x, y0), (end, y0)], fill=colour, width=width)
        draw.line([(x, y1), (end, y1)], fill=colour, width=width)
    for y in range(y0, y1 + 1, 2 * step):
        end = min(y + step, y1)
        draw.line([(x0, y), (x0, end)], fill=colour, width=width)
        draw.line([(x1, y), (x1, end)], fill=colour, width=width)


def _label(
    draw: ImageDraw.ImageDraw, one: Drawn, font: ImageFont.FreeTypeFont | ImageFont.ImageFont
) -> None:
    left, top = round(one.box[0]), round(one.box[1])
    _, up, right, down = draw.textbbox((0, 0), one.words, font=font)
    height = round(down - up) + 2
    top = top - height if top >= height else top
    draw.rectangle((left, top, left + round(right) + 2, top + height), fill=COLOURS[one.kind])
    draw.text((left + 1, top + 1 - up), one.words, fill=(0, 0, 0), font=font)
