"""Masks as a person sees them: a colour for each class, over the picture or alone.

Colours go round the circle of hues by the golden section, so that classes of neighbouring numbers
differ most; every third is darker. What is not known is black. Boundaries between classes are left
as they are: half a colour over a picture shows them well enough.
"""

import colorsys

import numpy as np
from numpy.typing import NDArray

from netwright.contracts import VOID

GOLDEN = 0.618033988749895  # the golden section
LIGHT = (1.0, 0.75, 0.55)  # of every third class
SHARE = 0.55  # of the colour, over a picture
BYTES = 256

Pixels = NDArray[np.uint8]


def class_colours(classes: int) -> Pixels:
    """A colour for each class.

    Args:
        classes: how many, up to 255.

    Returns:
        uint8 (256, 3), RGB; black for ``VOID`` and numbers that are no class.
    """
    table = np.zeros((BYTES, 3), dtype=np.uint8)
    for number in range(min(classes, VOID)):
        colour = colorsys.hsv_to_rgb(number * GOLDEN % 1.0, 0.85, LIGHT[number % len(LIGHT)])
        table[number] = [round(255 * part) for part in colour]
    return table


def overlaid(picture: Pixels, mask: Pixels, classes: int) -> Pixels:
    """A picture with the colours of a mask over it.

    Args:
        picture: (c, h, w), c 1 or 3.
        mask: (h, w), class numbers or ``VOID``.
        classes: how many.

    Returns:
        (h, w, 3).
    """
    colours = class_colours(classes)[mask].astype(np.float64)
    light = np.broadcast_to(picture, (3, *mask.shape)).transpose(1, 2, 0).astype(np.float64)
    mixed = np.where((mask == VOID)[..., None], light, SHARE * colours + (1 - SHARE) * light)
    return mixed.round().astype(np.uint8)


def as_seen(planes: Pixels) -> Pixels:
    """A stored picture (c, h, w) as (h, w) or (h, w, 3)."""
    return planes[0] if len(planes) == 1 else np.ascontiguousarray(planes.transpose(1, 2, 0))


def beside(*pictures: Pixels) -> Pixels:
    """Pictures of one height side by side, grey ones among colours; white gaps between them.

    Args:
        *pictures: uint8 (h, w) or (h, w, 3), one or more.

    Returns:
        uint8 (h, w', 3).
    """
    height = pictures[0].shape[0]
    gap = np.full((height, max(2, height // 48), 3), 255, dtype=np.uint8)
    parts = []
    for picture in pictures:
        coloured = picture if picture.ndim == 3 else np.repeat(picture[..., None], 3, axis=2)
        parts += [gap, coloured]
    return np.concatenate(parts[1:], axis=1)
