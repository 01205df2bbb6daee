"""What every task that trains one of our networks has in common."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any, ClassVar

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from netwright.contracts import Arrays, Batch, Examples, Score, Task
from netwright.errors import SettingError
from netwright.models import (
    NETWORKS,
    Size,
    nearest_activation,
    nearest_network,
    nearest_start,
)
from netwright.recipe import Settings

SIZE = tuple(field.name for field in fields(Size))


def network_settings(settings: Settings) -> dict[str, Any]:
    """The part of a recipe that ``NetworkTask`` takes, under its names."""
    return {"network": settings.model, **{name: getattr(settings, name) for name in SIZE}}


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkTask:
    """Which network, how big, how regularised; and what a task without more views or draws says.

    Args:
        network: a name in ``netwright.models.NETWORKS``.
        width: factor on the network's widths.
        members: networks trained as one.
        dropout: share of units dropped.
        activation: a name in ``netwright.models.ACTIVATIONS``; empty for the network's own.
        init: a name in ``netwright.models.STARTS``; empty for the network's own.

    Raises:
        SettingError: naming the first one that cannot work.
    """

    gives: ClassVar[str] = "classes"  # what its network must give: a word of ``Network.gives``

    network: str = "logistic"
    width: float = 1.0
    members: int = 1
    dropout: float = 0.0
    activation: str = ""
    init: str = ""

    @property
    def alternating(self) -> tuple[int, ...]:
        """No number of the augmentation alternates."""
        return ()

    @property
    def size(self) -> Size:
        """What ``make_network`` wants to know."""
        return Size(**{name: getattr(self, name) for name in SIZE})

    def check_network(self) -> None:
        """Refuse a network, an activation or an initialiser that is not there.

        Raises:
            SettingError: naming the nearest one, or those that give what the task needs.
        """
        row = nearest_network(self.network)
        if row.gives != self.gives:
            fits = ", ".join(name for name, one in NETWORKS.items() if one.gives == self.gives)
            wanted = f"a network that gives {self.gives}: {fits}"
            raise SettingError("model", row.name, wanted=wanted, hint=f"it gives {row.gives}")
        if self.activation:
            nearest_activation(self.activation)
        if self.init:
            nearest_start(self.init)

    def order(self, examples: Examples, *, seed: int, epoch: int) -> NDArray[np.int64] | None:
        """No order of its own."""
        del examples, seed, epoch
        return None

    def views(self, batch: Batch) -> Sequence[Batch]:
        """None but the batch itself."""
        del batch
        return ()

    def doubtful(self, output: Tensor) -> Tensor:
        """No row of combined output is looked at again: bool (n,)."""
        return torch.zeros(len(output), dtype=torch.bool)


def member_measures(
    task: Task, output: NDArray[np.float32], arrays: Arrays
) -> list[dict[str, Score]]:
    """Every measure of each member alone, to stand beside those of their vote.

    Args:
        task: what is learned.
        output: what the network gave, not combined: (n, m, ...) for m members.
        arrays: the stored rows, with targets.

    Returns:
        The task's measures, member by member.
    """
    raw = torch.from_numpy(output)
    alone = (task.combine(raw[:, number : number + 1]) for number in range(raw.shape[1]))
    return [task.measures(combined.float().numpy(), arrays) for combined in alone]
