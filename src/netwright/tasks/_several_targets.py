"""Several targets in one network: classes, numbers and sets of labels, side by side.

    input     a row's numbers and categories, or a picture            data
    output    (n, w), or (n, m, w) for m members                      models
                 w = k for a class among k, 1 for a number, l for l labels, laid side by side
    L         sum_i w_i L_i / sum_i w_i                               objectives
                 L_i: nats of a class, square of a standardised number, nats of labels
    skill     mean_i (1 - L_i / L_i of ignoring the input)            measures, decides

A target may be missing in an example: it then counts for the others alone. In the arrays "label:a"
int64 (n,) is -1, "target:b" float64 (n,) not a number, "labels:c" uint8 (n, l) 255 there.
"""

import functools
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any, ClassVar, TypeVar

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from netwright.contracts import Arrays, Batch, Goal, Score
from netwright.errors import DataError, SettingError
from netwright.measures.several_targets import skill
from netwright.models import PictureInput, TableInput, make_network
from netwright.objectives import weighted_mean
from netwright.tasks._image_classification import ImageClassification
from netwright.tasks._network_task import NetworkTask
from netwright.tasks._target import Target

Output = TypeVar("Output", Tensor, NDArray[Any])
MIXES = ("mixup", "cutmix")  # they mix two labels, not two of everything


