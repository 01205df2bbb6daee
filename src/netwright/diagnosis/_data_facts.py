"""Facts about the data: plain numbers; what is not known is not-a-number, empty or None."""

import math
from dataclasses import dataclass
from typing import Literal

Kind = Literal["classes", "binary", "labels", "numbers", "unknown"]
NAN = math.nan


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """The inputs of the training, and what differs in the held-out ones.

    Args:
        examples: how many were read.
        read: the share of all training rows that this is.
        columns: numbers per example.
        nonfinite: rows with a value that is not finite.
        largest: greatest absolute value.
        spread: standard deviation of all values.
        constant: whether all examples are equal.
        column_ratio: spread of the widest column over that of the middle one.
        shift: share of columns whose held-out mean lies more than one standard deviation away.
        spread_ratio: typical held-out spread of a column over its spread in training.
        mean_slope: the held-out column means as a multiple of those of training.
        correlation_ratio: typical held-out correlation of two columns over that of training.
        shape_change: typical difference of the kurtosis of a column, which no scaling changes.
        inside: share of the held-out rows that are also in the training rows.
        natural: share of training rows with an equal row among the training rows.
        conflicts: share of training rows with an equal row of another label.
        distinct: distinct training rows over all of them.
        seen_shift: the mean of what the network met in training steps less that of the data
            given, in standard deviations of a column; the largest of the columns' quartile.
        seen_spread: the spread of what the network met over that of the data given.
    """

    examples: int = 0
    read: float = 1.0
    columns: int = 0
    nonfinite: int = 0
    largest: float = NAN
    spread: float = NAN
    constant: bool = False
    column_ratio: float = NAN
    shift: float = NAN
    spread_ratio: float = NAN
    mean_slope: float = NAN
    correlation_ratio: float = NAN
    shape_change: float = NAN
    inside: float = NAN
    natural: float = NAN
    conflicts: float = NAN
    distinct: float = NAN
    seen_shift: float = NAN
    seen_spread: float = NAN


@dataclass(frozen=True, slots=True, kw_only=True)
class Targets:
    """What the network should say.

    Args:
        kind: one class of several, one of two, several labels at once, or numbers.
        nonfinite: targets that are not finite.
        counts: training examples of each class; empty unless there are classes.
        valid_counts: the same of the held-out examples.
        mean: of numeric targets.
        spread: their standard deviation.
        low: a hundredth of the targets lie below it.
        high: a hundredth lie above it.
        rows_sum_to_one: whether a row of labels is a share of one whole.
        variety: entropy of the labels of a training batch over what chance would give.
        leak_column: the column that says the target by itself; -1 where there is none.
        leak_train: how well it says it in training, from 0 to 1.
        leak_valid: how well the same relation holds for the held-out rows.
    """

    kind: Kind = "unknown"
    nonfinite: int = 0
    counts: tuple[int, ...] = ()
    valid_counts: tuple[int, ...] = ()
    mean: float = NAN
    spread: float = NAN
    low: float = NAN
    high: float = NAN
    rows_sum_to_one: bool = False
    variety: float = NAN
    leak_column: int = -1
    leak_train: float = NAN
    leak_valid: float = NAN


@dataclass(frozen=True, slots=True, kw_only=True)
class Simple:
    """The better of nearest neighbours and a linear fit, as skills.

    Args:
        within: on training rows, each predicted without itself.
        within_error: its standard error.
        across: on the held-out rows.
        across_error: its standard error.
        examples: training rows used.
        relation: the strongest correlation of the answers within the training rows with a target
            or class, in standard errors of no relation; it sees what moves no answer.
        disagree: share of training labels the neighbours contradict.
        disagree_valid: the same of the held-out labels.
        disagree_error: standard error of the difference.
    """

    within: float = NAN
    within_error: float = NAN
    across: float = NAN
    across_error: float = NAN
    examples: int = 0
    relation: float = NAN
    disagree: float = NAN
    disagree_valid: float = NAN
    disagree_error: float = NAN
