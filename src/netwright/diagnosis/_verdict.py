"""What a rule answers: a verdict, with every number that is needed to dispute it.

    ill       the rule found its fault, and how large it is
    healthy   the rule looked and found nothing
    unsure    the figures do not suffice; the evidence says what is lacking

"Unsure" is never shown as "healthy". The cause is one of the codes of the coach (``LR_HIGH``,
``VARIANCE``, ...); a rule that found nothing has none. Advice changes nothing by itself.
"""

from dataclasses import dataclass
from typing import Literal

from netwright.diagnosis._forks import Fork

Health = Literal["healthy", "ill", "unsure"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """One change worth trying.

    Args:
        action: what to do, as one would say it to a person.
        expect: what should be seen afterwards, with a number where one is known.
        cost: what it takes: nothing, minutes, a training, money.
    """

    action: str
    expect: str
    cost: str

    def __str__(self) -> str:
        return f"{self.action} (expect: {self.expect}; cost: {self.cost})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The answer of one rule.

    Args:
        rule: its name.
        health: the three answers.
        cause: a code; None where there is none.
        statistic: the number the rule decides by; None where it could not be computed.
        threshold: what the statistic was held against, in the same unit; None for an exact rule.
        evidence: sentences with numbers.
        advice: cheapest first.
        needs: forks that would decide it, if it is unsure for want of them.
    """

    rule: str
    health: Health
    cause: str | None = None
    statistic: float | None = None
    threshold: float | None = None
    evidence: tuple[str, ...] = ()
    advice: tuple[Advice, ...] = ()
    needs: tuple[Fork, ...] = ()
