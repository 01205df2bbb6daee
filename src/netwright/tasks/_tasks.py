"""The table of tasks: to add one, write ``tasks/_x.py`` and a line here."""

import dataclasses
import json
from collections.abc import Mapping
from typing import Any

from pydantic import TypeAdapter, ValidationError

from netwright.errors import DamageError, unknown_name
from netwright.tasks._detection import Detection
from netwright.tasks._image_classification import ImageClassification
from netwright.tasks._image_to_image import ImageToImage
from netwright.tasks._several_targets import SeveralTargets
from netwright.tasks._style import Style
from netwright.tasks._table_classification import TableClassification
from netwright.tasks._table_regression import TableRegression
from netwright.tasks._verification import Verification

AnyTask = (
    ImageClassification
    | TableClassification
    | TableRegression
    | SeveralTargets
    | Verification
    | Detection
    | ImageToImage
    | Style
)

TASKS: dict[str, type[AnyTask]] = {
    task.name: task
    for task in (
        ImageClassification,
        TableClassification,
        TableRegression,
        SeveralTargets,
        Verification,
        Detection,
        ImageToImage,
        Style,
    )
}


def task_named(name: str) -> type[AnyTask]:
    """Look a task up.

    Args:
        name: as the user wrote it.

    Returns:
        Its class.

    Raises:
        SettingError: naming the nearest one, if there is none of this name.
    """
    if name in TASKS:
        return TASKS[name]
    raise unknown_name("task", name, TASKS, listing="netwright tasks")


def task_from(name: str, settings: Mapping[str, Any]) -> AnyTask:
    """Make a task from plain values, as a file holds them.

    Args:
        name: its name in ``TASKS``.
        settings: what its ``settings()`` gave.

    Returns:
        The same task.

    Raises:
        DamageError: if the name is unknown, or a value is missing, unknown or of another kind.
    """
    if name not in TASKS:
        raise DamageError(f"task must be one of {', '.join(TASKS)}; got {name!r}")
    kind = TASKS[name]
    known = {field.name for field in dataclasses.fields(kind)}
    if not set(settings) <= known:
        raise DamageError(f"{name} must have known settings; got {sorted(set(settings) - known)}")
    try:
        adapter: TypeAdapter[AnyTask] = TypeAdapter(kind)
        # as JSON, since only there strictness lets lists be tuples; NaN has no place in it
        return adapter.validate_json(json.dumps(dict(settings), allow_nan=False), strict=True)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(map(str, first["loc"])) or name
        raise DamageError(
            f"{name} must have settings that fit; got {where}: {first['msg']}"
        ) from error
    except (TypeError, ValueError) as error:
        raise DamageError(f"{name} must have settings that fit; got {error}") from error
