"""Batches of an epoch: a keyed order, gathered and prepared in chunks of several batches.

    order of the epoch = permutation(seed, "order", n, epoch), or the task's own
    step j of an epoch takes positions [n j / s, n (j + 1) / s) of it, s = ceil(n / batch), and
    n / 2 at most where batches shall have 2 examples or more
    draws of the epoch = table(seed, "augment", n, columns, epoch), but for the columns that
    alternate: the part behind the point of u + epoch / 2, u those of epoch 0               (1)

So every example occurs once in every epoch, batch sizes differ by one at most and no tiny batch
is left at the end. Whole chunks are gathered and prepared in one call; the steps take views. A
chunk is a function of (seed, epoch, chunk): beginning in its middle gives the same batches.
"""

import math
from collections.abc import Mapping
from itertools import pairwise

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from netwright.contracts import Batch, Examples, Task
from netwright.randomness import permutation, table
from netwright.training._devices import on_device

CHUNK_BYTES = 2**22  # of prepared floats: a few batches, small enough to stay near the cores
RESIDENT_BYTES = 2**31  # a training split up to this size is copied to the device once


class Feed:
    """The training split as batches.

    Args:
        task: says what preparing means and how many random numbers an example needs.
        examples: in stored form.
        batch_size: examples in a step, at most; 1 or more.
        seed: the run's seed.
        device: where the batches go.
        channels_last: lay pictures out with the channels innermost.
    """

    def __init__(
        self,
        task: Task,
        examples: Examples,
        *,
        batch_size: int,
        seed: int,
        device: torch.device,
        channels_last: bool = False,
    ) -> None:
        self._task = task
        self._seed = seed
        self._device = device
        self._channels_last = channels_last
        self.rows = examples.rows("train")
        self.count = len(self.rows)
        self.steps = steps_in_epoch(self.count, batch_size)
        self._bounds = [self.count * j // self.steps for j in range(self.steps + 1)]
        self.smallest = min(b - a for a, b in pairwise(self._bounds))
        self._arrays = examples.arrays
        self._examples = examples
        self._resident = self._make_resident(examples)
        floats = sum(4 * array[:1].size for array in self._arrays.values())
        size = self._bounds[1]
        self._per_chunk = max(1, min(32, CHUNK_BYTES // max(1, size * floats)))
        self._order: tuple[int, NDArray[np.int64]] = (-1, np.empty(0, dtype=np.int64))
        self._draws: tuple[int, NDArray[np.float32]] = (-1, np.empty((0, 0), dtype=np.float32))
        self._chunk: tuple[int, int] = (-1, -1)
        self._batches: list[Batch] = []

    def batch(self, step: int) -> Batch:
        """The prepared batch of a step, counted from the first of the run."""
        epoch, within = divmod(step, self.steps)
        number = within // self._per_chunk
        if self._chunk != (epoch, number):
            self._batches = self._make_chunk(epoch, number)
            self._chunk = (epoch, number)
        return self._batches[within - number * self._per_chunk]

    def example_rows(self, step: int) -> NDArray[np.int64]:
        """Which rows of the examples a step takes."""
        epoch, within = divmod(step, self.steps)
        start, end = self._bounds[within], self._bounds[within + 1]
        return self.rows[self._epoch_order(epoch)[start:end]]

    def _epoch_order(self, epoch: int) -> NDArray[np.int64]:
        if self._order[0] != epoch:
            order = self._task.order(self._examples, seed=self._seed, epoch=epoch)
            if order is None:
                order = permutation(self._seed, "order", self.count, epoch=epoch)
            self._order = (epoch, order)
        return self._order[1]

    def _epoch_draws(self, epoch: int) -> NDArray[np.float32]:
        if self._draws[0] != epoch:
            numbers = self._table(epoch)
            alternating = list(self._task.alternating)
            if alternating and epoch:
                u = self._table(0)[:, alternating]
                numbers[:, alternating] = _half_further(u) if epoch % 2 else u  # (1)
            self._draws = (epoch, numbers)
        return self._draws[1]

    def _table(self, epoch: int) -> NDArray[np.float32]:
        return table(self._seed, "augment", self.count, self._task.draws, epoch=epoch)

    def _make_chunk(self, epoch: int, number: int) -> list[Batch]:
        first = number * self._per_chunk
        last = min(first + self._per_chunk, self.steps)
        start, end = self._bounds[first], self._bounds[last]
        positions = self._epoch_order(epoch)[start:end]
        draws = None
        if self._task.draws:
            draws = torch.from_numpy(self._epoch_draws(epoch)[positions]).to(self._device)
        whole = self._task.prepare(self._gather(positions), draws)
        if self._channels_last:
            whole = {name: _channels_last(tensor) for name, tensor in whole.items()}
        cuts = [bound - start for bound in self._bounds[first : last + 1]]
        return [{name: tensor[a:b] for name, tensor in whole.items()} for a, b in pairwise(cuts)]

    def _gather(self, positions: NDArray[np.int64]) -> dict[str, Tensor]:
        if self._resident is not None:
            index = torch.from_numpy(positions).to(self._device)
            return {n: tensor.index_select(0, index) for n, tensor in self._resident.items()}
        rows = self.rows[positions]
        return {
            name: on_device(np.ascontiguousarray(array[rows]), self._device)
            for name, array in self._arrays.items()
        }

    def _make_resident(self, examples: Examples) -> Mapping[str, Tensor] | None:
        size = sum(self.count * array[:1].nbytes for array in examples.arrays.values())
        if size > RESIDENT_BYTES:
            return None  # the memory-mapped arrays are read batch by batch instead
        taken = examples.take(self.rows)
        return {name: on_device(array, self._device) for name, array in taken.items()}


def steps_in_epoch(count: int, batch_size: int) -> int:
    """How many steps take every example once.

    Args:
        count: examples, 1 or more.
        batch_size: examples in a step, at most; 1 or more.

    Returns:
        Steps, 1 or more; never so many that a batch of 2 or more leaves one example alone.

    Example:
        >>> steps_in_epoch(65, 64), steps_in_epoch(3, 2), steps_in_epoch(3, 1)
        (2, 1, 3)
    """
    steps = math.ceil(count / batch_size)
    return max(1, steps if batch_size == 1 else min(steps, count // 2))


def _half_further(u: NDArray[np.float32]) -> NDArray[np.float32]:
    """The part of u + 1/2 behind the point, exactly: float32, from 0 up to, not at, 1."""
    half = np.float32(0.5)
    return np.where(u < half, u + half, u - half)


def _channels_last(tensor: Tensor) -> Tensor:
    if tensor.dim() != 4:
        return tensor
    return tensor.contiguous(memory_format=torch.channels_last)