@dataclass(frozen=True, slots=True, kw_only=True)
class SeveralTargets(NetworkTask):
    """Settings of the task, checked once, when it is made.

    Args:
        parts: the targets, in the order of the outputs; at least one, different names.
        numbers: how many number columns the preprocessing of a table gives; 0 for pictures.
        sizes: how many codes each category column has; empty for pictures.
        side: height and width of pictures, in pixels; 0 for a table.
        channels: of pictures, 1 or 3; 0 for a table.
        mean: of each channel over the training split, 0 to 255; empty for a table.
        std: of each channel over the training split, above 0; empty for a table.
        network: a name in ``netwright.models.NETWORKS``.
        smoothing: share of each class label spread over all classes, from 0 up to, not at, 1.
        augment: of pictures, as in ``ImageClassification``; none of ``MIXES``.
        colour_axes: of pictures, as there.

    Raises:
        SettingError: naming the first setting that cannot work.
    """

    name: ClassVar[str] = "several-targets"
    what: ClassVar[str] = "classes, numbers and labels of a row or a picture in one network"

    parts: tuple[Target, ...]
    numbers: int
    sizes: tuple[int, ...]
    side: int
    channels: int
    mean: tuple[float, ...]
    std: tuple[float, ...]
    network: str = "mlp"
    smoothing: float = 0.0
    augment: str = "none"
    colour_axes: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        names = [part.name for part in self.parts]
        if len(set(names)) < max(1, len(names)):
            raise SettingError("parts", names, wanted="1 or more targets of different names")
        self.check_network()
        if self.side:
            self._pictures()
        if self.augment != "none" and not self.side:
            raise SettingError("augment", self.augment, wanted="none for a table")
        if any(kind.partition(":")[0] in MIXES for kind in self.augment.split("+")):
            raise SettingError("augment", self.augment, wanted=f"without {' and '.join(MIXES)}")

    @property
    def goal(self) -> Goal:
        """Skill decides: the share of the trivial predictor's loss that is gone."""
        return Goal("skill", "max")

    @property
    def inputs(self) -> tuple[str, ...]:
        """A picture, or a row's numbers and categories."""
        return ("picture",) if self.side else ("numbers", "categories")

    @property
    def targets(self) -> tuple[str, ...]:
        """The stored array of each target."""
        return tuple(part.array for part in self.parts)

    @property
    def draws(self) -> int:
        """As for pictures with a label; none for a table."""
        return self._pictures().draws if self.side else 0

    @property
    def alternating(self) -> tuple[int, ...]:
        """As for pictures with a label; none for a table."""
        return self._pictures().alternating if self.side else ()

    def model(self) -> nn.Module:
        """A fresh network; the caller has seeded torch's generator."""
        outputs = sum(part.width for part in self.parts)
        if self.side:
            shape = PictureInput(channels=self.channels, side=self.side)
            return make_network(self.network, shape, outputs, self.size)
        row = TableInput(numbers=self.numbers, sizes=self.sizes)
        return make_network(self.network, row, outputs, self.size)

    def prepare(self, batch: Batch, draws: Tensor | None = None) -> Batch:
        """Augment and normalise pictures; standardise the targets that are numbers."""
        prepared = dict(self._pictures().prepare(batch, draws) if self.side else batch)
        for part in self.parts:
            if part.array in prepared:
                prepared[part.array] = part.prepare(prepared[part.array])
        return prepared

    def loss(self, output: Tensor, batch: Batch) -> Tensor:
        """The weighted mean of the targets' losses over what the batch knows of each."""
        losses = [
            part.loss(raw, batch[part.array], smoothing=self.smoothing)
            for part, raw in self.cut(output)
        ]
        return weighted_mean(losses, [part.weight for part in self.parts])

    def combine(self, output: Tensor) -> Tensor:
        """Average the members, each target in its own way: (n, w) or (n, m, w) -> (n, w)."""
        if output.dim() == 2:
            return output
        return torch.cat([part.combine(raw.float()) for part, raw in self.cut(output)], dim=1)

    def measures(self, output: NDArray[Any], arrays: Arrays) -> dict[str, Score]:
        """Skill, then "NAME/measure" for each target that a row of the split knows."""
        ignoring = self._ignoring(len(output))
        scores = {"skill": skill(self._losses(output, arrays), self._losses(ignoring, arrays))}
        for part, own in self.cut(output):
            for name, score in part.measures(own, arrays[part.array]).items():
                scores[f"{part.name}/{name}"] = score
        return scores

    def losses(self, output: NDArray[Any], arrays: Arrays) -> NDArray[np.float64]:
        """The weighted mean of the losses of the targets that each row knows."""
        found = self._losses(output, arrays)
        weights = np.where(np.isnan(found), 0.0, [part.weight for part in self.parts])
        total = np.maximum(weights.sum(axis=1), np.finfo(np.float64).tiny)
        return np.asarray((weights * np.nan_to_num(found)).sum(axis=1) / total)

    def wrongness(self, output: NDArray[Any], arrays: Arrays) -> NDArray[np.float64]:
        """How wrong each row is whatever was learned: the mean over the targets it knows.

        0 or 1 for a class, the square of the error over the variance of the rows for a number, the
        share of wrong answers for labels.
        """
        each = [part.wrongness(own, arrays[part.array]) for part, own in self.cut(output)]
        found = np.stack(each, axis=1)
        known = np.maximum((~np.isnan(found)).sum(axis=1), 1)
        return np.asarray(np.nan_to_num(found).sum(axis=1) / known)

    def trivial(self, train: Arrays, arrays: Arrays) -> dict[str, float]:
        """The same measures for the training shares and means, which the targets themselves hold.

        Args:
            train: not looked at.
            arrays: the stored rows that are scored.

        Returns:
            measure -> value; skill is 0.
        """
        del train
        ignoring = self._ignoring(len(arrays[self.parts[0].array]))
        return {name: score.value for name, score in self.measures(ignoring, arrays).items()}

    def answers(self, output: NDArray[Any]) -> list[dict[str, object]]:
        """{"targets": {name: what the single task would answer}} for each row."""
        each = [(part.name, part.answers(own)) for part, own in self.cut(output)]
        return [
            {"targets": {name: given[row] for name, given in each}} for row in range(len(output))
        ]

    def cut(self, output: Output) -> Iterator[tuple[Target, Output]]:
        """Each target with its part of the output, (..., w) -> (..., its width)."""
        start = 0
        for part in self.parts:
            yield part, output[..., start : start + part.width]
            start += part.width

    def expect_logarithms(self, arrays: Arrays) -> None:
        """Refuse rows that cannot be scored.

        Args:
            arrays: the stored rows.

        Raises:
            DataError: if the logarithm of a number was learned and a target has none.
        """
        for part in self.parts:
            values = arrays[part.array]
            if part.log and bool((values <= 0).any()):  # not a number is not below 0
                raise DataError(
                    f"{part.name} must be above 0 for a run that learned its logarithm; "
                    f"got {np.nanmin(values):g}",
                    hint="train again with --set log_target=false",
                )

    def settings(self) -> dict[str, Any]:
        """Plain values; ``tasks.task_from`` makes the same task of them."""
        return asdict(self)

    def _pictures(self) -> ImageClassification:
        return _pictures(
            self.side, self.channels, self.mean, self.std, self.augment, self.colour_axes
        )

    def _losses(self, output: NDArray[Any], arrays: Arrays) -> NDArray[np.float64]:
        """(n, targets), not a number where a target is missing."""
        each = [part.losses(own, arrays[part.array]) for part, own in self.cut(output)]
        return np.stack(each, axis=1)

    def _ignoring(self, count: int) -> NDArray[np.float64]:
        row = np.concatenate([part.ignoring() for part in self.parts])
        return np.broadcast_to(row, (count, len(row)))


@functools.lru_cache(maxsize=8)
def _pictures(
    side: int,
    channels: int,
    mean: tuple[float, ...],
    std: tuple[float, ...],
    augment: str,
    colour_axes: tuple[float, ...],
) -> ImageClassification:
    """The task whose pictures are prepared as ours are; it has a label of no account."""
    return ImageClassification(
        classes=("no", "yes"),
        side=side,
        channels=channels,
        mean=mean,
        std=std,
        augment=augment,
        colour_axes=colour_axes,
    )
