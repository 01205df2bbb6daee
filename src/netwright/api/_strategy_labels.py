"""Labels that look wrong, told to a person: how many, how far the error may be theirs, and which.

They are suspects and nothing more: a network that had not seen a label gave another class a higher
probability than it usually gives its own. Nothing is dropped or changed; a person decides.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from netwright.api._strategy_answers import Answers
from netwright.diagnosis import BayesLevel, LabelCheck, Verdict, labels_judged, noise_bayes

TOLD = 5  # suspects in the text


@dataclass(frozen=True, slots=True, kw_only=True)
class Labels:
    """Which labels look wrong.

    Args:
        check: the estimate.
        answers: to the train and val rows, each by a network that had not seen its label.
    """

    check: LabelCheck
    answers: Answers

    @property
    def suspects(self) -> frozenset[int]:
        """Row numbers."""
        return frozenset(self.answers.rows[self.check.suspects].tolist())

    @property
    def bayes(self) -> BayesLevel:
        """What wrong labels may leave of error: from nothing, if none is, to all that look so."""
        level = noise_bayes(self.check.noise, self.check.rows)
        return replace(level, low=0.0, count=None, why=f"{level.why}; nobody has looked yet")

    @property
    def verdict(self) -> Verdict:
        """Whether the labels should be mended first."""
        return labels_judged(self.check, split="train and val", names=self.answers.classes)

    def lines(self) -> Iterator[str]:
        """What a person reads."""
        yield from self.verdict.evidence
        yield f"for the ladder, the best possible error is 0 to {100 * self.bayes.high:.3g} %"
        rows = self.rows()
        for row in rows[:TOLD]:
            yield f"look at {row['example']}: labelled {row['label']}, looks like {row['likely']}"
        if len(rows) > TOLD:
            yield f"and {len(rows) - TOLD} more: --json names them all"

    def rows(self) -> list[dict[str, Any]]:
        """The suspects, the least believed label first."""
        said, pairs = self.answers, zip(self.check.suspects, self.check.likely, strict=True)
        return [
            {
                "example": said.names[place],
                "label": said.classes[said.labels[place]],
                "likely": said.classes[likely],
            }
            for place, likely in pairs
        ]
