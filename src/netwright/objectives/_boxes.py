"""How well boxes agree: intersection over union, and its form that also pulls boxes together.

    I    = max(0, min(x2) - max(x1)) max(0, min(y2) - max(y1))      in common              (1)
    U    = |a| + |b| - I                                            together               (2)
    H    = (max(x2) - min(x1)) (max(y2) - min(y1))                  the hull of both       (3)
    iou  = I / U                                                    from 0 to 1            (4)
    giou = iou - (H - U) / H                                        from -1 to 1           (5)

min and max are over the two boxes. Of boxes that are apart (4) is 0 wherever they are, so it has
no slope; (5) falls as the hull grows, so it has one. Corners are x1, y1, x2, y2, y downwards.

Both functions broadcast: matched boxes (n, 4) and (n, 4) give (n,), and every one of (n, 1, 4)
with every one of (m, 4) gives (n, m). Cost: some twenty operations on arrays of that shape.

Source: Jaccard 1912 for (4); Rezatofighi, Tsoi, Gwak, Sadeghian, Reid & Savarese 2019,
"Generalized intersection over union", arXiv:1902.09630, algorithm 1, for (5).
"""

import torch
from torch import Tensor


def iou(a: Tensor, b: Tensor) -> Tensor:
    """Equation (4).

    Args:
        a: float32 or float64 (..., 4), corners, in any unit of length.
        b: likewise, in the same unit; the axes before the last broadcast.

    Returns:
        Of the broadcast shape without the last axis, from 0 to 1; 0 where neither has an area.

    Example:
        >>> iou(torch.tensor([0.0, 0, 2, 2]), torch.tensor([[1.0, 0, 3, 2], [5, 5, 6, 6]]))
        tensor([0.3333, 0.0000])
    """
    common, together = _areas(a, b)
    return common / _above_zero(together)  # (4)


def giou(a: Tensor, b: Tensor) -> Tensor:
    """Equation (5).

    Args:
        a: float32 or float64 (..., 4), corners, in any unit of length.
        b: likewise, in the same unit; the axes before the last broadcast.

    Returns:
        Of the broadcast shape without the last axis, above -1, up to 1.

    Example:
        >>> giou(torch.tensor([0.0, 0, 2, 2]), torch.tensor([[0.0, 0, 2, 2], [2, 0, 4, 2]]))
        tensor([1., 0.])
    """
    common, together = _areas(a, b)
    low = torch.minimum(a[..., :2], b[..., :2])
    high = torch.maximum(a[..., 2:], b[..., 2:])
    hull = _area(low, high)  # (3)
    return common / _above_zero(together) - (hull - together) / _above_zero(hull)  # (5)


def _areas(a: Tensor, b: Tensor) -> tuple[Tensor, Tensor]:
    low = torch.maximum(a[..., :2], b[..., :2])
    high = torch.minimum(a[..., 2:], b[..., 2:])
    common = _area(low, torch.maximum(low, high))  # (1)
    own = _area(a[..., :2], a[..., 2:])
    together = own + _area(b[..., :2], b[..., 2:]) - common  # (2)
    return common, together


def _area(low: Tensor, high: Tensor) -> Tensor:
    return (high[..., 0] - low[..., 0]) * (high[..., 1] - low[..., 1])


def _above_zero(area: Tensor) -> Tensor:
    return area.clamp(min=torch.finfo(area.dtype).tiny)
