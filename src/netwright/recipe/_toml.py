"""A recipe as TOML, and back.

[settings]
seed = 0
[origins]
seed = "user"
"""

import json
import tomllib
from typing import Any

from netwright.errors import DamageError, RecipeError
from netwright.recipe._recipe import ORIGINS, Recipe
from netwright.recipe._settings import Settings, mistakes_in


def to_toml(recipe: Recipe) -> str:
    """Write a recipe; settings that are None are left out."""
    lines = ["[settings]"]
    for name, value, _ in recipe.rows():
        if value is not None:
            lines.append(f"{name} = {_scalar(value)}")
    lines += ["", "[origins]"]
    lines += [f"{name} = {_scalar(origin)}" for name, origin in recipe.origins.items()]
    return "\n".join(lines) + "\n"


def from_toml(text: str, *, name: str = "recipe.toml") -> Recipe:
    """Read a recipe.

    Args:
        text: what ``to_toml`` wrote.
        name: the file, for messages.

    Returns:
        The recipe.

    Raises:
        DamageError: if the text is not TOML, or has other tables than the two.
        RecipeError: naming every setting that cannot work.
    """
    try:
        tables: dict[str, Any] = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise DamageError(f"{name} must be TOML; got {error}") from error
    origins = tables.get("origins", {})
    settings = tables.get("settings", {})
    right = isinstance(origins, dict) and isinstance(settings, dict)
    if not right or not set(tables) <= {"settings", "origins"}:
        raise DamageError(f"{name} must hold the tables settings and origins; got {sorted(tables)}")
    known = all(origin in ORIGINS for origin in origins.values())
    if not known or not set(origins) <= set(Settings.model_fields):
        raise DamageError(f"{name} must give known origins; got {origins}")
    mistakes = mistakes_in(settings)
    if mistakes:
        raise RecipeError(mistakes)
    return Recipe(settings=Settings.model_validate(settings), origins=origins)


def _scalar(value: object) -> str:
    # JSON's text for words, booleans and numbers is also TOML's, but for a bare exponent, halves
    # of characters (escaped, TOML refuses them) and the delete character (TOML wants it escaped)
    text = json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, float) and "e" in text and "." not in text:
        mantissa, _, exponent = text.partition("e")
        return f"{mantissa}.0e{exponent}"
    return text
