"""What every task that answers with one of k classes has in common."""

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray
from torch import Tensor

from netwright.contracts import Arrays, Score
from netwright.errors import SettingError
from netwright.measures.classification import (
    classification_measures,
    log_probabilities,
    majority,
)
from netwright.tasks._answers import class_answers, mean_of_members
from netwright.tasks._network_task import NetworkTask


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassAnswers(NetworkTask):
    """Classes by name, and the answers and scores that follow from log-odds.

    Args:
        classes: label names, in the order of the outputs; at least 2, no repeats.
    """

    targets: ClassVar[tuple[str, ...]] = ("label",)

    classes: tuple[str, ...]

    def check_classes(self) -> None:
        """Refuse fewer than two different names.

        Raises:
            SettingError: if there are fewer, or one occurs twice.
        """
        if len(set(self.classes)) < max(2, len(self.classes)):
            raise SettingError("classes", self.classes, wanted="2 or more different names")

    def combine(self, output: Tensor) -> Tensor:
        """Average the members' probabilities: (n, k) or (n, m, k) -> log (n, k)."""
        if output.dim() == 2:
            return output
        return mean_of_members(output.float())

    def measures(self, output: NDArray[Any], arrays: Arrays) -> dict[str, Score]:
        """Every measure of a split: log-odds (n, k) and the stored rows with "label"."""
        return classification_measures(output, arrays["label"])

    def losses(self, output: NDArray[Any], arrays: Arrays) -> NDArray[np.float64]:
        """Nats at the label, for each row."""
        logs = log_probabilities(output)
        return np.asarray(-logs[np.arange(len(logs)), arrays["label"]])

    def trivial(self, train: Arrays, arrays: Arrays) -> dict[str, float]:
        """The measures of always giving the training shares."""
        return majority(train["label"], arrays["label"], len(self.classes))

    def answers(self, output: NDArray[Any]) -> list[dict[str, object]]:
        """A label and its probability for each row of log-odds (n, k)."""
        return class_answers(self.classes, output)
