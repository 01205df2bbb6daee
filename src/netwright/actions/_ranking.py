"""Which remedy to try first: what the verdict advises, then what the errors do; cheapest first.

    0  it is a remedy for the cause of the training, or worth it whatever the cause
    1  for something that follows from the cause or is suspected
    2  for the weakest step of the ladder of errors
    3  for none of them

Within each the one that takes the least time comes first, and of those the first of the table.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from netwright.actions._known import Known
from netwright.actions._remedy import Remedy
from netwright.recipe import Recipe, Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Causes:
    """What the coach names, as codes.

    Args:
        first: the cause; empty for none.
        others: what follows from it or is suspected.
        strategy: of the ladder of errors, the first one first.
    """

    first: str = ""
    others: tuple[str, ...] = ()
    strategy: tuple[str, ...] = ()


def ranked(
    remedies: Sequence[Remedy], recipe: Recipe, known: Known, causes: Causes
) -> list[Remedy]:
    """Put remedies in the order in which to try them.

    Args:
        remedies: in the order of the table.
        recipe: that they would change.
        known: of the data.
        causes: what the coach names.

    Returns:
        All of them.
    """
    before = recipe.settings

    def place(remedy: Remedy) -> tuple[int, float]:
        after = remedy.apply(recipe, known).settings
        return advised(remedy, causes), relative_time(before, after)

    return sorted(remedies, key=place)


def advised(remedy: Remedy, causes: Causes) -> int:
    """How strongly a remedy is advised, from 0, the most, to 3."""
    if remedy.general or causes.first in remedy.causes:
        return 0
    if set(causes.others) & set(remedy.causes):
        return 1
    return 2 if set(causes.strategy) & set(remedy.causes) else 3


def relative_time(before: Settings, after: Settings) -> float:
    """How long one training takes, over how long another does.

    A guess from settings alone: time goes with epochs, members and width; halving the batch takes
    1.4 times as long, and a larger one is not taken to be faster. Where minutes are given, each
    takes these minutes.

    Args:
        before: of the one that is divided by.
        after: of the other.

    Returns:
        A factor above 0.
    """
    if after.minutes is not None:
        return 1.0
    factor = after.epochs * after.members * after.width
    factor /= before.epochs * before.members * before.width
    smaller: float = max(1.0, before.batch_size / after.batch_size) ** 0.5
    return factor * smaller
