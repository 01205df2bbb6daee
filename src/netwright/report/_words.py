"""The sentences that the page and the card share, so that both say the same numbers.

    98.3 % ± 0.7 on 360 test examples; guessing the most frequent class gets 10.3 %

Which measures are percentages, how a measure is called and in which order splits come are decided
here once.
"""

import math
from collections.abc import Iterable

from netwright.contracts import SPLITS, Score
from netwright.report._content import GoalShown, ReportContent
from netwright.report._format import FRACTIONS, count, plain, value_and_error, with_error

WORDS = {"train_dev": "train-dev", "val": "validation"}
MEASURES = {
    "rmse": "RMSE",
    "mae": "MAE",
    "r2": "R²",
    "rmse_log": "RMSE of log",
    "auc": "AUC",
    "map50": "mAP at an overlap of 50 %",
    "map": "mAP, mean of 50 to 95 %",
    "map75": "mAP at 75 %",
    "recall50": "recall at 50 %",
}


def is_fraction(measure: str, goal: GoalShown) -> bool:
    """Whether a measure is shown as a percentage."""
    if measure == goal.measure:
        return goal.unit == "fraction"
    return is_share(measure)


def is_share(measure: str) -> bool:
    """Whether a measure, of one target among several ("colour/f1") or not, is a share of 1."""
    return measure.rpartition("/")[2] in FRACTIONS


def unit_of(goal: GoalShown) -> str:
    """The unit to write behind the goal's number; "" for percentages."""
    return "" if goal.unit == "fraction" else goal.unit


def measure_words(measure: str) -> str:
    """What people call a measure; of one target among several with its name before it."""
    target, _, own = measure.rpartition("/")
    words = MEASURES.get(own, own.replace("_", " "))
    return f"{target}: {words}" if target else words


def split_words(split: str) -> str:
    """What people call a split."""
    return WORDS.get(split, split)


def in_order(splits: Iterable[str]) -> list[str]:
    """Splits from train to test, then any others as they came."""
    given = list(dict.fromkeys(splits))
    return [*(s for s in SPLITS if s in given), *(s for s in given if s not in SPLITS)]


def measures_in_order(content: ReportContent) -> list[str]:
    """All measures of all splits, the goal first."""
    given = dict.fromkeys(m for split in content.scores.values() for m in split)
    goal = content.goal.measure
    return [*(m for m in given if m == goal), *(m for m in given if m != goal)]


def trivial_words(content: ReportContent) -> str:
    """What the predictor that ignores its input does."""
    if content.goal.beside:
        return content.goal.beside
    if content.goal.measure == "accuracy":
        return "guessing the most frequent class gets"
    return "a predictor that ignores its input gets"


def where_words(content: ReportContent) -> str:
    """Where the goal was measured: "on 360 test examples"."""
    if content.goal.where:
        return content.goal.where
    split = split_words(content.goal.split)
    rows = content.rows_in(content.goal.split)
    return f"on the {split} examples" if rows is None else f"on {count(rows)} {split} examples"


def goal_trivial_text(content: ReportContent) -> str:
    """The trivial predictor's score at the goal, with its unit; "" where it is not known."""
    trivial = content.goal_trivial()
    if trivial is None or math.isnan(trivial):
        return ""
    written = plain(trivial, fraction=is_fraction(content.goal.measure, content.goal))
    return " ".join(filter(None, (written, unit_of(content.goal))))


def goal_sentence(content: ReportContent) -> str:
    """The one-number goal in words.

    Args:
        content: what the report is made of.

    Returns:
        Score, standard error, where it was measured, and the trivial predictor's score.
    """
    score = content.goal_score()
    measure = measure_words(content.goal.measure)
    if score is None:
        return f"{measure} was not measured {where_words(content)}"
    written = with_error(score, fraction=is_fraction(content.goal.measure, content.goal))
    parts = [written, unit_of(content.goal), where_words(content)]
    said = " ".join(filter(None, parts))
    trivial = goal_trivial_text(content)
    return f"{said}; {trivial_words(content)} {trivial}" if trivial else said


def score_text(score: Score | None, measure: str, goal: GoalShown) -> str:
    """A score with its error; "" where there is none."""
    return "" if score is None else with_error(score, fraction=is_fraction(measure, goal))


def goal_parts(content: ReportContent) -> tuple[str, str]:
    """The goal's value and its error, apart; ("", "") where it was not measured."""
    score = content.goal_score()
    if score is None:
        return "", ""
    return value_and_error(score, fraction=is_fraction(content.goal.measure, content.goal))


def members_sentence(content: ReportContent) -> str:
    """The vote beside its members: mean, range and each alone; "" where one network answers."""
    alone, score = content.members, content.goal_score()
    if not alone or score is None:
        return ""
    fraction = is_fraction(content.goal.measure, content.goal)
    values = (score.value, math.fsum(alone) / len(alone), min(alone), max(alone), *alone)
    vote, mean, low, high, *each = (plain(value, fraction=fraction) for value in values)
    return (
        f"{measure_words(content.goal.measure)} {where_words(content)}: the vote of "
        f"{count(len(alone))} members {vote}; each alone {mean} on average, from {low} to {high} "
        f"({', '.join(each)})."
    )
