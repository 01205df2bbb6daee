"""Settings that one task alone has: asked for with another they would change nothing.

Which tasks take a setting stands in ``OWN``; a task that may be inferred from the data is listed
with "" beside it, which stands for no task asked for.
"""

from netwright.api._prepared import Asked
from netwright.errors import RecipeError
from netwright.recipe import Settings

OWN: dict[str, tuple[str, ...]] = {
    "objective": ("verification",),
    "margin": ("verification",),
    "dims": ("verification",),
    "anchors": ("detection", ""),
    "mosaic": ("detection", ""),
    "overlap": ("detection", ""),
    "score": ("detection", ""),
    **dict.fromkeys(
        ("void", "given", "boundary", "dice", "up", "distance", "adversarial"),
        ("image-to-image", ""),
    ),
    **dict.fromkeys(
        ("style", "features", "content_weight", "style_weight", "smooth", "style_scale"),
        ("style",),
    ),
}


def check_own(asked: Asked, *, task: str | None = None) -> None:
    """Refuse settings of other tasks, all at once and before any data are opened.

    Args:
        asked: by the user; a run's own recipe was checked when it began.
        task: what the data turned out to be for; None before that is known.

    Raises:
        RecipeError: one sentence for each.
    """
    given = {} if asked.fixed else asked.user
    task = str(given.get("task") or "") if task is None else task
    fields = Settings.model_fields
    idle = [
        name
        for name, tasks in OWN.items()
        if name in given and given[name] != fields[name].default and task not in tasks
    ]
    if idle:
        raise RecipeError(
            [
                f"{name} must be left out unless the task is {_tasks(name)}; got {given[name]!r}"
                for name in idle
            ]
        )


def _tasks(name: str) -> str:
    return " or ".join(task for task in OWN[name] if task)
