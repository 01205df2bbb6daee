"""The trainings of a search: each made once, counted, and foreseen.

A training that the journal holds is not made again; its seconds count all the same, so that a
search that was stopped spends what it would have spent.
"""

import hashlib
import json
from collections.abc import Callable

from netwright.actions import relative_time
from netwright.experiments._journal import Journal, Scored
from netwright.recipe import Recipe

Train = Callable[[Recipe, int], Scored]


def name_of(recipe: Recipe) -> str:
    """A short name of a recipe's settings: equal settings, equal names; origins do not count."""
    text = json.dumps(recipe.settings.model_dump(), sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


class Trainings:
    """Every training of a search, by recipe and seed.

    Args:
        train: makes one.
        journal: keeps them.
        seconds: for all of them, and the last one.
        each: that one of the first recipe takes.
    """

    def __init__(self, train: Train, journal: Journal, *, seconds: float, each: float) -> None:
        self._train, self._journal = train, journal
        self._seconds, self._each = seconds, each
        self._done: dict[tuple[str, int], Scored] = {}
        self.spent = 0.0

    def scored(self, recipe: Recipe, seed: int) -> Scored:
        """A training: as it was, as the journal has it, or made now.

        Args:
            recipe: to train.
            seed: to train it with.

        Returns:
            What it gave.
        """
        name = name_of(recipe)
        if (name, seed) not in self._done:
            scored = self._journal.trial(name, seed)
            if scored is None:
                scored = self._train(recipe, seed)
                self._journal.add(name, seed, scored)
            self._done[name, seed] = scored
            self.spent += scored.seconds
        return self._done[name, seed]

    def fit(self, unchanged: Recipe, changed: Recipe, *, more: int) -> bool:
        """Whether there is time for more pairs, and for the last training behind them.

        Args:
            unchanged: of the pairs.
            changed: of the pairs, and of the last training.
            more: pairs.

        Returns:
            True if they fit into what is left.
        """
        lacking = max(0, len(self._times(changed)) + more - len(self._times(unchanged)))
        each = self._foreseen(unchanged)
        times = self._times(changed)
        ratio = relative_time(unchanged.settings, changed.settings)
        other = sum(times) / len(times) if times else each * ratio
        return self.spent + lacking * each + (more + 1) * other <= self._seconds

    def made(self, recipe: Recipe) -> int:
        """How many trainings of a recipe there are."""
        return len(self._times(recipe))

    def seconds(self, recipe: Recipe) -> float:
        """What the trainings of a recipe took together."""
        return sum(self._times(recipe))

    def _foreseen(self, recipe: Recipe) -> float:
        times = self._times(recipe)
        return sum(times) / len(times) if times else self._each

    def _times(self, recipe: Recipe) -> list[float]:
        name = name_of(recipe)
        return [scored.seconds for (other, _), scored in self._done.items() if other == name]
