import numpy as np

from netwright.api._strategy_answers import Answers
from netwright.api._strategy_labels import Labels
from netwright.diagnosis import check_labels


def _labels(wrong):
    """Sixty rows of two classes; the labels of ``wrong`` are turned over."""
    truth = np.arange(60) % 2
    labels = truth.copy()
    labels[wrong] = 1 - labels[wrong]
    own = np.random.default_rng(0).uniform(0.85, 0.95, (60, 1))
    probabilities = np.where(np.eye(2)[truth] > 0, own, 1 - own)
    answers = Answers(
        rows=np.arange(60) * 3,
        names=tuple(f"row {n}" for n in range(60)),
        classes=("no", "yes"),
        labels=labels,
        probabilities=probabilities,
    )
    return Labels(check=check_labels(probabilities, labels), answers=answers)


def test_suspects_are_named_with_what_they_look_like():
    found = _labels([4, 11, 30])
    assert found.suspects == {12, 33, 90}
    assert {row["example"] for row in found.rows()} == {"row 4", "row 11", "row 30"}
    assert {"example": "row 4", "label": "yes", "likely": "no"} in found.rows()
    lines = list(found.lines())
    assert "for the ladder, the best possible error is 0 to " in lines[2]
    assert "of 60 train and val labels look wrong" in lines[0]
    assert lines[1].startswith("most often: label yes, likely class no: 2 rows")
    assert "look at row 11: labelled no, looks like yes" in lines


def test_many_suspects_are_counted_and_judged():
    found = _labels(list(range(24)))
    assert found.verdict.cause == "FIX_DEV_LABELS"
    assert list(found.lines())[-1] == f"and {len(found.suspects) - 5} more: --json names them all"


def test_the_error_that_labels_may_leave_lies_between_nothing_and_all_of_them():
    level = _labels([4, 11, 30]).bayes
    assert (level.low, level.count, level.source) == (0.0, None, "estimated")
    assert level.high == _labels([4, 11, 30]).check.noise
    assert level.why.endswith("60 labels look wrong; nobody has looked yet")
