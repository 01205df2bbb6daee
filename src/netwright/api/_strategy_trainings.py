"""Trainings that settle what figures alone cannot: would more examples help, are labels wrong.

    more examples    the recipe on 1/8, 1/4 and 1/2 of the training rows, and the run itself: its
                     val error by their number --> ``diagnosis.forecast``
    labels           train and val rows in three folds; each is answered by a training on the other
                     two, which saw none of its labels --> ``diagnosis.check_labels``

The cheaper question comes first, and what does not fit the minutes is left out and said. Every
training has plan, seed and steps of the run, so that a smaller part is seen in more epochs and the
number of updates is no difference; it is as long as the run, whatever it is trained on. It happens
in memory (``Trials``): nothing is written, and no row of test is looked at.

Blind spot: one training for each size; the forecast's interval knows the chance of the val rows,
not that of the seed. Rows that are near copies of each other may fall into different folds, and
then vouch for each other's label.
Cost: six trainings as long as the run's, for both questions.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from netwright.api._diagnose_reached import Reached
from netwright.api._improve_trials import Trials
from netwright.api._prepared import Listeners
from netwright.api._run import Run
from netwright.api._strategy_answers import Answers, answers_to
from netwright.api._strategy_labels import Labels
from netwright.api._strategy_rows import folds_of, part_of, trained_on
from netwright.diagnosis import check_labels
from netwright.errors import RecipeError, SettingError, StoppedError
from netwright.training import evaluation_points, steps_in_epoch, stop_on_signals

Ints = NDArray[np.int64]
SHARES = (1 / 8, 1 / 4, 1 / 2)
FEWEST = 2  # sizes besides the run's own, or there is no curve
FOLDS = 3
CURVE, LABELS = "the forecast of more examples", "the check of the labels"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trainings:
    """What the trainings found.

    Args:
        curve: training examples -> val error; with the run itself; empty where it was left out.
        labels: None where they were left out.
        notes: what was done, and what was left out, a sentence each.
    """

    curve: Mapping[int, float]
    labels: Labels | None
    notes: tuple[str, ...]


def train_for(found: Reached, answers: Answers, minutes: float, listeners: Listeners) -> Trainings:
    """Train what fits the minutes.

    Args:
        found: a finished run with val rows, whose task gives one class to each example.
        answers: of the run, to its val rows.
        minutes: for all trainings together; one that has begun is finished.
        listeners: told which training goes on, and how far it is.

    Returns:
        What was found.

    Raises:
        SettingError: if the run is not finished.
        StoppedError: if a signal came; nothing is kept.
    """
    with stop_on_signals() as stop:
        run = Run(found.path)
        lab = _Lab(found, Trials(run, stop, listeners.watch), _Time(run, minutes), listeners)
        try:
            curve = lab.curve(answers)
            labels = lab.labels()
        except StoppedError as error:
            said = "stopped; trainings of diagnose are not kept, the same command begins again"
            raise StoppedError(error.signal_number, said) from error
    return Trainings(curve=curve, labels=labels, notes=tuple(lab.notes))


class _Time:
    """How long is left, and what a training takes."""

    def __init__(self, run: Run, minutes: float) -> None:
        self._end = time.perf_counter() + 60 * minutes
        self._said = max(0.0, run.seconds.get("train", 0.0) - run.seconds.get("plan", 0.0))
        self._took: list[float] = []

    @property
    def each(self) -> float:
        """Seconds of a training: as measured here, or as the run took."""
        return sum(self._took) / len(self._took) if self._took else self._said

    def fits(self, count: int) -> bool:
        """Whether there is time for so many trainings."""
        return time.perf_counter() + count * self.each <= self._end

    def took(self, began: float) -> None:
        """A training that began then has ended."""
        self._took.append(time.perf_counter() - began)


class _Lab:
    """Trains one run's recipe on other rows."""

    def __init__(self, found: Reached, trials: Trials, left: _Time, listeners: Listeners) -> None:
        self._prepared, self._trials = found.prepared, trials
        self._time, self._listeners = left, listeners
        self.notes: list[str] = []
        learned = found.prepared.learned
        self._train = learned.examples.rows("train")
        self._labels = np.asarray(found.prepared.examples.arrays["label"], dtype=np.int64)
        self._seed = learned.settings.seed
        epoch = steps_in_epoch(len(self._train), learned.settings.batch_size)
        points = evaluation_points(learned.settings, trials.schedule.steps, epoch)
        self._evaluations = len(points)

    def curve(self, answers: Answers) -> dict[int, float]:
        """Training examples -> val error, with the run's own; empty where it was left out."""
        try:
            return self._curve(answers)
        except (RecipeError, SettingError) as error:
            self._cannot(CURVE, error)
            return {}

    def labels(self) -> Labels | None:
        """The check of all labels of train and val; None where it was left out."""
        try:
            return self._checked()
        except (RecipeError, SettingError) as error:
            self._cannot(LABELS, error)
            return None

    def _curve(self, answers: Answers) -> dict[int, float]:
        count = next((n for n in (len(SHARES), FEWEST) if self._time.fits(n)), 0)
        if not count:
            self._left_out(CURVE, FEWEST)
            return {}
        found: dict[int, float] = {}
        for number, share in enumerate(SHARES[-count:]):
            if number and not self._time.fits(1):
                break
            rows = part_of(self._train, self._labels[self._train], share, seed=self._seed)
            done = self._answers({"train": rows, "val": answers.rows}, answers.rows)
            found[len(rows)] = done.error
        if len(found) < FEWEST:
            self._left_out(CURVE, FEWEST)
            return {}
        sizes = ", ".join(f"{size:,}" for size in sorted(found))
        self._done(f"{len(found)} trainings on {sizes} of the {len(self._train):,} examples")
        return {**found, len(self._train): answers.error}

    def _checked(self) -> Labels | None:
        val = self._prepared.learned.examples.rows("val")
        rows = np.sort(np.concatenate([self._train, val]))
        fold = folds_of(self._labels[rows], FOLDS, seed=self._seed)
        parts: list[Answers] = []
        for number in range(FOLDS):
            if not self._time.fits(FOLDS - number):
                break
            parts.append(self._answers({"train": rows[fold != number]}, rows[fold == number]))
        if len(parts) < FOLDS:
            self._left_out(LABELS, FOLDS)
            return None
        self._done(f"{FOLDS} trainings, each on two thirds of the {len(rows):,} train and val rows")
        together = _joined(parts)
        check = check_labels(together.probabilities, together.labels)
        return Labels(check=check, answers=together)

    def _answers(self, splits: Mapping[str, Ints], asked: Ints) -> Answers:
        """Train on some rows and ask others."""
        prepared = trained_on(self._prepared, splits, evaluations=self._evaluations)
        self._listeners.say(
            f"training on {len(splits['train']):,} examples, about {self._time.each:.0f} s"
        )
        began = time.perf_counter()
        weights = self._trials.weights(prepared, self._trials.schedule, self._seed)
        self._time.took(began)
        return answers_to(prepared, weights, asked)

    def _done(self, what: str) -> None:
        steps = self._trials.schedule.steps
        self.notes.append(f"{what}, of {steps:,} steps each, as many as the run had")

    def _left_out(self, what: str, count: int) -> None:
        needs = count * self._time.each / 60
        self.notes.append(
            f"left out: {what}, which needs about {needs:.2g} minutes: {count} trainings of "
            f"{self._time.each:.3g} s"
        )

    def _cannot(self, what: str, error: Exception) -> None:
        self.notes.append(f"left out: {what}: {' '.join(str(error).split())}")


def _joined(parts: list[Answers]) -> Answers:
    """Answers to all rows, in the order of the rows."""
    rows = np.concatenate([part.rows for part in parts])
    order = np.argsort(rows, kind="stable")
    names = [name for part in parts for name in part.names]
    return Answers(
        rows=rows[order],
        names=tuple(names[place] for place in order),
        classes=parts[0].classes,
        labels=np.concatenate([part.labels for part in parts])[order],
        probabilities=np.concatenate([part.probabilities for part in parts])[order],
    )
