"""The search for what helps: one remedy after the other, each against the unchanged recipe.

    screening   the next few remedies are trained once each; the largest gain goes on first
    a try       pairs of trainings with equal seeds and splits, judged as they come (``_keeping``)
        kept     the changed recipe is the unchanged one from now on; what was dropped before may
                 be tried again, and a step that can be repeated comes first
        dropped  the next remedy
    until a whole round keeps nothing, or the time is up

The training of the screening is the first of the remedy's pairs. It decides on the order alone, so
that it changes nothing in how often a remedy that does nothing is kept.

Everything is decided from the scores of finished trainings and the seconds they took, in their
order, and these are on the disk: a search that was killed goes through the same decisions again
without training anything twice, and goes on behind the last one. No clock is read here.

Cost: 2 trainings for a remedy that does nothing, 3 to 8 for one that helps, and at most 8 of each
unchanged recipe.
"""

import math
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from netwright.actions import Causes, Known, Remedy, advised
from netwright.experiments._journal import Journal, Outcome, Tried
from netwright.experiments._keeping import FIRST
from netwright.experiments._pairs import TIME_UP, Pairs
from netwright.experiments._trainings import Train, Trainings, name_of
from netwright.randomness import key
from netwright.recipe import Recipe, changes

SEEDS = 2**31  # as many as a recipe has
SCREENED, SHARE = 8, 1 / 8  # remedies at once, at most; of the time, at most, for the first of them


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What a search is given.

    Args:
        remedies: in the order in which to try them.
        known: of the data.
        causes: that the coach named.
        best: which direction of a score is better.
        seconds: for all trainings, the last one too.
        each: seconds of one training of the first recipe.
        seed: of the seeds of the trainings.
        train: trains a recipe with a seed, and scores it on val.
        head: what the journal begins with, in Markdown.
        say: told each decision.
    """

    remedies: Sequence[Remedy]
    known: Known
    causes: Causes
    best: Literal["max", "min"]
    seconds: float
    each: float
    seed: int
    train: Train
    head: str
    say: Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a search found.

    Args:
        recipe: the first one with every remedy that was kept.
        tries: in their order.
        untried: names of remedies for which there was no time.
        seconds: of all trainings.
    """

    recipe: Recipe
    tries: tuple[Tried, ...]
    untried: tuple[str, ...]
    seconds: float

    @property
    def kept(self) -> tuple[str, ...]:
        """Names of the remedies that were kept, in their order."""
        return tuple(tried.remedy for tried in self.tries if tried.outcome == "kept")

    @property
    def why(self) -> str:
        """Why the search ended."""
        if self.untried or any(tried.outcome == "undecided" for tried in self.tries):
            return TIME_UP
        return "every remedy was tried" if self.tries else "no remedy changes this recipe"


def least_seconds(each: float) -> float:
    """What a search takes at least: the pairs of a first look, and the last training.

    Args:
        each: seconds of one training.

    Returns:
        Seconds.
    """
    return (2 * FIRST + 1) * each


def search(recipe: Recipe, question: Question, journal: Journal) -> Found:
    """Try remedies until nothing helps or the time is up.

    Args:
        recipe: to begin with.
        question: what to try, and how.
        journal: of this search alone; what it holds is not trained again.

    Returns:
        The best recipe found, with every try.
    """
    state = _Search(recipe, question, journal)
    waiting, others = deque(question.remedies), list[Remedy]()
    while waiting:
        group = list[Remedy]()
        while waiting and len(group) < state.at_once:
            remedy = waiting.popleft()
            (group if state.may_try(remedy) else others).append(remedy)
        group = state.screened(group)
        while group:
            remedy = group.pop(0)
            if state.attempt(remedy) != "kept":
                others.append(remedy)
                continue
            soon, late = ([remedy], []) if remedy.repeats else ([], [remedy])
            waiting = deque([*soon, *group, *waiting, *others, *late])
            others, group = [], []
    return Found(
        recipe=state.recipe,
        tries=tuple(state.tries),
        untried=tuple(state.untried),
        seconds=state.trainings.spent,
    )


