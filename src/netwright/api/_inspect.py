"""Look at data before training: what they are, how they would be split, what is wrong with them."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from netwright.api._checks import check_user_settings
from netwright.api._prepare import prepare
from netwright.api._prepared import Asked, Prepared, quiet


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspected:
    """What was found; nothing was trained and nothing written but the cache of decoded data.

    ``write_sheet`` shows what the recipe's augmentation makes of the pictures.

    Args:
        prepared: task, examples and recipe, as ``train`` would use them.
    """

    prepared: Prepared

    def summary(self) -> dict[str, Any]:
        """What ``netwright inspect --json`` prints."""
        facts = dict(self.prepared.data)
        held = facts.pop("held_out")
        facts.pop("usual", None)  # a picture
        facts.pop("constant", None)  # boxes, for an evaluation
        facts.pop("units", None)  # of a style, for an evaluation
        facts["held_out"] = {name: len(rows) for name, rows in held.items()}
        facts["left_out"] = len(facts.get("left_out", ()))
        return {
            "task": self.prepared.task.name,
            "goal": self.prepared.task.goal.measure,
            "data": facts,
            "recipe": {
                name: {"value": value, "origin": origin}
                for name, value, origin in self.prepared.recipe.rows()
            },
        }


def inspect(data: str | Path, *, test: str | Path | None = None, **settings: Any) -> Inspected:  # noqa: ANN401  each is checked against the recipe
    """Look at data as ``train`` would.

    Args:
        data: a path, ``digits``, or the name of a set that was fetched.
        test: for tables, a file whose rows only score.
        **settings: as ``train`` takes them.

    Returns:
        What was found.

    Raises:
        RecipeError: naming every setting that cannot work.
        DataError: if the data cannot be used.
    """
    user = {name: value for name, value in settings.items() if value is not None}
    check_user_settings(user)
    asked = Asked(data=str(data), test=None if test is None else str(test), user=user)
    return Inspected(prepared=prepare(asked, quiet))
