"""Table classification: one label out of k for each row.

numbers float32 (n, d), categories int64 (n, j)    data, after preprocessing
logits  (n, k), or (n, m, k) for m members         models
"""

from dataclasses import asdict, dataclass
from typing import Any, ClassVar

from torch import Tensor, nn

from netwright.contracts import Batch, Goal
from netwright.models import TableInput, make_network
from netwright.objectives import cross_entropy
from netwright.tasks._classes import ClassAnswers


@dataclass(frozen=True, slots=True, kw_only=True)
class TableClassification(ClassAnswers):
    """Settings of the task, checked once, when it is made.

    Args:
        classes: label names, in the order of the outputs; at least 2, no repeats.
        numbers: how many number columns the preprocessing gives.
        sizes: how many codes each category column has.
        network: a name in ``netwright.models.NETWORKS``.
        smoothing: share of each label spread over all classes, from 0 up to, not at, 1.

    Raises:
        SettingError: if there are fewer than two classes, or there is no such network.
    """

    name: ClassVar[str] = "table-classification"
    what: ClassVar[str] = "one label for each row"
    inputs: ClassVar[tuple[str, ...]] = ("numbers", "categories")
    draws: ClassVar[int] = 0

    numbers: int
    sizes: tuple[int, ...]
    network: str = "mlp"
    smoothing: float = 0.0

    def __post_init__(self) -> None:
        self.check_classes()
        self.check_network()

    @property
    def goal(self) -> Goal:
        """Accuracy decides."""
        return Goal("accuracy", "max")

    def model(self) -> nn.Module:
        """A fresh network; the caller has seeded torch's generator."""
        shape = TableInput(numbers=self.numbers, sizes=self.sizes)
        return make_network(self.network, shape, len(self.classes), self.size)

    def prepare(self, batch: Batch, draws: Tensor | None = None) -> Batch:
        """Nothing: preprocessing has made floats and codes already."""
        return batch

    def loss(self, output: Tensor, batch: Batch) -> Tensor:
        """Mean cross-entropy over the batch and the members, in nats."""
        return cross_entropy(output, batch["label"], smoothing=self.smoothing)

    def settings(self) -> dict[str, Any]:
        """Plain values; ``TableClassification(**settings)`` is the same task."""
        return asdict(self)
