"""The task as it is kept: what it decides by, once it is known how its outputs are spread.

    verification    threshold and probability, from pairs of people of val
    detection       the score from which on a box is shown, from the boxes found in val

What was asked for stays as it is; so does a task without anything to decide, or without val rows.
"""

from collections.abc import Mapping

from netwright.api._prepared import Prepared
from netwright.tasks import AnyTask, Detection, Verification
from netwright.training import Evaluated


def decided_task(prepared: Prepared, splits: Mapping[str, Evaluated]) -> AnyTask:
    """Fit on val what the task decides by.

    Args:
        prepared: task and examples.
        splits: split -> the kept weights' outputs.

    Returns:
        Another task of the same kind, or the same.
    """
    task = prepared.task
    if "val" not in splits or not isinstance(task, Detection | Verification):
        return task
    if isinstance(task, Detection) and prepared.recipe.settings.score is not None:
        return task
    rows = prepared.examples.rows("val")
    return task.decided(splits["val"].output, prepared.examples.take(rows, task.targets))
