"""One target among several: its part of the output, its loss, its measures, its answers.

    kind      stored array           output     loss                          answer
    class     "label:NAME" int64     (n, k)     cross-entropy, nats           label, probability
    number    "target:NAME" float64  (n, 1)     squared, standardised         value, user's unit
    labels    "labels:NAME" uint8    (n, l)     binary cross-entropy, nats    labels above a half

What the predictor that ignores its input would say is part of the target: ``shares`` and ``mean``.
"""

import contextlib
import difflib
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

import numpy as np
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from netwright.contracts import NO_LABELS, Score
from netwright.errors import SettingError
from netwright.measures.classification import classification_measures, log_probabilities
from netwright.measures.multi_label import label_losses, multi_label_measures
from netwright.measures.regression import regression_measures
from netwright.objectives import known_cross_entropy, known_squared, multi_label
from netwright.tasks._answers import class_answers, in_unit, mean_of_members

TargetKind = Literal["class", "number", "labels"]
ARRAYS = {"class": "label", "number": "target", "labels": "labels"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What is known of a target before training.

    Args:
        name: its column.
        kind: what it is.
        classes: names of classes, 2 or more, or of labels, 1 or more; empty for a number.
        shares: of each class among the training rows that have the target, above 0 and summing to
            1; of each label, above 0 and below 1; empty for a number.
        log: True if the logarithm of a number is learned.
        mean: of the (log) number over the training rows that have it; 0 for others.
        std: of the (log) number, above 0; 1 for others.
        weight: of its loss, above 0.

    Raises:
        SettingError: naming the first one that cannot work.
    """

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}  # in a model file

    name: str
    kind: TargetKind
    classes: tuple[str, ...] = ()
    shares: tuple[float, ...] = ()
    log: bool = False
    mean: float = 0.0
    std: float = 1.0
    weight: float = 1.0

    def __post_init__(self) -> None:
        least = {"class": 2, "number": 0, "labels": 1}[self.kind]
        number = self.kind == "number"
        if len(set(self.classes)) < max(least, len(self.classes)) or (number and self.classes):
            raise SettingError(
                "classes",
                self.classes,
                wanted=f"{least} or more different names for {self.kind}" if least else "empty",
            )
        if len(self.shares) != len(self.classes) or not all(0 < p < 1 for p in self.shares):
            raise SettingError("shares", self.shares, wanted="above 0 and below 1, one a class")
        if not 0 < self.std < math.inf:
            raise SettingError("std", self.std, wanted="above 0")
        if not 0 < self.weight < math.inf:
            raise SettingError("weight", self.weight, wanted="above 0")

    @property
    def array(self) -> str:
        """The name of its stored array."""
        return f"{ARRAYS[self.kind]}:{self.name}"

    @property
    def width(self) -> int:
        """How many outputs it has."""
        return 1 if self.kind == "number" else len(self.classes)

    def known(self, stored: NDArray[Any]) -> NDArray[np.bool_]:
        """Which rows of its stored array have it: bool (n,)."""
        if self.kind == "class":
            return np.asarray(stored >= 0)
        return np.asarray(~np.isnan(stored) if self.kind == "number" else stored[:, 0] != NO_LABELS)

    def prepare(self, stored: Tensor) -> Tensor:
        """A number standardised, (n,) float32; not a number stays so. Others as they are."""
        if self.kind != "number":
            return stored
        learned = stored.log() if self.log else stored
        return ((learned - self.mean) / self.std).float()

    def loss(self, output: Tensor, prepared: Tensor, *, smoothing: float) -> Tensor:
        """The loss of its outputs (n, w) or (n, m, w), over the rows that have it: ()."""
        if self.kind == "class":
            return known_cross_entropy(output, prepared, smoothing=smoothing)
        if self.kind == "number":
            return known_squared(output.squeeze(-1), prepared)
        return multi_label(output, prepared)

    def combine(self, output: Tensor) -> Tensor:
        """Average m members: (n, m, w) -> (n, w); probabilities, or numbers."""
        if self.kind == "number":
            return output.mean(dim=1)
        if self.kind == "class":
            return mean_of_members(output)
        yes, no = (functional.logsigmoid(sign * output).logsumexp(dim=1) for sign in (1, -1))
        return yes - no  # log-odds of the mean probability

    def losses(self, output: NDArray[Any], stored: NDArray[Any]) -> NDArray[np.float64]:
        """Of each row, without smoothing: float64 (n,), not a number where it is missing."""
        known = self.known(stored)
        found = np.full(len(stored), np.nan)
        own, truth = output[known], stored[known]
        if self.kind == "class":
            found[known] = -log_probabilities(own)[np.arange(len(truth)), truth]
        elif self.kind == "labels":
            found[known] = label_losses(own, truth)
        else:
            learned = np.log(truth) if self.log else truth
            found[known] = (own[:, 0] - (learned - self.mean) / self.std) ** 2
        return found

    def wrongness(self, output: NDArray[Any], stored: NDArray[Any]) -> NDArray[np.float64]:
        """Of each row, in no unit: float64 (n,), not a number where it is missing."""
        known = self.known(stored)
        found = np.full(len(stored), np.nan)
        own, truth = output[known], stored[known]
        if self.kind == "class":
            found[known] = own.argmax(axis=1) != truth
        elif self.kind == "labels":
            found[known] = ((own > 0) != (truth == 1)).mean(axis=1)
        else:
            spread = float(truth.var()) if len(truth) else 0.0
            found[known] = (self._values(own) - truth) ** 2 / (spread or 1.0)
        return found

    def measures(self, output: NDArray[Any], stored: NDArray[Any]) -> dict[str, Score]:
        """What the single task measures, on the rows that have the target; none without any."""
        known = self.known(stored)
        if not known.any():
            return {}
        own, truth = output[known], stored[known]
        if self.kind == "class":
            return classification_measures(own, truth)
        if self.kind == "number":
            return regression_measures(self._values(own), truth)
        return multi_label_measures(own, truth)

    def ignoring(self) -> NDArray[np.float64]:
        """The outputs of the predictor that ignores its input, (w,)."""
        if self.kind == "number":
            return np.zeros(1)
        shares = np.array(self.shares)
        return np.asarray(np.log(shares if self.kind == "class" else shares / (1 - shares)))

    def answers(self, output: NDArray[Any]) -> list[dict[str, object]]:
        """What a person is shown of each row."""
        if self.kind == "number":
            return [{"value": value} for value in self._values(output).tolist()]
        if self.kind == "class":
            return class_answers(self.classes, output)
        shares = np.exp(-np.logaddexp(0, -output.astype(np.float64)))
        return [
            {
                "labels": [self.classes[j] for j in np.flatnonzero(row > 0.5)],
                "probabilities": row[row > 0.5].tolist(),
            }
            for row in shares
        ]

    def truth(self, stored: NDArray[Any], row: int) -> str | float | None:
        """What stands in a row, as its answer is shown; None where it is missing."""
        if not self.known(stored[row : row + 1])[0]:
            return None
        if self.kind == "number":
            return float(stored[row])
        if self.kind == "class":
            return self.classes[int(stored[row])]
        return "|".join(self.classes[j] for j in np.flatnonzero(stored[row] == 1))

    def _values(self, output: NDArray[Any]) -> NDArray[np.float64]:
        return in_unit(output[:, 0], mean=self.mean, std=self.std, log=self.log)


def loss_weights(text: str, names: Sequence[str]) -> tuple[float, ...]:
    """The weight of each target's loss.

    Args:
        text: "price=0.5;colour=1"; targets that are not named weigh 1.
        names: of the targets.

    Returns:
        A weight for each, in their order.

    Raises:
        SettingError: if a name is none of the targets, or a weight is no number above 0.

    Example:
        >>> loss_weights("price=0.5", ["colour", "price"])
        (1.0, 0.5)
    """
    weights = dict.fromkeys(names, 1.0)
    for part in filter(str.strip, text.split(";")):
        name, _, value = (word.strip() for word in part.rpartition("="))
        if name not in weights:
            near = difflib.get_close_matches(name, names, n=1, cutoff=0.4)
            hint = f"did you mean {near[0]}?" if near else ""
            known = ", ".join(names)
            raise SettingError("loss_weights", part.strip(), wanted=f"of {known}", hint=hint)
        weights[name] = _weight(value)
    return tuple(weights.values())


def _weight(value: str) -> float:
    with contextlib.suppress(ValueError):
        if 0 < float(value) < math.inf:
            return float(value)
    raise SettingError("loss_weights", value, wanted="numbers above 0, as in price=0.5;colour=1")
