"""What a report is made of: plain values, so that the page can be drawn of any run, old or new.

    api gathers them -> ReportContent -> report_html, card_markdown

Nothing here reads a file or a clock. What a run does not have stays empty, and its section is then
absent from the page. It refuses only what cannot be drawn: pictures of another kind, a confusion
table that does not fit the classes, residuals of two lengths.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from netwright.contracts import Layer, Score
from netwright.diagnosis import RunVerdict
from netwright.errors import SettingError
from netwright.report._part_shown import PartShown

Line = Mapping[str, float | int | str | None]  # one line of history.jsonl


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalShown:
    """The number at the head of the page.

    Args:
        measure: its name among the scores.
        best: which direction is better.
        unit: "fraction" is shown as a percentage; else the target's own unit, "" for none.
        split: where it was measured.
        where: the same in words; empty for "on 360 test examples".
        beside: what the trivial predictor does, in words; empty for the usual ones.
    """

    measure: str
    best: Literal["max", "min"]
    unit: str = "fraction"
    split: str = "test"
    where: str = ""
    beside: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ExampleShown:
    """One example as a person sees it.

    Args:
        name: a path below the data folder, or "row 17".
        truth: the label's name, or the target.
        answer: the model's label, or its prediction.
        probability: what the model gave its answer, 0 to 1.
        loss: the loss on this example.
        picture: uint8 (h, w) or (h, w, 3), 0 to 255.
        fields: column -> value, as text.

    Raises:
        SettingError: if the picture is of another kind or shape.
    """

    name: str
    truth: str | float
    answer: str | float
    probability: float | None = None
    loss: float | None = None
    picture: NDArray[np.uint8] | None = None
    fields: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        picture = self.picture
        if picture is None:
            return
        flat = picture.ndim == 2 or (picture.ndim == 3 and picture.shape[2] == 3)
        if picture.dtype != np.uint8 or not flat or not picture.size:
            raise SettingError(
                "picture", (str(picture.dtype), picture.shape), wanted="uint8 (h, w) or (h, w, 3)"
            )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TargetShown:
    """One target among several, where the goal was measured.

    Args:
        name: its column.
        kind: "class", "number" or "labels".
        weight: of its loss.
        known: examples that have it.
        measure: the one that is shown, such as "accuracy"; empty where no example has it.
        score: of that measure.
        trivial: the same of the predictor that ignores its input.
        classes: names of classes or labels.
        confusion: int (k, k) of a class, rows are the truth.
        per_label: "label", "support", "precision", "recall", "f1" of each label.
        residuals: truth (n,) and prediction (n,) of a number.
    """

    name: str
    kind: str
    weight: float
    known: int
    measure: str = ""
    score: Score | None = None
    trivial: float | None = None
    classes: tuple[str, ...] = ()
    confusion: NDArray[np.integer[Any]] | None = None
    per_label: Sequence[Mapping[str, Any]] = ()
    residuals: tuple[NDArray[np.floating[Any]], NDArray[np.floating[Any]]] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RemedyShown:
    """A remedy that was tried on the way to the run.

    Args:
        number: of the try, from 1.
        remedy: its name.
        idea: why it was tried.
        change: setting -> value before and after.
        expect: what should have been seen.
        gain: of the goal's measure on val, the mean over the pairs; above 0 is better; None where
            it could not be trained.
        pairs: of trainings, one with the change and one without.
        outcome: "kept", "dropped", "undecided" or "failed".
        why: the outcome in a sentence.
    """

    number: int
    remedy: str
    idea: str
    change: Mapping[str, tuple[object, object]]
    expect: str
    gain: Score | None
    pairs: int
    outcome: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ImprovementShown:
    """The search that the run is the end of.

    Args:
        first: name of the run that was to be improved.
        tries: in their order.
    """

    first: str
    tries: Sequence[RemedyShown]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ReportContent:
    """Everything a report shows.

    Args:
        title: the run's name.
        task: the task's name in ``TASKS``.
        model: the network's name.
        goal: the number at the head.
        scores: split -> measure -> score.
        trivial: split -> measure -> the score of the predictor that ignores its input.
        members: the goal's measure of each member alone, where several vote.
        series: lines of history.jsonl: "step", "epoch", "train/loss", "val/loss", and so on.
        best_step: the step whose weights were kept.
        stopped: why training ended; "" for the planned end.
        recipe: (name, value, origin) of each setting.
        data: "source", "hash" and "split_rule" (text), "counts" (split -> rows), "classes"
            (class -> split -> rows), "notes" (texts), "quarantined" and "duplicates" (numbers
            or texts); any other key is shown under its own name.
        classes: their names, in the order of the model's outputs; empty for regression.
        confusion: int (k, k), rows are the truth, columns the answers.
        per_class: "class", "support", "precision", "recall", "f1" of each class.
        calibration: (confidence, accuracy, count) of each bin.
        worst: the examples with the highest loss, worst first.
        doubtful: the examples with the smallest margin, least sure first.
        residuals: truth (n,) and prediction (n,) of a regression, in the target's unit.
        targets: of a network with several, each with its measure and its picture.
        parts: what its subject alone has to show, a section each.
        environment: what the run was made with: version of this and that, device.
        plan: "chosen" (a name) and "candidates" (each with "name" and "seconds"); any other key
            is shown under its own name.
        seconds: part of the work -> how long it took.
        parameters: how many numbers were learned.
        network: the network layer by layer, in an order of computation.
        verdict: what is wrong, and what to do next; None where nobody judged.
        improvement: what was tried on the way to this run; None where nothing was.

    Raises:
        SettingError: if the confusion table or the residuals do not fit.
    """

    title: str
    task: str
    model: str
    goal: GoalShown
    scores: Mapping[str, Mapping[str, Score]]
    trivial: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    members: Sequence[float] = ()
    series: Sequence[Line] = ()
    best_step: int | None = None
    stopped: str = ""
    recipe: Sequence[tuple[str, object, str]] = ()
    data: Mapping[str, Any] = field(default_factory=dict)
    classes: tuple[str, ...] = ()
    confusion: NDArray[np.integer[Any]] | None = None
    per_class: Sequence[Mapping[str, Any]] = ()
    calibration: Sequence[tuple[float, float, int]] | None = None
    worst: Sequence[ExampleShown] = ()
    doubtful: Sequence[ExampleShown] = ()
    residuals: tuple[NDArray[np.floating[Any]], NDArray[np.floating[Any]]] | None = None
    targets: Sequence[TargetShown] = ()
    parts: Sequence[PartShown] = ()
    environment: Mapping[str, str] = field(default_factory=dict)
    plan: Mapping[str, Any] = field(default_factory=dict)
    seconds: Mapping[str, float] = field(default_factory=dict)
    parameters: int = 0
    network: Sequence[Layer] = ()
    verdict: RunVerdict | None = None
    improvement: ImprovementShown | None = None

    def __post_init__(self) -> None:
        wanted = (len(self.classes),) * 2
        if self.confusion is not None and self.confusion.shape != wanted:
            raise SettingError(
                "confusion", self.confusion.shape, wanted=f"of shape {wanted}, a row for each class"
            )
        if self.residuals is not None:
            truth, predicted = self.residuals
            if truth.ndim != 1 or truth.shape != predicted.shape:
                raise SettingError(
                    "residuals", (truth.shape, predicted.shape), wanted="two arrays of one length"
                )

    def goal_score(self) -> Score | None:
        """The score at the head of the page; None where it was not measured."""
        return self.scores.get(self.goal.split, {}).get(self.goal.measure)

    def goal_trivial(self) -> float | None:
        """The score of the predictor that ignores its input, beside it."""
        return self.trivial.get(self.goal.split, {}).get(self.goal.measure)

    def rows_in(self, split: str) -> int | None:
        """How many examples a split has; None where the data do not say."""
        value: int | None = self.data.get("counts", {}).get(split)
        return value
