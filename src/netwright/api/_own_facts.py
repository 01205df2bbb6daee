"""The facts of a task of a kind of its own: its goal as a skill, its history, its own figures.

    skill = (trivial - goal) / trivial     where less is better and 0 is perfect
            (goal - trivial) / (1 - trivial)    where more is better and 1 is perfect       (1)

The general rules read skills, updates and losses; those about classes, numbers and layers find
nothing here. No fork is run: short copies of such a training say little of all of it.
"""

import math
from collections.abc import Mapping

from netwright.api._boxes_facts import boxes_figures
from netwright.api._diagnose_reached import Reached
from netwright.api._pairs_facts import pairs_figures
from netwright.api._people_facts import people_figures
from netwright.api._score import score
from netwright.api._step_figure import step_figures
from netwright.api._style_facts import style_figures
from netwright.api._verdict_facts import Trained, series_of, updates_of
from netwright.api._watch_report import Report
from netwright.contracts import Score, Task
from netwright.diagnosis import Facts, Pass, Scores, Skill, diagnose
from netwright.tasks import Detection, ImageToImage, Style, StyleTraining, Verification

NOTE = "judged by its goal, its history and figures of its own; no short runs on copies"


def own_figures(trained: Trained) -> dict[str, float] | None:
    """The figures of a task of its own kind.

    Args:
        trained: a training at its end.

    Returns:
        name -> number, as ``diagnosis`` names them; None for a task of classes or numbers.
    """
    task = trained.learned.task
    if isinstance(task, Verification):
        return people_figures(trained, task)
    if isinstance(task, Detection):
        return boxes_figures(trained, task)
    if isinstance(task, ImageToImage):
        return pairs_figures(trained, task)
    if isinstance(task, StyleTraining):
        return style_figures(trained, task)
    return None


def own_facts(trained: Trained) -> Facts | None:
    """What the rules read of a task of its own kind.

    Args:
        trained: a training at its end.

    Returns:
        The facts; None for a task of classes or numbers, which has more of them.
    """
    figures = own_figures(trained)
    if figures is None:
        return None
    learned, splits = trained.learned, trained.scored.splits
    goal = learned.task.goal.measure
    series = series_of(trained.history, goal)
    fit = _skill(trained, "train")
    held = _skill(trained, "val") if "val" in splits else fit
    first, last = (series.loss[0], series.loss[-1]) if series.loss else (math.nan, math.nan)
    return Facts(
        updates=updates_of(learned, trained.steps, trained.scored.parameters),
        series=series,
        start=Pass(loss=first, dropout=learned.settings.dropout),
        end=Pass(loss=last, dropout=learned.settings.dropout),
        scores=Scores(
            fit=fit.value,
            fit_error=fit.error,
            skill=held.value,
            skill_error=held.error,
            held_out="val" in splits,
        ),
        own={**figures, **step_figures(learned)},
    )


def own_report(found: Reached) -> Report | None:
    """What the coach says of a run of a task of its own kind.

    Args:
        found: the run, finished or not.

    Returns:
        Its report; None for a task of classes or numbers.
    """
    if not is_own(found.prepared.learned.task):
        return None
    trained = Trained(
        learned=found.prepared.learned,
        weights=found.weights,
        scored=score(found.prepared, found.weights),
        history=found.history,
        steps=found.steps,
        multiply_adds=0,
    )
    facts = own_facts(trained)
    return None if facts is None else Report(diagnose(facts), (NOTE,))


def is_own(task: Task) -> bool:
    """Whether a task is of a kind of its own."""
    return isinstance(task, Verification | Detection | ImageToImage | Style)


def _skill(trained: Trained, split: str) -> Skill:
    """Equation (1) of a split."""
    goal = trained.learned.task.goal
    scores: Mapping[str, Score] = trained.scored.splits[split].scores
    value, trivial = scores[goal.measure], trained.scored.trivial[split][goal.measure]
    reach = trivial if goal.best == "min" else 1 - trivial
    if not reach > 0:
        return Skill(math.nan, math.nan)
    gained = trivial - value.value if goal.best == "min" else value.value - trivial
    return Skill(max(-1.0, gained / reach), (value.standard_error or 0.0) / reach)  # (1)