class _Search:
    """Where a search is: the recipe that is best so far, what was tried, what it took."""

    def __init__(self, recipe: Recipe, question: Question, journal: Journal) -> None:
        self.recipe = recipe
        self.tries = list[Tried]()
        self.untried = list[str]()
        self.trainings = Trainings(
            question.train, journal, seconds=question.seconds, each=question.each
        )
        self._question, self._journal = question, journal
        self._former = {name_of(recipe)}
        self._seen: set[tuple[str, str]] = set()
        self._known = journal.finished  # trainings before this process

    @property
    def at_once(self) -> int:
        """How many remedies are screened before one goes on: few where there is little time."""
        trainings = self._question.seconds / max(self._question.each, 1e-6)
        return max(1, min(SCREENED, int(SHARE * trainings)))

    def may_try(self, remedy: Remedy) -> bool:
        """Whether a remedy changes something that was not tried, and there is time for it."""
        changed = self._changed(remedy)
        name = name_of(changed)
        if name in self._former or (name_of(self.recipe), name) in self._seen:
            return False
        self.untried = [other for other in self.untried if other != remedy.name]
        if not self.trainings.fit(self.recipe, changed, more=FIRST):
            self.untried.append(remedy.name)
            return False
        self._seen.add((name_of(self.recipe), name))
        return True

    def screened(self, group: list[Remedy]) -> list[Remedy]:
        """Train each once; the largest gain first, and as they came where there is but one."""
        if len(group) < 2:
            return group
        gains = {}
        for remedy in group:
            pairs = Pairs(best=self._question.best)
            self._pair(pairs, self._changed(remedy))
            gains[remedy.name] = pairs.gain.difference if pairs.gain else -math.inf
        return sorted(group, key=lambda remedy: -gains[remedy.name])

    def attempt(self, remedy: Remedy) -> Outcome:
        """Train pairs until a remedy is kept or dropped."""
        changed, pairs = self._changed(remedy), Pairs(best=self._question.best)
        while pairs.open and self._may_go_on(pairs, changed):
            self._pair(pairs, changed)
        self._note(remedy, changed, pairs)
        return pairs.outcome

    def _may_go_on(self, pairs: Pairs, changed: Recipe) -> bool:
        made = self.trainings.made(changed) > len(pairs.seeds)  # by the screening
        return made or self.trainings.fit(self.recipe, changed, more=1)

    def _changed(self, remedy: Remedy) -> Recipe:
        return remedy.apply(self.recipe, self._question.known)

    def _pair(self, pairs: Pairs, changed: Recipe) -> None:
        """One more pair."""
        seed = key(self._question.seed, "improve", len(pairs.seeds)) % SEEDS
        first = self.trainings.scored(self.recipe, seed)
        pairs.add(seed, first, self.trainings.scored(changed, seed))

    def _note(self, remedy: Remedy, changed: Recipe, pairs: Pairs) -> None:
        gain, outcome = pairs.gain, pairs.outcome
        tried = Tried(
            number=len(self.tries) + 1,
            remedy=remedy.name,
            change=changes(self.recipe.settings, changed.settings),
            advised=_advised(remedy, self._question.causes),
            expect=remedy.expect,
            cost=remedy.cost,
            seeds=pairs.seeds,
            before=pairs.before,
            after=pairs.after,
            difference=gain.difference if gain else None,
            standard_error=gain.standard_error if gain else None,
            t=gain.t if gain else None,
            threshold=gain.threshold if gain else None,
            outcome=outcome,
            why=pairs.why,
            seconds=self.trainings.seconds(changed),
        )
        self.tries.append(tried)
        if outcome == "kept":
            self.recipe = changed
            self._former.add(name_of(changed))
        if self._journal.finished > self._known:  # a search that catches up has nothing to tell
            self._journal.write(self.tries, head=self._question.head)
            self._question.say(f"{tried.number}. {tried.remedy}: {outcome}; {tried.why}")


def _advised(remedy: Remedy, causes: Causes) -> str:
    return (
        "worth it whatever the cause" if remedy.general else f"a remedy for {causes.first}",
        "a remedy for what follows from the cause, or is suspected",
        f"a remedy for the errors ({', '.join(causes.strategy)})",
        "not tried before",
    )[advised(remedy, causes)]
