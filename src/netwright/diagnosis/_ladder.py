"""The ladder from the best possible error to test, and the one thing to do next.

    human or target -> train -> train-dev -> dev -> test

Every step gives a verdict (``_strategy_gaps``). The largest step that is established comes first;
of two that are within a tenth of each other, the one whose remedy is cheaper. Before the steps
stands whether the figures mean anything (a measure that always giving the most frequent class
reaches, dev labels that are wrong), behind them what a learning curve or a table of errors adds.

    best possible error    given as human=, or an interval from data (``bayes_level``), or unknown:
                           then it lies from 0 to the train error, and so does what the step to
                           train may be. If both ends ask for the same action, it is given; else
                           BAYES_UNKNOWN, with the level at which the answer turns
    people worse than train    people are no bound any more: unknown, as above

Blind spot: a train error measured with augmentation or dropout is too high, and looks like bias.
Source: Ng 2018, "Machine Learning Yearning", chapters 20 to 32 and 40 to 44.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from netwright.diagnosis._strategy_actions import GROUPS
from netwright.diagnosis._strategy_bayes import BayesLevel, bayes_of
from netwright.diagnosis._strategy_figures import BySize, Figures, Unit, read_figures
from netwright.diagnosis._strategy_first import judge
from netwright.diagnosis._strategy_gaps import Gap
from netwright.diagnosis._verdict import Health, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Ladder:
    """The strategy verdict.

    Args:
        first: the verdict whose advice comes next; its cause is never None.
        verdicts: of every step and every other thing that was looked at, in order.
        gaps: the steps as numbers; the first of them at the least that it can be.
        figures: what was judged, as fractions.
    """

    first: Verdict
    verdicts: tuple[Verdict, ...]
    gaps: tuple[Gap, ...]
    figures: Figures

    @property
    def cause(self) -> str:
        """The code of the first verdict; "NONE" where nothing is to be done."""
        return self.first.cause or "NONE"

    @property
    def health(self) -> Health:
        """Ill where something is to be done, unsure where these figures cannot say, or healthy."""
        return self.first.health

    @property
    def causes(self) -> tuple[str, ...]:
        """The codes of all verdicts, the first one first, each once."""
        return tuple(dict.fromkeys([self.cause, *(v.cause for v in self.verdicts if v.cause)]))

    @property
    def group(self) -> str:
        """Which knob the next action turns: fit train, fit dev, fit test, work in the world."""
        return GROUPS[self.cause]

    def text(self) -> str:
        """What a person reads.

        Returns:
            The first cause with its evidence and the next actions, then a line for each verdict.
        """
        lines = [f"{self.cause} ({self.group})", *(f"  {said}" for said in self.first.evidence)]
        lines += [f"  {i}. {advice}" for i, advice in enumerate(self.first.advice, 1)]
        others = [verdict for verdict in self.verdicts if verdict is not self.first]
        lines += [f"{v.rule}: {v.health}; {'; '.join(v.evidence)}" for v in others]
        return "\n".join(lines)

    def __str__(self) -> str:
        return self.text()


def ladder(
    *,
    human: float | None = None,
    train: float | None = None,
    train_dev: float | None = None,
    dev: float | None = None,
    test: float | None = None,
    counts: Mapping[str, int | None] | None = None,
    bayes: BayesLevel | None = None,
    looks: int | None = None,
    majority: float | None = None,
    mislabelled_share: float | None = None,
    slices: Mapping[str, float] | None = None,
    err_by_n: BySize | None = None,
    unit: Unit | None = None,
    **also: float | None,
) -> Ladder:
    """Judge error figures: what is wrong first, and what to do next.

    Args:
        human: error of good people, or the target; None where it is not known.
        train: error on train rows, measured like dev: no augmentation, evaluation mode.
        train_dev: error on rows like train that were not trained on.
        dev: error on the rows that choose.
        test: error on the rows that score.
        counts: rung -> examples; a missing one is exact. "errors": dev errors a person looked at.
        bayes: an estimated level of the best possible error; where people are better, it counts.
        looks: how many models were compared on dev.
        majority: share of the most frequent class.
        mislabelled_share: share of the dev errors whose label is wrong.
        slices: name -> share of the dev errors.
        err_by_n: training examples -> (train error, dev error).
        unit: "percent" or "fraction"; None sees per cent in an error of 1 or more.
        **also: the same figures as ``<rung>_acc`` or ``<rung>_err``, counts as ``n_<rung>``.

    Returns:
        The verdicts, one first.

    Raises:
        SettingError: naming the first figure that cannot be one.

    Example:
        >>> answer = ladder(human=0, train=8, dev=10, counts={"train": 100_000, "dev": 100})
        >>> answer.cause, answer.gaps[1].name, answer.gaps[1].needed
        ('AVOIDABLE_BIAS', 'variance', 921)
    """
    rungs = {"human": human, "train": train, "train_dev": train_dev, "dev": dev, "test": test}
    shares = {"majority": majority, "mislabelled_share": mislabelled_share}
    figures = read_figures(
        rungs,
        counts=counts,
        also=also,
        shares=shares,
        slices=slices,
        by_size=err_by_n,
        looks=looks,
        unit=unit,
    )
    first, verdicts, gaps = judge(figures, bayes_of(figures, bayes))
    return Ladder(first=first, verdicts=verdicts, gaps=gaps, figures=figures)
