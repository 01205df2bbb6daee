"""Shifts and mirrors by whole pixels, on pictures as they are stored.

Every row is laid out once beside its mirror image, so that any shift of it, mirrored or not, is
a stretch of neighbouring bytes:

    mirrored border   x_p .. x_1 | x_0 .. x_w-1 | x_w-2 .. x_0 | x_1 .. x_p
    black border      0 .. 0     | x_0 .. x_w-1 | 0 .. 0       | x_w-1 .. x_0 | 0 .. 0

and one gather copies the stretches, row by row. Rows above and below are mirrored, or black, by
their index alone, and so a picture is turned upside down. This is 3 times as fast as padding,
gathering pixels and choosing mirrored pictures by a mask, on one core.
"""

import torch
from torch import Tensor

from netwright.tasks._augment_kinds import wide


def reach(side: int) -> int:
    """The largest shift of the kind "shift" for pictures of a side.

    Args:
        side: in pixels.

    Returns:
        Pixels, 1 or more.

    Example:
        >>> reach(8), reach(28), reach(96)
        (1, 1, 3)
    """
    return max(1, round(side / 28))


def whole_steps(draws: Tensor, most: int) -> Tensor:
    """Uniform numbers to whole ones: (n, k) from 0 to 1 -> int64 (n, k) from -most to most."""
    return (wide(draws) * (2 * most + 1)).long().clamp_(max=2 * most) - most


def whole_pixels(
    pictures: Tensor,
    steps: Tensor,
    mirrored: Tensor | None,
    most: int,
    turned: Tensor | None = None,
) -> Tensor:
    """Look at each picture through a window moved by whole pixels, then mirror some.

    Args:
        pictures: (n, c, h, w), any type.
        steps: int64 (n, 2), how far the window moves right and down, from -most to most.
        mirrored: bool (n,), which windows are mirrored left to right; None for none.
        most: the largest step; less than h and w.
        turned: bool (n,), in which windows top and bottom are exchanged; None for none.

    Returns:
        (n, c, h, w), of the same type. Grey pictures are black outside, others mirrored.
    """
    count, channels, height, width = pictures.shape
    black = channels == 1
    rows, start = _laid_out(pictures, most, mirror=mirrored is not None, black=black)
    first = most + steps[:, 0]
    if mirrored is not None:
        first = torch.where(mirrored, start - steps[:, 0], first)
    downwards = torch.arange(height, device=steps.device)
    if turned is not None:
        downwards = torch.where(turned.unsqueeze(1), downwards.flip(0), downwards)
    places = downwards + steps[:, 1:]
    inside = places.abs()
    inside = (height - 1) - (height - 1 - inside).abs()
    pictures_and_channels = torch.arange(count * channels, device=steps.device)
    numbers = pictures_and_channels.view(count, channels, 1) * height + inside.unsqueeze(1)
    if black:  # the last row of all is black
        outside = (places < 0) | (places >= height)
        numbers = torch.where(outside.unsqueeze(1), len(rows) - 1, numbers)
    begins = numbers * rows.shape[1] + first.view(-1, 1, 1)
    flat = rows.view(-1)
    stretches = flat.as_strided((flat.numel() - width + 1, width), (1, 1))
    return stretches.index_select(0, begins.view(-1)).view(count, channels, height, width)


def _laid_out(pictures: Tensor, most: int, *, mirror: bool, black: bool) -> tuple[Tensor, int]:
    """The rows as the module says, and where the mirror image begins in each."""
    count, channels, height, width = pictures.shape
    begins = width + (2 * most if black else most - 1)  # the mirrored border shares a pixel
    length = (begins if mirror else most) + width + most
    rows = pictures.new_empty((count * channels * height + black, length))
    if black:
        rows.zero_()
    body = rows[: len(rows) - black].view(count, channels, height, length)
    image = pictures.flip(3)
    body[..., most : most + width] = pictures
    if mirror:
        body[..., begins : begins + width] = image
    if not black and most:
        body[..., :most] = image[..., width - 1 - most : width - 1]
        end = pictures if mirror else image
        body[..., -most:] = end[..., 1 : most + 1]
    return rows, begins
