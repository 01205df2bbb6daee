"""Forward and backward passes, replayed from recordings where that gives the same numbers.

    a batch of new shapes   a plain pass, a recording of another batch, and a replay of this one:
                            loss and gradients must be equal, else passes of such batches stay plain
    later ones              replayed

Running means that a pass moves (batch norm) are put back after each of the three, so that the first
step of a run does not depend on whether it was recorded.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import torch
from torch import Tensor

from netwright.contracts import Batch
from netwright.models import KeyedDropout
from netwright.training._flat import FlatParameters
from netwright.training._recording import NotReplayableError
from netwright.training._replay import Replay

MOST_SHAPES = 16  # recordings kept: batches of more different shapes than that stay plain
CLOSE = 1e-5  # of the largest gradient: how far a replayed one may lie from a plain one
Shapes = tuple[int, tuple[tuple[str, tuple[int, ...]], ...]]


class ReplayedPasses:
    """Loss and gradients of batches.

    Args:
        run: batch -> loss, a tensor of one number.
        flat: the parameters, whose gradients a pass leaves in ``flat.gradients``.
        dropouts: of the network.
    """

    def __init__(
        self, run: Callable[[Batch], Tensor], flat: FlatParameters, dropouts: list[KeyedDropout]
    ) -> None:
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
        shapes = frozen, tuple((name, tuple(tensor.shape)) for name, tensor in batch.items())
        if shapes not in self._replays:
            self._replays[shapes] = self._recorded(batch)
        replay = self._replays[shapes]
        if replay is None:
            return plain_pass(self._run, self._flat, batch)
        if shapes != self._last:  # what this pass does not reach must be 0
            self._flat.gradients.zero_()
            self._last = shapes
        return replay(batch)

    def _recorded(self, batch: Batch) -> Replay | None:
        if len(self._replays) >= MOST_SHAPES:
            return None
        with self._unmoved():
            loss = plain_pass(self._run, self._flat, batch)
        wanted = self._flat.gradients.clone()
        other = {name: tensor.roll(1, 0) for name, tensor in batch.items()}
        try:
            with self._unmoved():
                replay = Replay(self._run, other, list(self._flat.views(self._flat.gradients)))
        except NotReplayableError:
            return None
        self._flat.gradients.zero_()
        with self._unmoved():
            again = replay(batch)
        gap = (self._flat.gradients - wanted).abs().max()
        most = CLOSE * wanted.abs().max()
        return replay if bool(gap <= most) and torch.allclose(loss, again) else None

    @contextmanager
    def _unmoved(self) -> Iterator[None]:
        """Buffers of the network are inside as they were, and after as before."""
        buffers = self._flat.buffers()
        held = {name: buffer.clone() for name, buffer in buffers.items()}
        yield
        for name, buffer in buffers.items():
            buffer.copy_(held[name])


def plain_pass(run: Callable[[Batch], Tensor], flat: FlatParameters, batch: Batch) -> Tensor:
    """Loss and gradients by autograd.

    Args:
        run: batch -> loss.
        flat: the parameters; ``flat.gradients`` is overwritten.
        batch: prepared.

    Returns:
        The loss, shape (), without its graph.
    """
    flat.gradients.zero_()
    loss = run(batch)
    torch.autograd.backward(loss)
    return loss.detach()
