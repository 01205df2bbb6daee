"""Pictures inside the page, as PNG in data: addresses; equal pictures give equal bytes.

A picture larger than ``SIDE`` is made smaller, so that a page of 48 photographs stays below a few
megabytes; a small one is kept as it is and shown with its pixels as squares.
"""

import base64
import io

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from netwright.report._markup import Markup, element

SIDE = 224  # pixels; the page shows at most 160, phones with two device pixels for each
COARSE = 64  # up to this side a picture is shown with square pixels
PHOTO = 448  # pixels, of pictures that something is drawn on
QUALITY = 88  # of these, as JPEG: a PNG would be five times as long


def picture(pixels: NDArray[np.uint8], alt: str, *, photo: bool = False) -> Markup:
    """Put a picture into the page.

    Args:
        pixels: uint8 (h, w) or (h, w, 3), 0 to 255.
        alt: what it shows, for those who cannot see it.
        photo: whether it is shown large, and may lose a little in packing.

    Returns:
        One <img> element.
    """
    height, width = pixels.shape[:2]
    coarse = max(height, width) <= COARSE
    return element(
        "img",
        src=photo_address(pixels) if photo and not coarse else data_address(pixels),
        alt=alt,
        width=str(width),
        height=str(height),
        class_="coarse" if coarse else None,
    )


def data_address(pixels: NDArray[np.uint8]) -> str:
    """Write pixels as a data: address of a PNG at most ``SIDE`` wide and high."""
    image = Image.fromarray(np.ascontiguousarray(pixels))
    if max(image.size) > SIDE:
        image.thumbnail((SIDE, SIDE), Image.Resampling.BOX)
    packed = io.BytesIO()
    image.save(packed, format="PNG", compress_level=9)
    return "data:image/png;base64," + base64.b64encode(packed.getvalue()).decode("ascii")


def photo_address(pixels: NDArray[np.uint8]) -> str:
    """Write pixels as a data: address of a JPEG at most ``PHOTO`` wide and high."""
    image = Image.fromarray(np.ascontiguousarray(pixels))
    if max(image.size) > PHOTO:
        image.thumbnail((PHOTO, PHOTO), Image.Resampling.BOX)
    packed = io.BytesIO()
    image.save(packed, format="JPEG", quality=QUALITY)
    return "data:image/jpeg;base64," + base64.b64encode(packed.getvalue()).decode("ascii")
