"""The losses that models of transformers compute, as functions of logits and labels.

A Trainer's model returns its loss, not the function. Which one it is, is told by the labels, and
seen on a few batches. Where one update has several batches such a model divides the sum of each
by the labels of all of them, so that its losses are parts of one (``part_of``).

Source: transformers 5.23, ``loss_utils``: ``ForSequenceClassificationLoss``, ``ForCausalLMLoss``.
"""

from collections.abc import Mapping

from torch import Tensor
from torch.nn import functional

from netwright.experiments import LossFunction

ALIKE = 1e-2  # of the loss
IGNORED = -100  # the label of words that are not asked for


def usual_loss(output: Tensor, target: Tensor) -> Tensor:
    """The loss of classes, numbers or several labels, told by the labels.

    Args:
        output: (n, ..., k) logits.
        target: (n, ...) class numbers, (n,) numbers if k is 1, or (n, k) of 0 and 1.

    Returns:
        The cross entropy, the mean squared error, or the mean binary cross entropy.
    """
    if output.dim() == 1 or output.shape[-1] == 1:
        return functional.mse_loss(output.squeeze(), target.squeeze().to(output.dtype))
    if target.is_floating_point():
        return functional.binary_cross_entropy_with_logits(output, target)
    return functional.cross_entropy(output.flatten(0, -2), target.flatten())


def next_token_loss(output: Tensor, target: Tensor) -> Tensor:
    """The loss of a network that says each next word.

    Args:
        output: (n, l, k) logits.
        target: (n, l) the words themselves; -100 where none is asked.

    Returns:
        The cross entropy of word i + 1 given the logits at i.
    """
    return usual_loss(output[:, :-1], target[:, 1:])


def loss_like(own: float, output: Tensor, target: Tensor, items: float) -> LossFunction:
    """The usual loss that gives a model's own number.

    Args:
        own: the model's loss.
        output: its logits.
        target: its labels.
        items: the labels in all batches of an update, if the model divides by them; else 0.

    Returns:
        ``next_token_loss`` if that is the model's, else ``usual_loss``.
    """
    words = output.dim() == 3 and target.dim() == 2 and not target.is_floating_point()
    if words:
        loss = float(next_token_loss(output, target))
        if alike(own, loss) or alike(own, loss * part_of(next_token_loss, target, items)):
            return next_token_loss
    return usual_loss


def part_of(loss_fn: LossFunction, target: Tensor, items: float) -> float:
    """What a model's loss is to the mean over its own batch.

    Args:
        loss_fn: the mean.
        target: the labels of the batch.
        items: the labels in all batches of an update, if the model divides by them; else 0.

    Returns:
        The batch's labels that count over ``items``; 1 without these.
    """
    if not items:
        return 1.0
    if target.is_floating_point():
        return len(target) / items
    asked = target[:, 1:] if loss_fn is next_token_loss else target
    return float((asked != IGNORED).sum()) / items


def alike(own: float, other: float) -> bool:
    """Whether two losses are one."""
    return abs(own - other) <= ALIKE * max(abs(own), 1e-12)


def loss_in(output: object) -> Tensor | None:
    """The loss that a network returns with its answer, one number; None for none."""
    found = output.get("loss") if isinstance(output, Mapping) else getattr(output, "loss", None)
    if found is None and isinstance(output, tuple | list) and output:
        found = output[0]
    return found if isinstance(found, Tensor) and found.numel() == 1 else None
