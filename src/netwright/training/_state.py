"""What a training is at a moment: its checkpoint, where it is, how it ended."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from torch import Tensor


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """What a training needs to go on.

    Args:
        tensors: groups "weights", "optimiser", "ema", "slow", by name.
        state: plain values, as the loop gave them to the recorder.
    """

    tensors: Mapping[str, Mapping[str, Tensor]]
    state: Mapping[str, Any]


@dataclass(slots=True)
class State:
    """Where a training is; all of it is in every checkpoint.

    Args:
        step: steps done.
        best_step: the step of the best evaluation; -1 before the first.
        best_value: the goal's measure there.
        best_loss: the validation loss there.
        top_value: the best value of the goal's measure so far, wherever it was.
        waited: evaluations since then.
        loss_sum: of the batches since the last evaluation.
        loss_count: how many they are.
        stopped: why it ended early; empty if it did not.
        stalled: evaluations without a better goal since the last one or the last drop.
        drops: how often the rate was divided for that.
    """

    step: int = 0
    best_step: int = -1
    best_value: float = 0.0
    best_loss: float = 0.0
    top_value: float = 0.0
    waited: int = 0
    loss_sum: float = 0.0
    loss_count: int = 0
    stopped: str = ""
    stalled: int = 0
    drops: int = 0

    def count_plateau(self, plateau: int, *, better: bool) -> None:
        """Count an evaluation, and a drop of the rate where ``plateau`` in a row were no better."""
        self.stalled = 0 if better else self.stalled + 1
        if self.stalled >= plateau:
            self.stalled, self.drops = 0, self.drops + 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitted:
    """How a training ended.

    Args:
        steps: steps done.
        best_step: whose weights are kept.
        stopped: why it ended early; empty if it did not.
        seconds: of this process, evaluations included.
        failed: whether it ended because a number was not finite.
    """

    steps: int
    best_step: int
    stopped: str
    seconds: float
    failed: bool = False


def kept_weights(tensors: Mapping[str, Mapping[str, Tensor]]) -> Mapping[str, Tensor]:
    """What is evaluated and served of a checkpoint: running means, else slow weights, if any.

    Args:
        tensors: groups "weights" and maybe "ema" and "slow", by name.

    Returns:
        Name -> weight.
    """
    return next(tensors[group] for group in ("ema", "slow", "weights") if group in tensors)
