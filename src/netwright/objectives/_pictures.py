"""Losses of a picture for a picture, number by number.

    absolute  mean |p - y|                                                                 (1)
    squared   mean (p - y)^2                                                               (2)

(2) gives the mean of what may be there, which is blurred; (1) the median, less so.
Source: Isola et al. 2017, arXiv:1611.07004, section 3.1, on (1) against (2).
"""

from torch import Tensor
from torch.nn import functional


def picture_absolute(predicted: Tensor, targets: Tensor) -> Tensor:
    """Equation (1): of two tensors of one shape, (n, c, h, w), the number (); in their unit."""
    return functional.l1_loss(predicted, targets)  # (1)


def picture_squared(predicted: Tensor, targets: Tensor) -> Tensor:
    """Equation (2): of two tensors of one shape, (n, c, h, w), (); in the squared unit."""
    return functional.mse_loss(predicted, targets)  # (2)
