"""Pictures as tensors: scaled, and given the colours of others.

    rgb = content + (Y(picture) - Y(content)),   Y = 0.299 R + 0.587 G + 0.114 B           (1)

Source: Gatys et al. 2016, arXiv:1606.05897, section 4.2, for (1).
"""

import torch
from torch import Tensor
from torch.nn import functional

LUMA = (0.299, 0.587, 0.114)


def scaled_to(picture: Tensor, height: int, width: int) -> Tensor:
    """Scale pictures, bicubic with antialiasing.

    Args:
        picture: (n, c, h, w), any range.
        height: in pixels.
        width: in pixels.

    Returns:
        (n, c, height, width); bicubic may go a little beyond the range.
    """
    return functional.interpolate(
        picture, (height, width), mode="bicubic", align_corners=False, antialias=True
    )


def sides_of(picture: Tensor, longer: float) -> tuple[int, int]:
    """Height and width of a picture once its longer side is brought to a length.

    Args:
        picture: (..., h, w).
        longer: in pixels, above 0.

    Returns:
        Height and width, 1 or more each.

    Example:
        >>> sides_of(torch.zeros(3, 427, 640), 256)
        (171, 256)
    """
    height, width = picture.shape[-2:]
    factor = longer / max(height, width)
    return max(1, round(height * factor)), max(1, round(width * factor))


def sized(picture: Tensor, longer: float) -> Tensor:
    """(3, h, w) from 0 to 1 -> (1, 3, h', w') from 0 to 1, whose longer side is ``longer``."""
    return scaled_to(picture.unsqueeze(0).float(), *sides_of(picture, longer)).clamp(0, 1)


def with_colours_of(content: Tensor, picture: Tensor) -> Tensor:
    """Equation (1): the light of one picture, the colours of another.

    Args:
        content: (3, h, w), from 0 to 1, whose colours are kept.
        picture: (3, h, w), from 0 to 1, whose light is taken.

    Returns:
        (3, h, w), from 0 to 1.
    """
    weights = torch.tensor(LUMA, dtype=content.dtype).reshape(3, 1, 1)
    light = ((picture - content) * weights).sum(dim=0, keepdim=True)
    return (content + light).clamp(0, 1)  # (1)
