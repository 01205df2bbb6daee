"""What each of Pillow's modes becomes: uint8, 1 channel if grey, else 3.

    mode                    channels  how
    1, L                    1         as they are; 1 gives 0 and 255
    LA, L with transparency 1         laid on white
    I;16, I;16B, I;16L      1         v / 257, rounded: the 16-bit range scaled, not clipped
    I                       1         v / 257 within 0..65535, else its own min..max
    F                       1         v * 255 within 0..1, else its own min..max
    RGB, P, CMYK, YCbCr     3         Pillow's conversion to RGB
    RGBA, P and RGB with transparency, PA   3   laid on white: (v a + 255 (255 - a)) / 255

Pillow itself reads colour of 16 bits a channel as the upper 8.
It refuses F with NaN or infinity. Pillow's own ``convert`` clips I;16 at 255, which would turn
nearly all of a 16-bit picture white.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from netwright.data._picture_source import Pixels

_SIXTEEN_BITS = 65535


def pixels(image: Image.Image) -> Pixels:
    """Turn a loaded image of any mode into pixels.

    Args:
        image: a loaded image.

    Returns:
        uint8 (h, w, 1) or (h, w, 3).

    Raises:
        ValueError: if it holds NaN or infinity.

    Example:
        >>> pixels(Image.new("I;16", (1, 1), 65535)).tolist()
        [[[255]]]
    """
    mode = image.mode
    if mode == "RGB" and "transparency" not in image.info:
        return np.array(image)
    if mode.startswith("I") or mode == "F":
        return _numbers(image)[:, :, None]
    transparent = image.has_transparency_data
    if mode in {"1", "L", "LA", "La"}:
        if transparent:
            return on_white(np.asarray(_with_alpha(image, "LA")))
        return np.array(image.convert("L"))[:, :, None]
    if transparent:
        return on_white(np.asarray(_with_alpha(image, "RGBA")))
    return np.array(image.convert("RGB"))


def on_white(picture: Pixels) -> Pixels:
    """Lay colour (..., c + 1), alpha last, on white; exact to half a step."""
    colour = picture[..., :-1].astype(np.uint16)
    alpha = picture[..., -1:].astype(np.uint16)
    return ((colour * alpha + 255 * (255 - alpha) + 127) // 255).astype(np.uint8)


def _with_alpha(image: Image.Image, mode: str) -> Image.Image:
    if image.mode == "1":  # Pillow has no way from 1 to LA that keeps the transparent colour
        transparency = image.info["transparency"]
        image = image.convert("L")
        image.info["transparency"] = 255 if transparency else 0
    return image.convert(mode)


def _numbers(image: Image.Image) -> Pixels:
    """Scale one plane of whole numbers or floats to 0..255."""
    values: NDArray[Any] = np.asarray(image)
    if image.mode == "F":
        if not np.isfinite(values).all():
            raise ValueError("NaN or infinity among its values")
        top = 1.0
    else:
        top = float(_SIXTEEN_BITS)
    wide = values.astype(np.float64)
    low, high = float(wide.min()), float(wide.max())
    if low < 0.0 or high > top:
        span = high - low
        scaled = (wide - low) * 255.0 / span if span else np.zeros_like(wide)
    else:
        scaled = wide * 255.0 / top
    picture = np.rint(scaled).astype(np.uint8)
    transparency = image.info.get("transparency")
    if isinstance(transparency, int):
        picture[values == transparency] = 255
    return picture
