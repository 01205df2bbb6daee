r"""A part of a picture erased, or two pictures mixed with their labels.

    erase    a rectangle of a share of the area, from 0 to the strength, twice as high as wide to
             twice as wide as high, anywhere in the picture, becomes the training mean: 0
    mixup    x = s x_a + (1 - s) x_b                                                    (1)
    cutmix   a rectangle of x_b, of share 1 - s and of the picture's shape, is put into x_a, its
             middle anywhere; s is then what is left of x_a
    loss     s H(label_a) + (1 - s) H(label_b)                                          (2)
    s        from Beta(alpha, alpha), by one formula of two uniform numbers             (3)

The partner b is the example before a in the chunk that is prepared at once, whose size follows
from the batch size: with these two kinds a picture depends on the batch size too, and on nothing
else but seed, epoch and example.

Sources: Zhong et al. 2017, arXiv:1708.04896 (erase); Zhang et al. 2018, arXiv:1710.09412
(mixup); Yun et al. 2019, arXiv:1905.04899 (cutmix); Devroye 1996, "Random variate generation in
one line of code", section 4, for (3).
"""

import math

import torch
from torch import Tensor

from netwright.contracts import Batch
from netwright.tasks._augment_kinds import Augmentation, wide

LONGEST = math.log(2.0)  # of the ratio of an erased rectangle's sides


def erased(pictures: Tensor, augmentation: Augmentation, draws: Tensor) -> Tensor:
    """Set a rectangle of each picture to 0, in place.

    Args:
        pictures: float32 (n, c, h, w), normalised.
        augmentation: with "erase".
        draws: float (n, augmentation.draws), from 0 to 1.

    Returns:
        The same tensor.
    """
    u = wide(augmentation.columns("erase", draws))
    share = u[:, 0] * augmentation.strength("erase")
    ratio = torch.exp((u[:, 1] * 2 - 1) * LONGEST)
    height, width = pictures.shape[2:]
    down = _whole((share * ratio).sqrt() * height, height)
    across = _whole((share / ratio).sqrt() * width, width)
    top = (u[:, 2] * (height - down + 1)).long()
    left = (u[:, 3] * (width - across + 1)).long()
    inside = _rectangle(pictures, top, top + down, left, left + across)
    return pictures.masked_fill_(inside, 0.0)


def mixed(batch: Batch, augmentation: Augmentation, draws: Tensor) -> Batch:
    """Mix each picture with that of the example before it.

    Args:
        batch: prepared, with "picture" float32 (n, c, h, w) and "label" int64 (n,).
        augmentation: the kinds in use.
        draws: float (n, augmentation.draws), from 0 to 1.

    Returns:
        The batch; with mixup or cutmix its pictures are mixed, and "label_b" int64 (n,) and
        "share" float32 (n,), that of "label", are there too.
    """
    if "mixup" not in augmentation and "cutmix" not in augmentation:
        return batch
    name = "mixup" if "mixup" in augmentation else "cutmix"
    u = wide(augmentation.columns(name, draws))
    pictures = batch["picture"]
    partner = pictures.roll(1, dims=0)
    share = symmetric_beta(augmentation.strength(name), u[:, :2])
    if name == "mixup":
        weight = share.float().view(-1, 1, 1, 1)
        pictures = pictures * weight + partner * (1 - weight)  # (1)
    else:
        inside = _patch(pictures, share, u[:, 2:])
        pictures = torch.where(inside, partner, pictures)
        share = 1 - inside.flatten(1).to(u.dtype).mean(dim=1)
    label_b = batch["label"].roll(1, dims=0)
    return {**batch, "picture": pictures, "label_b": label_b, "share": share.float()}


def symmetric_beta(alpha: float, u: Tensor) -> Tensor:
    """Numbers from Beta(alpha, alpha), equation (3).

    Args:
        alpha: 0 or more; 0 gives 1 always, which mixes nothing.
        u: float (n, 2), from 0 to 1.

    Returns:
        float (n,), from 0 to 1.
    """
    if alpha == 0:
        return torch.ones_like(u[:, 0])
    tail = (u[:, 0] + 2**-25) ** (-1 / alpha) - 1
    wave = torch.cos(2 * math.pi * u[:, 1])
    return 0.5 + 0.5 * wave.sign() / torch.sqrt(1 + 1 / (tail.clamp(min=0) * wave**2))  # (3)


def _patch(pictures: Tensor, share: Tensor, u: Tensor) -> Tensor:
    height, width = pictures.shape[2:]
    side = (1 - share).clamp(min=0).sqrt()
    down, across = _whole(side * height, height), _whole(side * width, width)
    top = (u[:, 0] * height).long() - down // 2
    left = (u[:, 1] * width).long() - across // 2
    return _rectangle(pictures, top, top + down, left, left + across)


def _rectangle(pictures: Tensor, top: Tensor, low: Tensor, left: Tensor, right: Tensor) -> Tensor:
    """Which pixels are inside: bool (n, 1, h, w); the ends do not count."""
    height, width = pictures.shape[2:]
    ys = torch.arange(height, device=pictures.device).view(1, 1, -1, 1)
    xs = torch.arange(width, device=pictures.device).view(1, 1, 1, -1)
    top, low, left, right = (edge.view(-1, 1, 1, 1) for edge in (top, low, left, right))
    return (ys >= top) & (ys < low) & (xs >= left) & (xs < right)


def _whole(length: Tensor, most: int) -> Tensor:
    return length.round().long().clamp(0, most)
