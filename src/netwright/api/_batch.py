"""Stored rows as a network takes them, for those who look at one batch."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from netwright.contracts import Arrays, Batch, Task
from netwright.models import arguments


def prepared_batch(task: Task, stored: Arrays, draws: NDArray[Any] | None = None) -> Batch:
    """Prepare copies of stored rows.

    Args:
        task: says what preparing means.
        stored: rows by name; they may be read-only.
        draws: float32 (n, task.draws), from 0 to 1, to augment them; None for as they are.

    Returns:
        What the task's model takes, and the targets.
    """
    batch = {name: torch.from_numpy(np.array(array)) for name, array in stored.items()}
    return task.prepare(batch, None if draws is None else torch.from_numpy(draws))


def given_of(network: nn.Module, task: Task, batch: Batch) -> Mapping[str, Tensor]:
    """Argument of a network's ``forward`` -> its part of a prepared batch.

    Args:
        network: the task's.
        task: says which parts, in which order; one that the batch lacks is left out.
        batch: prepared.

    Returns:
        What ``anatomy`` and ``declare`` want.
    """
    parts = (batch[name] for name in task.inputs if name in batch)
    return dict(zip(arguments(network), parts, strict=False))
