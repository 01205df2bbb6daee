r"""Colours of whole batches changed and normalised in one pass.

    y = b c (s x + (1 - s) g(x)) + (1 - c) m + e,     z = (y - mean) / std            (1)

    brightness   b from 1 - a to 1 + a
    contrast     c from 1 - a to 1 + a, about m, the mean grey of the training pictures
    saturation   s from 1 - a to 1 + a, about each pixel's grey g(x) = 0.299 R + 0.587 G + 0.114 B
    colour       e = sum_i sigma n_i v_i, n_i normal, v_i the principal directions of the training
                 pictures' colours, each as long as the standard deviation along it        (2)

Every one is an affine map of a pixel's colour, so all of them and the normalisation are one: a
factor, a share of grey and an offset for each example and channel. Nothing is cut at 0 or 255.

Source: Krizhevsky, Sutskever & Hinton 2012, "ImageNet classification with deep convolutional
neural networks", section 4.1, for (2); they write eigenvalues, whose unit is squared, where the
standard deviation keeps sigma free of a unit.
"""

from dataclasses import dataclass

import torch
from torch import Tensor

from netwright.tasks._augment_kinds import Augmentation

GREY = (0.299, 0.587, 0.114)  # ITU-R BT.601


@dataclass(frozen=True, slots=True, kw_only=True)
class Colours:
    """What is known of the training pictures' colours, on the scale 0 to 255.

    Args:
        mean: of each channel.
        std: of each channel, above 0.
        axes: v_1, v_2 and v_3 of (2), one after the other; empty where "colour" is not in use.
    """

    mean: tuple[float, ...]
    std: tuple[float, ...]
    axes: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ColourMap:
    """Equation (1) as z = factor x + grey g(x) + offset, float32 (n or 1, c) each.

    Args:
        factor: of each channel.
        offset: added to each channel.
        grey: share of grey; None for none.
    """

    factor: Tensor
    offset: Tensor
    grey: Tensor | None = None


def colour_map(
    colours: Colours, augmentation: Augmentation, draws: Tensor | None, device: torch.device
) -> ColourMap:
    """The map of every example, or the one of all where colours do not change.

    Args:
        colours: of the training pictures.
        augmentation: the kinds in use.
        draws: float (n, augmentation.draws), from 0 to 1; None for the plain normalisation.
        device: where the pictures are.

    Returns:
        The map.
    """
    kind = torch.float32 if device.type == "mps" else torch.float64  # MPS has no float64
    mean = torch.tensor(colours.mean, dtype=kind, device=device)
    std = torch.tensor(colours.std, dtype=kind, device=device)
    kinds = ("brightness", "contrast", "saturation", "colour")
    if draws is None or not any(name in augmentation for name in kinds):
        offset = (-mean / std).float().view(1, -1)
        return ColourMap(factor=(1 / std).float().view(1, -1), offset=offset)
    u = draws.to(kind)
    b, c, s = (_about_one(augmentation, name, u) for name in kinds[:3])
    middle = (mean * _grey(len(mean), mean)).sum()
    offset = (1 - c) * middle - mean
    if "colour" in augmentation:
        offset = offset + _jitter(augmentation, u, colours.axes)
    grey = (b * c * (1 - s) / std).float() if "saturation" in augmentation else None
    return ColourMap(
        factor=(b * c * s / std).float().expand(len(u), -1),
        offset=(offset / std).float(),
        grey=grey,
    )


def coloured(pictures: Tensor, by: ColourMap) -> Tensor:
    """Equation (1), in place: float32 (n, c, h, w), 0 to 255 -> the same tensor, normalised."""
    shape = (-1, pictures.shape[1], 1, 1)
    if by.grey is None:
        return pictures.mul_(by.factor.view(shape)).add_(by.offset.view(shape))
    red, green, blue = pictures.unbind(dim=1)
    grey = (red * GREY[0] + green * GREY[1] + blue * GREY[2]).unsqueeze(1)
    pictures.mul_(by.factor.view(shape)).add_(by.offset.view(shape))
    return pictures.add_(grey * by.grey.view(shape))


def _about_one(augmentation: Augmentation, name: str, u: Tensor) -> Tensor:
    if name not in augmentation:
        return u.new_ones(len(u), 1)
    return 1 + (augmentation.columns(name, u) * 2 - 1) * augmentation.strength(name)


def _grey(channels: int, like: Tensor) -> Tensor:
    return torch.tensor(GREY if channels == 3 else (1.0,), dtype=like.dtype, device=like.device)


def _jitter(augmentation: Augmentation, u: Tensor, axes: tuple[float, ...]) -> Tensor:
    inner = augmentation.columns("colour", u) * (1 - 2**-24) + 2**-25  # 0 has no quantile
    lengths: Tensor = torch.special.ndtri(inner) * augmentation.strength("colour")
    directions = torch.tensor(axes, dtype=u.dtype, device=u.device).view(3, 3)
    return (lengths.unsqueeze(2) * directions).sum(dim=1)  # (2)
