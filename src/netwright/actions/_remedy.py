"""The form of a remedy.

    recipe --Remedy.apply--> the same recipe, or one with a few settings changed (origin "coach")

A remedy draws no numbers, reads no file and knows no history: what it needs besides the recipe is
in ``Known``. Whether it helps is not for it to say; ``experiments`` tries it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from netwright.actions._known import Known
from netwright.recipe import Recipe, Settings

ORIGIN = "coach"


@dataclass(frozen=True, slots=True, kw_only=True)
class Remedy:
    """One change worth trying.

    Args:
        name: what is done, as one would say it to a person; no two remedies share one.
        causes: codes of the coach that call for it, of the training and of the strategy.
        sets: the only settings it may change.
        expect: what should be seen if it helps.
        cost: what it takes, beside what the unchanged recipe does.
        change: settings and ``Known`` -> what to set; empty where it does not apply.
        repeats: whether applying it to its own result changes that again.
        general: whether it is worth trying whatever the cause.
    """

    name: str
    causes: tuple[str, ...]
    sets: tuple[str, ...]
    expect: str
    cost: str
    change: Callable[[Settings, Known], Mapping[str, object]]
    repeats: bool = False
    general: bool = False

    def apply(self, recipe: Recipe, known: Known) -> Recipe:
        """Change a recipe.

        Args:
            recipe: left as it is.
            known: of the data.

        Returns:
            The changed recipe; ``recipe`` itself where there is nothing to change.
        """
        settings = recipe.settings
        wanted = self.change(settings, known)
        changed = {
            name: value for name, value in wanted.items() if getattr(settings, name) != value
        }
        return recipe.with_values(ORIGIN, **changed) if changed else recipe
