"""Losses of several targets of one network, where a target may be missing.

    classes   mean over known e of -log p_e,label(e)                                           (1)
    numbers   mean over known e of (predicted_e - number_e)^2                                  (2)
    labels    mean over known e of the labels' binary cross-entropy, 1 / l sum_j               (3)
    all       sum_i w_i L_i / sum_i w_i                                                        (4)

Missing is -1 for a class, not a number for a number and 255 for labels. What nobody in the batch
has costs 0 and moves nothing; each loss takes (n, ...) or (n, m, ...) for m members, which are
averaged over too.

Source: Caruana 1997, "Multitask learning", Machine Learning 28, for (4).
"""

from collections.abc import Sequence

import torch
from torch import Tensor
from torch.nn import functional

from netwright.contracts import NO_LABELS
from netwright.objectives._classification import cross_entropy


def known_cross_entropy(logits: Tensor, labels: Tensor, *, smoothing: float = 0.0) -> Tensor:
    """Mean of (1).

    Args:
        logits: (n, k) or (n, m, k), no unit.
        labels: (n,) int64, from 0 to k - 1; -1 where it is missing.
        smoothing: share of each label spread over all classes, from 0 up to, not at, 1.

    Returns:
        (), in nats.
    """
    known = labels >= 0
    if not known.any():
        return logits.sum() * 0.0
    return cross_entropy(logits[known], labels[known], smoothing=smoothing)  # (1)


def known_squared(predicted: Tensor, targets: Tensor) -> Tensor:
    """Mean of (2).

    Args:
        predicted: (n,) or (n, m).
        targets: (n,), not a number where it is missing.

    Returns:
        (), in the square of the unit.
    """
    known = ~targets.isnan()
    if not known.any():
        return predicted.sum() * 0.0
    taken, wanted = predicted[known], targets[known]
    wanted = wanted if taken.dim() == 1 else wanted.unsqueeze(1).expand_as(taken)
    return functional.mse_loss(taken, wanted)  # (2)


def multi_label(logits: Tensor, labels: Tensor) -> Tensor:
    """Mean of (3).

    Args:
        logits: (n, l) or (n, m, l), log-odds of each label.
        labels: (n, l) uint8: 1 where the example has the label, 0 where it has not, 255 in the
            whole row where it is not known.

    Returns:
        (), in nats a label.
    """
    known = labels[:, 0] != NO_LABELS
    if not known.any():
        return logits.sum() * 0.0
    taken, wanted = logits[known], labels[known].to(logits.dtype)
    wanted = wanted if taken.dim() == 2 else wanted.unsqueeze(1).expand_as(taken)
    return functional.binary_cross_entropy_with_logits(taken, wanted)  # (3)


def weighted_mean(losses: Sequence[Tensor], weights: Sequence[float]) -> Tensor:
    """Equation (4).

    Args:
        losses: of each target, ().
        weights: of each, above 0.

    Returns:
        ().
    """
    shares = [weight / sum(weights) for weight in weights]
    parts = [share * loss for share, loss in zip(shares, losses, strict=True)]
    return torch.stack(parts).sum()  # (4)
