"""What is left to learn of a task while all of its network but the output layer stays as it is.

features  float32 (n, d)     made once by the frozen layers
logits    (n, k)             the output layer alone
answers                      as the task gives them

To the training loop it is a task like any other; it is never stored: the whole network is.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from netwright.contracts import Arrays, Batch, Examples, Goal, Score, Task
from netwright.models import Head

START = 0.01  # deviation of the first weights: at the start no class stands out


@dataclass(frozen=True, slots=True, kw_only=True)
class FrozenFeatures:
    """A task whose examples are the features of another's.

    Args:
        task: the other.
        width: numbers in a feature vector.
        outputs: of the output layer.
        bias: whether it has one.
    """

    inputs: ClassVar[tuple[str, ...]] = ("features",)
    draws: ClassVar[int] = 0
    alternating: ClassVar[tuple[int, ...]] = ()

    task: Task
    width: int
    outputs: int
    bias: bool = True

    @property
    def name(self) -> str:
        """The other task's."""
        return self.task.name

    @property
    def goal(self) -> Goal:
        """The other task's."""
        return self.task.goal

    @property
    def targets(self) -> tuple[str, ...]:
        """The other task's."""
        return self.task.targets

    def model(self) -> nn.Module:
        """A fresh output layer; the caller has seeded torch's generator."""
        layer = nn.Linear(self.width, self.outputs, bias=self.bias)
        nn.init.normal_(layer.weight, std=START)
        if layer.bias is not None:
            nn.init.zeros_(layer.bias)
        return Head(layer)

    def order(self, examples: Examples, *, seed: int, epoch: int) -> NDArray[np.int64] | None:
        """As the other task wants it."""
        return self.task.order(examples, seed=seed, epoch=epoch)

    def prepare(self, batch: Batch, draws: Tensor | None = None) -> Batch:
        """Nothing: features are floats already."""
        del draws
        return batch

    def loss(self, output: Tensor, batch: Batch) -> Tensor:
        """The other task's."""
        return self.task.loss(output, batch)

    def views(self, batch: Batch) -> Sequence[Batch]:
        """None: there are no features of other views."""
        del batch
        return ()

    def doubtful(self, output: Tensor) -> Tensor:
        """None: bool (n,)."""
        return torch.zeros(len(output), dtype=torch.bool)

    def combine(self, output: Tensor) -> Tensor:
        """As the other task does."""
        return self.task.combine(output)

    def measures(self, output: NDArray[Any], arrays: Arrays) -> dict[str, Score]:
        """The other task's."""
        return self.task.measures(output, arrays)

    def losses(self, output: NDArray[Any], arrays: Arrays) -> NDArray[np.float64]:
        """The other task's."""
        return self.task.losses(output, arrays)

    def trivial(self, train: Arrays, arrays: Arrays) -> dict[str, float]:
        """The other task's."""
        return self.task.trivial(train, arrays)

    def answers(self, output: NDArray[Any]) -> list[dict[str, object]]:
        """The other task's."""
        return self.task.answers(output)

    def settings(self) -> dict[str, Any]:
        """The other task's: what is stored is the whole network."""
        return self.task.settings()
