"""What data say before any training: the coach's rules on the data, and what only counts can show.

    rules of the stages data and labels    with the simplest predictors in the network's place
    rows of each class                     imbalance, and classes with few rows
    columns                                missing cells, columns left out, scales far apart

"Ill" is what falsifies scores or makes learning impossible: leaks, labels without a relation or
lost in preparation. What may or may not matter (imbalance, few rows, missing cells) is "unsure"
with a cause: a suspicion, with its number.

Thresholds: 10 to 1 between classes; 20 training rows of a class, at which the standard error of its
recall is above 0.1; 0.3 of a column's cells; 1000 between the spreads of columns. Blind spot: what
no simple predictor and no count can see. Cost: nothing.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from netwright.diagnosis._facts import Facts, Scores
from netwright.diagnosis._rule import healthy, suspect
from netwright.diagnosis._verdict import Advice, Verdict
from netwright.diagnosis.rules import RULES

RATIO, FEW, MISSING, UNEVEN = 10.0, 20, 0.3, 1000.0
READ = (
    "LABEL_PREP",
    "LEAK_DUP",
    "LEAK_TARGET",
    "NOISY_INPUT",
    "TRAIN_TEST_SKEW",
    "LABELS_SHUFFLED",
    "LABELS_CONFLICT",
    "LABELS_NOISY",
    "INPUT_IGNORED",
)
BALANCE = Advice(
    action="report what is found of each class, and weigh the rare ones in the loss or draw them "
    "more often",
    expect="a score that the frequent class alone cannot earn; more of the rare ones is found",
    cost="a line and a training",
)
MORE_ROWS = Advice(
    action="get more rows of these classes, join them with others, or leave them out",
    expect="a recall of each class that can be told from chance",
    cost="data, or a line",
)
DROP = Advice(
    action="drop the column, or make sure that it is known at the time of the prediction",
    expect="a lower score on the rows at hand, and the same score in use",
    cost="a line",
)
FILL = Advice(
    action="find out why the cells are missing; netwright fills them and keeps a column that says "
    "where they were",
    expect="columns whose meaning is known",
    cost="minutes",
)
SCALE = Advice(
    action="bring every column to mean 0 and standard deviation 1 in a loop of your own; netwright "
    "does it",
    expect="one learning rate fits all weights",
    cost="nothing here",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnFacts:
    """One column as it lies, in training rows.

    Args:
        name: as the data have it.
        missing: share of its cells.
        spread: standard deviation of a column of numbers; not-a-number for others.
    """

    name: str
    missing: float = 0.0
    spread: float = math.nan


def data_verdicts(
    facts: Mapping[str, Facts],
    *,
    classes: Mapping[str, int],
    columns: Sequence[ColumnFacts] = (),
    echoes: Sequence[str] = (),
) -> tuple[Verdict, ...]:
    """Judge data.

    Args:
        facts: held-out split -> facts of the training rows beside those of that split; "" where
            nothing is held out. Only inputs, targets and simple predictors are read.
        classes: class -> training rows; empty where there are none.
        columns: of a table.
        echoes: a sentence for each column whose values fix the target.

    Returns:
        A verdict for each rule and split that it concerns, ill ones first.
    """
    found: list[Verdict] = []
    for split, seen in facts.items():
        found += _by_rules(_with_scores(seen), split)
    if echoes:
        found.append(_echoed(echoes))
    if classes:
        found += [_imbalance(classes), _few(classes)]
    if columns:
        found += [_missing(columns), _uneven(columns)]
    order = {"ill": 0, "unsure": 1, "healthy": 2}
    return tuple(sorted(found, key=lambda one: (order[one.health], one.cause is None)))


def _with_scores(facts: Facts) -> Facts:
    """The simplest predictors in the place of the network that is not there yet."""
    simple = facts.simple
    scores = Scores(
        fit=simple.within,
        fit_error=simple.within_error,
        skill=simple.across,
        skill_error=simple.across_error,
        held_out=not math.isnan(simple.across),
    )
    return replace(facts, scores=scores)


def _by_rules(facts: Facts, split: str) -> list[Verdict]:
    verdicts = []
    for rule in RULES:
        if rule.codes[:1] and rule.codes[0] in READ:
            verdict = rule.judge(facts)
            where = f"held out: {split}"
            told = (*verdict.evidence, where) if split and verdict.cause else verdict.evidence
            verdicts.append(replace(verdict, evidence=tuple(filter(None, told)), needs=()))
    return verdicts


def _echoed(echoes: Sequence[str]) -> Verdict:
    """Columns that fix the target; whether they are known before it, only a person knows."""
    count = float(len(echoes))
    return suspect(
        "columns that fix the target", "LEAK_TARGET", count, 0.0, *echoes, advice=(DROP,)
    )


def _imbalance(classes: Mapping[str, int]) -> Verdict:
    name, counts = "class imbalance", sorted(classes.items(), key=lambda pair: pair[1])
    (rarest, few), (frequent, many) = counts[0], counts[-1]
    ratio = many / max(1, few)
    words = f"{many:,} training rows of {frequent!r}, {few:,} of {rarest!r}: {ratio:.0f} to 1"
    if ratio <= RATIO:
        return healthy(name, ratio, RATIO, words)
    return suspect(name, "IMBALANCE", ratio, RATIO, words, advice=(BALANCE,))


def _few(classes: Mapping[str, int]) -> Verdict:
    name = "rows of each class"
    small = sorted((count, label) for label, count in classes.items() if count < FEW)
    least = float(min(classes.values()))
    if not small:
        return healthy(name, least, float(FEW))
    said = ", ".join(f"{label!r} has {count}" for count, label in small[:5])
    words = f"{len(small)} of {len(classes)} classes have fewer than {FEW} training rows: {said}"
    return suspect(name, "MORE_DATA", least, float(FEW), words, advice=(MORE_ROWS,))


def _missing(columns: Sequence[ColumnFacts]) -> Verdict:
    name = "missing cells"
    worst = sorted(columns, key=lambda column: -column.missing)
    most = worst[0].missing
    if most <= MISSING:
        return healthy(name, most, MISSING)
    said = ", ".join(f"{c.name!r} {c.missing:.0%}" for c in worst[:5] if c.missing > MISSING)
    words = f"cells that are missing: {said}"
    return suspect(name, "NAN_DATA", most, MISSING, words, advice=(FILL,))


def _uneven(columns: Sequence[ColumnFacts]) -> Verdict:
    name = "scale of the columns"
    known = sorted((c.spread, c.name) for c in columns if c.spread > 0)
    if len(known) < 2:
        return healthy(name, math.nan, UNEVEN, f"{len(known)} columns of numbers; it takes 2")
    (low, narrow), (high, wide) = known[0], known[-1]
    words = f"{wide!r} spreads {high:.3g}, {narrow!r} {low:.3g}"
    if high / low <= UNEVEN:
        return healthy(name, high / low, UNEVEN, words)
    return healthy(name, high / low, UNEVEN, words, str(SCALE))
