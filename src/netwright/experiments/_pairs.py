"""The pairs of trainings of one try, and what they say so far."""

from dataclasses import dataclass, field
from typing import Literal

from netwright.experiments._journal import Outcome, Scored
from netwright.experiments._keeping import Gain, gain_of

TIME_UP = "the time was up"
OUTCOMES: dict[str, Outcome] = {"keep": "kept", "drop": "dropped", "go on": "undecided"}


@dataclass(slots=True, kw_only=True)
class Pairs:
    """Pairs in the order of their seeds.

    Args:
        best: which direction of a score is better.
        seeds: of the trainings.
        before: scores of the unchanged recipe.
        after: scores of the changed one.
        gain: what they say; None before the first pair.
        said: why one of the recipes cannot be trained; empty otherwise.
    """

    best: Literal["max", "min"]
    seeds: list[int] = field(default_factory=list)
    before: list[float] = field(default_factory=list)
    after: list[float] = field(default_factory=list)
    gain: Gain | None = None
    said: str = ""

    def add(self, seed: int, unchanged: Scored, changed: Scored) -> None:
        """Take one more pair in.

        Args:
            seed: of both trainings.
            unchanged: what the unchanged recipe gave.
            changed: what the changed one gave.
        """
        self.seeds.append(seed)
        if unchanged.score is None or changed.score is None:
            self.said = changed.said or unchanged.said
            return
        self.before.append(unchanged.score)
        self.after.append(changed.score)
        sign = 1.0 if self.best == "max" else -1.0
        gains = [sign * (b - a) for a, b in zip(self.before, self.after, strict=True)]
        self.gain = gain_of(gains, max(unchanged.error or 0.0, changed.error or 0.0))

    @property
    def open(self) -> bool:
        """Whether one more pair may decide."""
        return not self.said and (self.gain is None or self.gain.answer == "go on")

    @property
    def outcome(self) -> Outcome:
        """What becomes of the change if no pair is added."""
        if self.said or self.gain is None:
            return "failed"
        return OUTCOMES[self.gain.answer]

    @property
    def why(self) -> str:
        """The same in a sentence, with its numbers."""
        gain, outcome = self.gain, self.outcome
        if self.said or gain is None:
            return self.said
        if gain.standard_error is None:
            drop = outcome == "dropped"
            said = "no better with the first seed" if drop else f"{TIME_UP} after one pair"
            return f"{said} ({gain.difference:+.4g})"
        t = "no noise" if gain.t is None else f"t {gain.t:.2f}"
        error, pairs = gain.standard_error, gain.pairs
        numbers = f"{gain.difference:+.4g} +- {error:.2g} over {pairs} pairs, {t}"
        if outcome == "kept":
            return f"better: {numbers}, {gain.threshold:.2f} needed"
        said = TIME_UP if outcome == "undecided" else "not better by more than the noise"
        return f"{said}: {numbers}"
