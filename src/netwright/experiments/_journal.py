"""The journal of tried remedies: what was thought, done, seen and decided; and what is resumed.

    trials.jsonl    one line for each training that is finished: recipe, seed, score, seconds
    journal.jsonl   one line for each remedy that was tried, as a person would tell it
    journal.md      the same for reading

The trials are what a stopped search goes on from. What was decided follows from them, so the two
journals are written anew, whole, after each decision.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

from netwright import store
from netwright.errors import DamageError

TRIALS, LINES, TEXT = "trials.jsonl", "journal.jsonl", "journal.md"

Outcome = Literal["kept", "dropped", "undecided", "failed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """A training that is finished.

    Args:
        score: the goal's measure on val; None where the recipe cannot be trained.
        error: its standard error; None where none is known.
        seconds: that it took.
        said: why it cannot be trained; empty otherwise.
    """

    score: float | None
    error: float | None
    seconds: float
    said: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """A remedy that was tried.

    Args:
        number: of the try, from 1.
        remedy: its name.
        change: setting -> [value before, value after].
        advised: why it was tried, in a few words.
        expect: what should have been seen.
        cost: what it takes.
        seeds: of the trainings.
        before: scores of the unchanged recipe, by seed.
        after: scores of the changed recipe, by seed.
        difference: mean gain; above 0 is better; None before the first pair.
        standard_error: of the mean gain; None before the second pair.
        t: mean gain over its error; None where there is none.
        threshold: what t had to reach; None where there was no look.
        outcome: what became of it.
        why: in a sentence.
        seconds: of the trainings of the changed recipe.
    """

    number: int
    remedy: str
    change: dict[str, list[Any]]
    advised: str
    expect: str
    cost: str
    seeds: list[int]
    before: list[float]
    after: list[float]
    difference: float | None
    standard_error: float | None
    t: float | None
    threshold: float | None
    outcome: Outcome
    why: str
    seconds: float


class Journal:
    """The folder of a search.

    Args:
        folder: exists, and nobody else writes to it.

    Raises:
        DamageError: if a line of the trials is not one of ours.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._trials: dict[tuple[str, int], Scored] = {}
        for line in store.read_lines(folder / TRIALS):
            try:
                self._trials[str(line["recipe"]), int(line["seed"])] = Scored(
                    score=_number(line["score"]),
                    error=_number(line["error"]),
                    seconds=float(line["seconds"]),
                    said=str(line["said"]),
                )
            except (KeyError, TypeError, ValueError) as error:
                raise DamageError(
                    f"{folder / TRIALS} must hold trainings, one a line; got {error!r}"
                ) from error

    def trial(self, recipe: str, seed: int) -> Scored | None:
        """A training that is finished; None if it is not."""
        return self._trials.get((recipe, seed))

    @property
    def finished(self) -> int:
        """Trainings that are finished."""
        return len(self._trials)

    def add(self, recipe: str, seed: int, scored: Scored) -> None:
        """Keep a training.

        Args:
            recipe: its name.
            seed: of the training.
            scored: what it gave.
        """
        with store.Log(self.folder / TRIALS) as log:
            log.add({"recipe": recipe, "seed": seed, **asdict(scored)})
        self._trials[recipe, seed] = scored

    def write(self, tries: Sequence[Tried], *, head: str, end: str = "") -> None:
        """Write both journals anew.

        Args:
            tries: so far.
            head: what the search is about, in Markdown.
            end: how it ended, in Markdown; empty while it goes on.
        """
        lines = [json.dumps(asdict(tried), allow_nan=False) + "\n" for tried in tries]
        store.write_text(self.folder / LINES, "".join(lines))
        parts = [head, *(tried_text(tried) for tried in tries), *([end] if end else [])]
        store.write_text(self.folder / TEXT, "\n\n".join(parts) + "\n")


def tried_text(tried: Tried) -> str:
    """One remedy, as a person reads it, in Markdown."""
    change = ", ".join(f"{name} {_word(a)} -> {_word(b)}" for name, (a, b) in tried.change.items())
    pairs = zip(tried.seeds, tried.before, tried.after, strict=False)
    scores = [f"    seed {seed:<10}  {a:.4f} -> {b:.4f}  ({b - a:+.4f})" for seed, a, b in pairs]
    lines = [
        f"## {tried.number}. {tried.remedy}: {tried.outcome}",
        "",
        f"- idea: {tried.advised}",
        f"- change: {change}",
        f"- expected: {tried.expect}; cost: {tried.cost}",
        f"- result: {tried.why}; {tried.seconds:.1f} s",
    ]
    return "\n".join([*lines, *(["", *scores] if scores else [])])


def _number(value: float | None) -> float | None:
    return None if value is None else float(value)


def _word(value: object) -> str:
    return (
        "none" if value in ("", None) else f"{value:g}" if isinstance(value, float) else str(value)
    )
