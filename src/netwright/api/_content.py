"""Gather what a report shows: plain values from the run, the examples and their outputs."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from netwright import store
from netwright.api._boxes_shown import anchor_words
from netwright.api._calibrated import environment_words
from netwright.api._improve_shown import improvement_of
from netwright.api._network_shown import network_shown
from netwright.api._people import named_answers
from netwright.api._prepared import Prepared
from netwright.api._score import Scored
from netwright.api._subject_parts import subject_parts
from netwright.api._targets_shown import example_words, targets_shown
from netwright.artefacts import HISTORY
from netwright.measures.classification import calibration, confusion, per_class
from netwright.report import ExampleShown, GoalShown, ReportContent, TargetShown
from netwright.tasks import (
    Detection,
    ImageClassification,
    ImageToImage,
    SeveralTargets,
    Style,
    TableClassification,
    Verification,
)
from netwright.training import Evaluated, train_subset

SHOWN = 12  # examples in each gallery


def report_content(
    run: Path,
    prepared: Prepared,
    scored: Scored,
    about: Mapping[str, Any],
    seconds: Mapping[str, float],
) -> ReportContent:
    """Everything the page and the card show.

    Args:
        run: the run folder, for its files of settings.
        prepared: task, examples, recipe.
        scored: the kept weights on every split.
        about: as ``model.json`` holds it.
        seconds: part of the work -> how long it took.

    Returns:
        The content.
    """
    task, goal, splits = prepared.task, about["goal"], scored.splits
    errors = "val" if "val" in splits else goal["split"]  # test rows are for scoring, not for study
    classes: tuple[str, ...] = getattr(task, "classes", ())
    single = bool(classes) and "label" in prepared.examples.arrays  # one class for each row
    plan = store.read_json(run / "plan.json")["plan"]
    chosen = plan["chosen"]
    return ReportContent(
        title=run.name,
        task=task.name,
        model=prepared.recipe.settings.model,
        goal=GoalShown(
            measure=task.goal.measure,
            best=task.goal.best,
            unit=task.goal.unit if task.goal.unit == "fraction" else "",
            split=goal["split"],
        ),
        scores={name: done.scores for name, done in splits.items()},
        trivial=scored.trivial,
        members=scored.members,
        series=store.read_lines(run / HISTORY),
        best_step=about["best_step"],
        stopped=about["stopped"],
        recipe=prepared.recipe.rows(),
        data=_data(prepared),
        classes=classes,
        **(_class_parts(prepared, splits[goal["split"]], goal["split"]) if single else {}),
        targets=_targets(prepared, scored, goal["split"]),
        parts=subject_parts(prepared, scored),
        **_galleries(prepared, splits[errors], errors),
        environment=environment_words(store.read_json(run / "environment.json")),
        plan={
            "chosen": f"{chosen['dtype']}, {chosen['memory']}, {chosen['threads']} threads",
            "because": plan["because"],
            "candidates": plan["candidates"],
        },
        seconds=seconds,
        parameters=about["parameters"],
        network=network_shown(prepared, scored.network),
        improvement=improvement_of(run),
    )


def _data(prepared: Prepared) -> dict[str, Any]:
    facts = dict(prepared.data)
    shown = {"source": facts["data"], "hash": facts["digest"], "split_rule": facts["split_rule"]}
    kept = ("counts", "classes", "notes", "duplicates", "target", "kind")
    shown.update({name: facts[name] for name in kept if name in facts})
    if facts.get("quarantined"):
        shown["quarantined"] = len(facts["quarantined"])
    if "boxes" in facts:
        shown |= anchor_words(facts["boxes"])
    return shown


def _class_parts(prepared: Prepared, done: Evaluated, split: str) -> dict[str, Any]:
    classes = prepared.task.classes  # type: ignore[union-attr]
    labels = prepared.examples.arrays["label"][_rows(prepared, split)]
    matrix = confusion(labels, done.output.argmax(axis=1), len(classes))
    table = per_class(matrix)
    rows = [
        {"class": name, **{key: float(values[i]) for key, values in table.items()}}
        for i, name in enumerate(classes)
    ]
    return {
        "confusion": matrix,
        "per_class": [{**row, "support": int(row["support"])} for row in rows],
        "calibration": calibration(done.output, labels),
    }


def _targets(prepared: Prepared, scored: Scored, split: str) -> Sequence[TargetShown]:
    task, done = prepared.task, scored.splits[split]
    if not isinstance(task, SeveralTargets):
        return ()
    rows = _rows(prepared, split)
    arrays = prepared.examples.take(rows, task.targets)
    return targets_shown(task, done.output, arrays, done.scores, scored.trivial[split])


def _galleries(prepared: Prepared, done: Evaluated, split: str) -> dict[str, Any]:
    if isinstance(prepared.task, Detection | ImageToImage | Style):
        return {}  # its pictures are drawn on
    rows = _rows(prepared, split)
    arrays = prepared.examples.take(rows, prepared.task.targets)
    losses = prepared.task.losses(done.output, arrays)
    answers = prepared.task.answers(done.output)
    people = isinstance(prepared.task, Verification)
    if people:
        answers = named_answers(prepared, rows, answers)
    worst = np.argsort(-losses, kind="stable")[:SHOWN]
    found: dict[str, Any] = {
        "worst": [_shown(prepared, rows, i, answers[i], losses) for i in worst.tolist()]
    }
    if "label" in arrays and not people:
        two = np.sort(done.output, axis=1)[:, -2:]
        doubtful = np.argsort(two[:, 1] - two[:, 0], kind="stable")[:SHOWN]
        found["doubtful"] = [
            _shown(prepared, rows, i, answers[i], losses) for i in doubtful.tolist()
        ]
    elif "target" in arrays:
        values = np.array([float(str(answer["value"])) for answer in answers])
        found["residuals"] = (arrays["target"].astype(np.float64), values)
    return found


def _shown(
    prepared: Prepared,
    rows: NDArray[np.int64],
    position: int,
    answer: Mapping[str, object],
    losses: NDArray[np.float64],
) -> ExampleShown:
    row = int(rows[position])
    examples = prepared.examples
    picture = None
    if "picture" in examples.arrays:
        stored = np.asarray(examples.arrays["picture"][row])
        picture = stored[0] if len(stored) == 1 else stored.transpose(1, 2, 0)
    probability = answer.get("probability")
    return ExampleShown(
        name=examples.names[row] if len(examples.names) else f"row {row}",
        **_words(prepared, row, answer),
        probability=None if probability is None else float(str(probability)),
        loss=float(losses[position]),
        picture=picture,
        fields=prepared.fields(row) if prepared.fields else {},
    )


def _words(prepared: Prepared, row: int, answer: Mapping[str, object]) -> dict[str, Any]:
    """The truth and the answer: a class by its name, a number, or several targets in one line."""
    arrays, task = prepared.examples.arrays, prepared.task
    if isinstance(task, SeveralTargets):
        return example_words(task, arrays, row, answer["targets"])
    if isinstance(task, Verification):
        return {"truth": str(answer["truth"]), "answer": str(answer["label"])}
    if isinstance(task, ImageClassification | TableClassification):
        return {"truth": task.classes[int(arrays["label"][row])], "answer": answer["label"]}
    return {"truth": float(arrays["target"][row]), "answer": float(str(answer["value"]))}


def _rows(prepared: Prepared, split: str) -> NDArray[np.int64]:
    if split != "train":
        return prepared.examples.rows(split)
    return train_subset(prepared.examples, prepared.recipe.settings.seed)
