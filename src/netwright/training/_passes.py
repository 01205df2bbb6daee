"""Forward and backward passes: plain ones, or replayed where that gives the same numbers.

    a batch of new shapes   a plain pass, a recording of another batch, and a replay of this one:
                            loss and gradients must be equal, else passes of such batches stay plain
    later ones              replayed

Running means that a pass moves (batch norm) are put back after each of the three, so that the first
step of a run does not depend on whether it was recorded.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Protocol

import torch
from torch import Tensor

from netwright.contracts import Batch
from netwright.models import KeyedDropout
from netwright.training._recording import NotReplayableError
from netwright.training._replay import Replay

MOST_SHAPES = 16  # recordings kept: batches of more different shapes than that stay plain
CLOSE = 1e-5  # of the largest gradient: how far a replayed one may lie from a plain one
CLOSE_BF16 = 2.0**-7  # the same where gradients arrive in bf16: two neighbours lie so far apart
Run = Callable[[Batch], Tensor]
Shapes = tuple[int | str | torch.Size, ...]


class Gradients(Protocol):
    """What a pass must know of the parameters: ``FlatParameters`` or ``Resident``."""

    gradients: Tensor

    def arrivals(self) -> list[Tensor]:
        """The parameters' gradients, as a backward pass leaves them."""
        ...

    def clear(self) -> None:
        """Set the gradients to zero before a backward pass adds to them."""
        ...

    def collect(self) -> None:
        """Bring what a backward pass left into ``gradients``, in fp32."""
        ...

    def buffers(self) -> dict[str, Tensor]:
        """The network's other state."""
        ...


class ReplayedPasses:
    """Loss and gradients of batches.

    Args:
        run: batch -> loss, a tensor of one number.
        flat: the parameters, whose gradients a pass leaves in ``flat.gradients``.
        dropouts: of the network.
    """

    def __init__(self, run: Run, flat: Gradients, dropouts: list[KeyedDropout]) -> None:
        self._run, self._flat = run, flat
        self._replays: dict[Shapes, Replay | None] = {}
        self._last: Shapes | None = None
        for dropout in dropouts:
            dropout.hold()

    def __call__(self, batch: Batch, frozen: int) -> Tensor:
        """Compute loss and gradients.

        Args:
            batch: prepared.
            frozen: how many stages do not learn, which is part of the shape of a pass.

        Returns:
            The loss, shape ().
        """
        shapes: Shapes = (frozen, *batch, *[tensor.shape for tensor in batch.values()])
        if shapes not in self._replays:
            self._replays[shapes] = self._recorded(batch)
        replay = self._replays[shapes]
        if replay is None:
            self._last = None
            return plain_pass(self._run, self._flat, batch)
        if shapes != self._last:  # what this pass does not reach must be 0
            self._flat.clear()
            self._last = shapes
        loss = replay(batch)
        self._flat.collect()
        return loss

    def _recorded(self, batch: Batch) -> Replay | None:
        if len(self._replays) >= MOST_SHAPES:
            return None
        with self._unmoved():
            loss = plain_pass(self._run, self._flat, batch)
        wanted = self._flat.gradients.clone()
        other = {name: tensor.roll(1, 0) for name, tensor in batch.items()}
        arrivals = self._flat.arrivals()
        try:
            with self._unmoved():
                replay = Replay(self._run, other, arrivals)
        except NotReplayableError:
            return None
        self._flat.clear()
        with self._unmoved():
            again = replay(batch)
        self._flat.collect()
        rounded = any(gradient.dtype == torch.bfloat16 for gradient in arrivals)
        close = CLOSE_BF16 if rounded else CLOSE
        gap = (self._flat.gradients - wanted).abs().max()
        agree = torch.allclose(loss, again, rtol=close) and bool(gap <= close * wanted.abs().max())
        return replay if agree else None

    @contextmanager
    def _unmoved(self) -> Iterator[None]:
        """Buffers of the network are inside as they were, and after as before."""
        buffers = self._flat.buffers()
        held = {name: buffer.clone() for name, buffer in buffers.items()}
        yield
        for name, buffer in buffers.items():
            buffer.copy_(held[name])


def plain_pass(run: Run, flat: Gradients, batch: Batch, frozen: int = 0) -> Tensor:
    """Loss and gradients by autograd.

    Args:
        run: batch -> loss.
        flat: the parameters; ``flat.gradients`` is overwritten.
        batch: prepared.
        frozen: how many stages do not learn; autograd knows.

    Returns:
        The loss, shape (), without its graph.
    """
    del frozen
    flat.clear()
    loss = run(batch)
    torch.autograd.backward(loss)
    flat.collect()
    return loss.detach()
