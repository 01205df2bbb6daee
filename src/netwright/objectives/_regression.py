"""Losses of a number, on standardised targets.

    squared   (p - y)^2                                                                    (1)
    absolute  |p - y|                                                                      (2)
    huber     (p - y)^2 / 2 where |p - y| < 1, else |p - y| - 1/2                          (3)

Source: Huber 1964, "Robust estimation of a location parameter", for (3).
"""

from collections.abc import Callable

from torch import Tensor
from torch.nn import functional


def mean_squared(predicted: Tensor, targets: Tensor) -> Tensor:
    """Mean of (1): (n,) or (n, m) for m members, against (n,); the square of the unit."""
    return functional.mse_loss(predicted, _beside(predicted, targets))


def mean_absolute(predicted: Tensor, targets: Tensor) -> Tensor:
    """Mean of (2): (n,) or (n, m) for m members, against (n,); the unit."""
    return functional.l1_loss(predicted, _beside(predicted, targets))


def huber(predicted: Tensor, targets: Tensor) -> Tensor:
    """Mean of (3): (n,) or (n, m) for m members, against (n,)."""
    return functional.smooth_l1_loss(predicted, _beside(predicted, targets))


REGRESSION_LOSSES: dict[str, Callable[[Tensor, Tensor], Tensor]] = {
    "mse": mean_squared,
    "mae": mean_absolute,
    "huber": huber,
}


def _beside(predicted: Tensor, targets: Tensor) -> Tensor:
    return targets if predicted.dim() == 1 else targets.unsqueeze(1).expand_as(predicted)
