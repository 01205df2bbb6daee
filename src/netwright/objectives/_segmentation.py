"""Losses of a class for every pixel, where some pixels' class is not known.

With logits z of k classes at each of the known pixels i, p = softmax(z), and t_ic = [label_i = c]:

    cross-entropy  -sum_i w_label(i) log p_i,label(i) / sum_i w_label(i)                   (1)
    Dice           1 - mean_{c in S} 2 sum_i p_ic t_ic / (sum_i p_ic + sum_i t_ic)         (2)
    both           (1) + d (2)                                                             (3)

S are the classes that occur among the known pixels of the batch. (1) counts pixels, so that a
class of few pixels counts little; (2) counts classes. A pixel labelled ``contracts.VOID`` counts
for nothing; a batch without a known pixel costs 0 and moves nothing.

Cost: a few passes over (n, k, h, w).
Source: Long, Shelhamer & Darrell 2015, arXiv:1411.4038, for (1); Milletari, Navab & Ahmadi 2016,
arXiv:1606.04797, for (2), without the squares there, as Sudre et al. 2017, arXiv:1707.03237.
"""

from torch import Tensor
from torch.nn import functional

from netwright.contracts import VOID


def pixel_cross_entropy(logits: Tensor, labels: Tensor, *, weights: Tensor | None = None) -> Tensor:
    """Equation (1).

    Args:
        logits: (n, k, h, w), no unit.
        labels: (n, h, w) whole numbers, from 0 to k - 1, or ``VOID``.
        weights: (k,), w, above 0; None for 1 each.

    Returns:
        (), in nats a pixel.
    """
    logits, labels = _wide(logits), labels.long()
    each = functional.cross_entropy(
        logits, labels, weight=weights, ignore_index=VOID, reduction="none"
    )
    known = labels != VOID
    if weights is None:
        return each.sum() / known.sum().clamp(min=1)  # (1)
    counted = weights[labels.where(known, 0)] * known
    return each.sum() / counted.sum().clamp(min=float(weights.min()))  # (1)


def dice_loss(logits: Tensor, labels: Tensor) -> Tensor:
    """Equation (2).

    Args:
        logits: (n, k, h, w), no unit.
        labels: (n, h, w) whole numbers, from 0 to k - 1, or ``VOID``.

    Returns:
        (), from 0 to 1.
    """
    logits, labels, classes = _wide(logits), labels.long(), logits.shape[1]
    known = (labels != VOID).unsqueeze(1)
    wanted = functional.one_hot(labels.clamp(max=classes), classes + 1)[..., :classes]
    t = wanted.movedim(-1, 1).to(logits.dtype) * known
    p = logits.softmax(dim=1) * known
    overlap, both, count = (a.sum(dim=(0, 2, 3)) for a in (p * t, p + t, t))
    occurs = (count > 0).to(logits.dtype)
    shares = 2 * overlap / both.clamp(min=1e-12)
    many = occurs.sum()
    return (many - (shares * occurs).sum()) / many.clamp(min=1)  # (2)


def segmentation_loss(
    logits: Tensor, labels: Tensor, *, dice: float = 1.0, weights: Tensor | None = None
) -> Tensor:
    """Equation (3).

    Args:
        logits: (n, k, h, w), no unit.
        labels: (n, h, w) whole numbers, from 0 to k - 1, or ``VOID``.
        dice: d, 0 or more.
        weights: (k,), w of (1), above 0; None for 1 each.

    Returns:
        (), 0 or more.
    """
    loss = pixel_cross_entropy(logits, labels, weights=weights)
    return loss + dice * dice_loss(logits, labels) if dice else loss  # (3)


def _wide(logits: Tensor) -> Tensor:
    """In float32 where they were bf16: sums over pixels need the digits."""
    return logits.float() if logits.dtype.itemsize < 4 else logits
