"""The rows of a run as its network meets them: whole batches, prepared, without augmentation.

    stored rows --> Task.prepare --> one tensor of inputs (codes as floats) --> Rows

A network of several inputs is asked through ``Alone``, which cuts the columns apart again, so that
coach and forks know one input and one output of each example.
"""

from collections.abc import Mapping, Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from netwright.api._prepared import Learned
from netwright.api._watch_rows import MOST_ROWS, Rows
from netwright.contracts import Task
from netwright.experiments import LossFunction
from netwright.randomness import key


class Alone(nn.Module):
    """A network of a task with one input and one output of each example.

    Args:
        network: the task's.
        widths: columns of each of its inputs, where it has several, the first of them floats and
            the others codes; empty for one input.
    """

    def __init__(self, network: nn.Module, widths: Sequence[int]) -> None:
        super().__init__()
        self.network, self.widths = network, tuple(widths)

    def forward(self, x: Tensor) -> Tensor:
        """The network's answers; the mean where members answer: (n, outputs)."""
        parts = [x]
        if self.widths:
            first, *codes = torch.split(x, list(self.widths), dim=1)
            parts = [first, *(part.long() for part in codes)]
        y: Tensor = self.network(*parts)
        return y.mean(dim=1) if y.dim() == 3 else y


def rows_met(
    learned: Learned, rows: NDArray[np.int64], *, most: int = MOST_ROWS
) -> tuple[Rows, list[int]]:
    """Some rows as the network meets them without augmentation.

    Args:
        learned: task, examples, settings.
        rows: row numbers; evenly spaced ones are taken.
        most: how many, at most.

    Returns:
        The rows, and the widths of their parts as ``Alone`` takes them.
    """
    total, task = len(rows), learned.task
    taken = rows[np.linspace(0, total - 1, min(total, most)).round().astype(np.int64)]
    stored = learned.examples.take(taken)
    batch = task.prepare({name: torch.from_numpy(np.array(a)) for name, a in stored.items()})
    parts = [batch[name] for name in task.inputs]
    x, widths = parts[0], list[int]()
    if len(parts) > 1:
        widths = [part.shape[1] for part in parts]
        x = torch.cat([part.float() for part in parts], dim=1)
    return Rows(x, batch[task.targets[0]], total, learned.settings.batch_size), widths


def first_network(learned: Learned) -> nn.Module:
    """The network of a run before its first step."""
    torch.manual_seed(key(learned.settings.seed, "start"))
    network = learned.task.model()
    network.load_state_dict(dict(learned.begin), strict=False)
    return network


def loss_alone(task: Task) -> LossFunction:
    """The loss of a task with one target, as a function of output and target."""
    target = task.targets[0]

    def loss(output: Tensor, y: Tensor) -> Tensor:
        return task.loss(output, {target: y})

    return loss


def output_alone(learned: Learned, state: Mapping[str, Tensor]) -> nn.Module:
    """The output layer of a run in which it alone learned.

    Args:
        learned: the output layer on features.
        state: weights of the whole network by name.

    Returns:
        The network of ``learned``, with these weights.
    """
    network = learned.task.model()
    names = network.state_dict()
    network.load_state_dict(
        {name: state[name.replace("output", learned.layer, 1)] for name in names}
    )
    return network
