"""The report of a coach."""

from collections.abc import Sequence
from dataclasses import dataclass

from netwright.diagnosis import Diagnosis, Facts, Health, Verdict, words_of


@dataclass(frozen=True, slots=True)
class Report:
    """What a coach found.

    Args:
        diagnosis: the engine's answer, with every verdict and every fact.
        notes: what could not be done, and what the forks took.
    """

    diagnosis: Diagnosis
    notes: tuple[str, ...] = ()

    @classmethod
    def of_nothing(cls, notes: Sequence[str]) -> "Report":
        """A report where nothing could be read: unsure."""
        nothing = Diagnosis(
            health="unsure",
            cause=None,
            first=None,
            consequences=(),
            verdicts=(),
            harm="",
            facts=Facts(),
        )
        return cls(nothing, tuple(notes))

    @property
    def health(self) -> Health:
        """ill, healthy, or unsure."""
        return self.diagnosis.health

    @property
    def cause(self) -> str | None:
        """The code of the one cause; None where there is none."""
        return self.diagnosis.cause

    @property
    def verdicts(self) -> tuple[Verdict, ...]:
        """Of every rule, in the order of causes."""
        return self.diagnosis.verdicts

    def text(self) -> str:
        """The report for a person."""
        return words_of(self.diagnosis, self.notes)
