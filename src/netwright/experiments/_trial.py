"""What a fork is made from: a training as it began and as it ended, and its rows.

Copies are deep and made together, so that the optimiser of a copy holds the parameters of that
copy. Nothing here touches the user's network.
"""

import copy
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from netwright.diagnosis import Kind

LossFunction = Callable[[Tensor, Tensor], Tensor]
Pair = tuple[nn.Module, torch.optim.Optimizer]
CHUNK = 512  # rows in one forward pass
MOST_NUMBERS = 2**22  # in the rows of one look at the data
LEAST_ROWS = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """A training that can be begun again.

    Args:
        first: network and optimiser before the first step.
        last: the same after the last step.
        loss_fn: (output, target) -> a loss of one number.
        x: training inputs, the first axis counts examples.
        y: training targets.
        held_x: held-out inputs; may have no rows.
        held_y: held-out targets.
        batch: examples per update.
        rate: learning rate the training ran at, over the one the optimiser began with.
        kind: what the targets are.
        threshold: above it an answer of one unit means yes.
    """

    first: Pair
    last: Pair
    loss_fn: LossFunction
    x: Tensor
    y: Tensor
    held_x: Tensor
    held_y: Tensor
    batch: int
    rate: float = 1.0
    kind: Kind = "unknown"
    threshold: float = 0.5


def copied(pair: Pair) -> Pair:
    """Network and optimiser, copied together."""
    model, optimizer = copy.deepcopy(pair)
    return model, optimizer


def answers(model: nn.Module, x: Tensor, *, training: bool = False) -> NDArray[np.float64]:
    """The network's answers, without gradients.

    Args:
        model: changed in mode, and by running statistics in training mode: give a copy.
        x: inputs, the first axis counts examples.
        training: whether in training mode.

    Returns:
        float64 (n, ...).
    """
    model.train(training)
    with torch.no_grad():
        parts = [model(x[at : at + CHUNK]) for at in range(0, len(x), CHUNK)]
    return torch.cat(parts).to(device="cpu", dtype=torch.float64).numpy()


def some_rows(x: Tensor, most: int) -> Tensor:
    """Numbers of evenly spaced rows: at most ``most``, and fewer where a row is large.

    Args:
        x: (n, ...); the first axis counts examples.
        most: how many rows at most.

    Returns:
        int64, sorted, where ``x`` is; together these rows have at most ``MOST_NUMBERS`` numbers,
        but there are 64 of them if there are as many.
    """
    each = max(1, x[:1].numel())
    count = min(len(x), most, max(LEAST_ROWS, MOST_NUMBERS // each))
    return torch.linspace(0, max(0, len(x) - 1), count).round().long().to(x.device)


def truth_of(kind: Kind, y: Tensor) -> Tensor:
    """Targets as the scores read them: class numbers (n,), else as they are without a last 1."""
    if kind == "classes" and y.dim() == 2 and y.shape[1] > 1:
        return y.argmax(1)
    flat = y.squeeze(-1) if y.dim() == 2 and y.shape[1] == 1 else y
    return flat.long() if kind in ("classes", "binary") else flat


def in_numpy(kind: Kind, y: Tensor) -> NDArray[np.float64]:
    """``truth_of`` as float64."""
    return truth_of(kind, y.detach()).to(device="cpu", dtype=torch.float64).numpy()
