"""Several pictures as one PNG, four in a row.

Small pictures are enlarged by a whole factor, so that their pixels stay squares; large ones are
reduced to ``LARGEST`` pixels a side. Cost: 10 ms for 16 pictures.
"""

import io
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

COLUMNS = 4
GAP = 2  # pixels between pictures, white
SMALLEST, LARGEST = 64, 128  # pixels a side of a picture in the grid


@dataclass(frozen=True, slots=True)
class Grid:
    """A grid of pictures.

    Args:
        width: in pixels.
        height: in pixels.
        png: the file's bytes.
    """

    width: int
    height: int
    png: bytes


def grid(pictures: NDArray[np.uint8]) -> Grid:
    """Lay pictures out, four in a row.

    Args:
        pictures: uint8 (n, c, h, w), c 1 (grey) or 3 (RGB), n 1 or more.

    Returns:
        The grid as one PNG.
    """
    cells = [_cell(picture) for picture in pictures]
    width, height = cells[0].size
    columns, rows = min(COLUMNS, len(cells)), -(-len(cells) // COLUMNS)
    size = (columns * (width + GAP) - GAP, rows * (height + GAP) - GAP)
    whole = Image.new(cells[0].mode, size, "white")
    for number, cell in enumerate(cells):
        row, column = divmod(number, COLUMNS)
        whole.paste(cell, (column * (width + GAP), row * (height + GAP)))
    file = io.BytesIO()
    whole.save(file, "PNG")
    return Grid(*size, file.getvalue())


def _cell(picture: NDArray[np.uint8]) -> Image.Image:
    channels, height, width = picture.shape
    pixels = picture[0] if channels == 1 else picture.transpose(1, 2, 0)
    made = Image.fromarray(np.ascontiguousarray(pixels))
    longest = max(height, width)
    if longest > LARGEST:
        factor = LARGEST / longest
        size = max(1, round(width * factor)), max(1, round(height * factor))
        return made.resize(size, Image.Resampling.BOX)
    times = -(-SMALLEST // longest)
    return made.resize((width * times, height * times), Image.Resampling.NEAREST)
