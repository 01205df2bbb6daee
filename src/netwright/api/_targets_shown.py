"""Several targets as the report shows them: each with its measure, its picture, its truth."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from netwright.contracts import Arrays, Score
from netwright.measures.classification import confusion, per_class
from netwright.report import TargetShown
from netwright.tasks import SeveralTargets, Target

MEASURES = {"class": "accuracy", "number": "rmse", "labels": "f1"}


def targets_shown(
    task: SeveralTargets,
    output: NDArray[Any],
    arrays: Arrays,
    scores: Mapping[str, Score],
    trivial: Mapping[str, float],
) -> list[TargetShown]:
    """Each target on the rows of a split.

    Args:
        task: with its targets.
        output: combined outputs, (n, w).
        arrays: the rows' stored targets.
        scores: measure -> score of the split.
        trivial: measure -> the value of the predictor that ignores its input.

    Returns:
        One for each target, in the order of the outputs.
    """
    shown = []
    for part, own in task.cut(output):
        stored = np.asarray(arrays[part.array])
        known = part.known(stored)
        measure = MEASURES[part.kind] if known.any() else ""
        name = f"{part.name}/{measure}"
        shown.append(
            TargetShown(
                name=part.name,
                kind=part.kind,
                weight=part.weight,
                known=int(known.sum()),
                measure=measure,
                score=scores.get(name),
                trivial=trivial.get(name),
                classes=part.classes,
                **_picture(part, own[known], stored[known]),
            )
        )
    return shown


def example_words(task: SeveralTargets, arrays: Arrays, row: int, answer: object) -> dict[str, str]:
    """An example's truth and answer in one line each.

    Args:
        task: with its targets.
        arrays: stored targets.
        row: of the arrays.
        answer: what ``task.answers`` gave for it.

    Returns:
        "truth" and "answer"; a target that is missing is a dash in the truth.
    """
    given: Mapping[str, Mapping[str, Any]] = answer if isinstance(answer, Mapping) else {}
    truths = {part.name: part.truth(arrays[part.array], row) for part in task.parts}
    return {
        "truth": "; ".join(f"{name} {_word(truth)}" for name, truth in truths.items()),
        "answer": "; ".join(
            f"{name} {_word(next(iter(own.values())))}" for name, own in given.items()
        ),
    }


def _picture(part: Target, output: NDArray[Any], truth: NDArray[Any]) -> dict[str, Any]:
    if not len(truth):
        return {}
    if part.kind == "class":
        return {"confusion": confusion(truth, output.argmax(axis=1), len(part.classes))}
    if part.kind == "number":
        values = np.array([float(str(a["value"])) for a in part.answers(output)])
        return {"residuals": (truth.astype(np.float64), values)}
    rows = []
    for j, name in enumerate(part.classes):
        found = per_class(confusion(truth[:, j].astype(np.int64), 1 * (output[:, j] > 0), 2))
        rows.append({"label": name, **{key: float(values[1]) for key, values in found.items()}})
    return {"per_label": rows}


def _word(value: object) -> str:
    if value is None:
        return "-"
    if isinstance(value, list):
        return "|".join(map(str, value))
    return f"{value:.5g}" if isinstance(value, float) else str(value)
