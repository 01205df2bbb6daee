"""Cross-entropy of a class among k.

    loss_i = -sum_c t_ic log p_ic,   t_ic = (1 - s) [c = label_i] + s / k,  p = softmax(z)   (1)

Source: Szegedy et al. 2016, arXiv:1512.00567, section 7, for the smoothing s.
"""

from torch import Tensor
from torch.nn import functional


def cross_entropy(
    logits: Tensor, labels: Tensor, *, smoothing: float = 0.0, weights: Tensor | None = None
) -> Tensor:
    """Mean of (1) over the batch and, where the network has several members, over them too.

    Args:
        logits: (n, k) or (n, m, k) for m members, no unit.
        labels: (n,) int64, from 0 to k - 1.
        smoothing: share of each label spread over all classes, from 0 up to, not at, 1.
        weights: (n,), what each row's loss counts before the mean over n; None for 1 each.

    Returns:
        (), in nats.
    """
    if logits.dim() == 3:
        members = logits.shape[1]
        labels = labels.repeat_interleave(members)
        weights = None if weights is None else weights.repeat_interleave(members)
        logits = logits.flatten(0, 1)
    if weights is None:
        return functional.cross_entropy(logits, labels, label_smoothing=smoothing)
    each = functional.cross_entropy(logits, labels, label_smoothing=smoothing, reduction="none")
    return (weights * each).mean()
