"""A recipe: all settings of one training, resolved, and where each value came from."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from netwright.errors import RecipeError
from netwright.recipe._settings import Settings, mistakes_in

ORIGINS = ("default", "inferred", "preset", "coach", "search", "user")  # later ones win


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """Settings with their origins.

    Args:
        settings: every value.
        origins: name -> one of ``ORIGINS``, for the values that are not defaults.
    """

    settings: Settings
    origins: Mapping[str, str]

    def origin(self, name: str) -> str:
        """Where the value of ``name`` came from."""
        return self.origins.get(name, "default")

    def rows(self) -> list[tuple[str, object, str]]:
        """Every setting: name, value, origin, in the order of the definition."""
        values = self.settings.model_dump()
        return [(name, value, self.origin(name)) for name, value in values.items()]

    def with_values(self, origin: str, **values: object) -> "Recipe":
        """The same recipe with some values replaced, each stamped with ``origin``."""
        merged = {**self.settings.model_dump(), **values}
        return Recipe(
            settings=_checked(merged), origins={**self.origins, **dict.fromkeys(values, origin)}
        )


def resolve(**layers: Mapping[str, Any]) -> Recipe:
    """Lay the layers over the defaults, user last, and check the result once.

    Args:
        **layers: origin -> its settings; the origins are those of ``ORIGINS``.

    Returns:
        The recipe.

    Raises:
        RecipeError: naming every mistake at once.

    Example:
        >>> recipe = resolve(preset={"epochs": 3}, user={"seed": 1})
        >>> recipe.settings.epochs, recipe.origin("epochs"), recipe.origin("width")
        (3.0, 'preset', 'default')
    """
    values: dict[str, Any] = {}
    origins: dict[str, str] = {}
    for origin in ORIGINS:
        for name, value in layers.get(origin, {}).items():
            values[name] = value
            origins[name] = origin
    return Recipe(settings=_checked(values), origins=origins)


def _checked(values: Mapping[str, Any]) -> Settings:
    mistakes = mistakes_in(values)
    if mistakes:
        raise RecipeError(mistakes)
    return Settings.model_validate(dict(values))
