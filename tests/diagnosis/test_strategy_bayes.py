"""What is known of the best possible error."""

import math

import numpy as np
import pytest
from sklearn.neighbors import KNeighborsClassifier

from netwright.diagnosis import _strategy_bayes
from netwright.diagnosis._strategy_bayes import BayesLevel, bayes_of, nearest_bayes, noise_bayes
from netwright.diagnosis._strategy_figures import Figures
from netwright.errors import DataError

ESTIMATE = BayesLevel(low=0.02, high=0.05, source="estimated", why="so")


def figures(counts=None, **errors):
    return Figures(errors=errors, counts=counts or {}, slices={})


def two_bells(rng, count, apart):
    labels = rng.integers(0, 2, count)
    return rng.normal(size=(count, 2)) + apart * labels[:, None] / math.sqrt(2), labels


def test_the_neighbours_are_scikit_learns(monkeypatch):
    monkeypatch.setattr(_strategy_bayes, "BLOCK", 7)
    rng = np.random.default_rng(0)
    x, y = two_bells(rng, 150, 2.0)
    other = KNeighborsClassifier(2).fit(x, y).kneighbors(x, return_distance=False)[:, 1]
    wrong = int((y[other] != y).sum())
    assert nearest_bayes(x, y).why == f"the nearest neighbour is wrong on {wrong} of 150 rows"


@pytest.mark.parametrize("apart", [1.0, 2.0, 3.0])
def test_the_bounds_hold_where_the_bayes_error_is_known(apart):
    truth = 0.5 * math.erfc(apart / 2 / math.sqrt(2))
    x, y = two_bells(np.random.default_rng(1), 2500, apart)
    level = nearest_bayes(x, y)
    assert level.low <= truth <= level.high
    assert "of 2000 rows" in level.why
    assert level == nearest_bayes(x, y)


def test_labels_without_relation_leave_chance_as_the_highest():
    rng = np.random.default_rng(0)
    level = nearest_bayes(rng.normal(size=(400, 2)), rng.integers(0, 4, 400))
    assert level.high == 0.75
    assert level.low > 0.4


@pytest.mark.parametrize(
    ("rows", "labels"), [(3, [0, 1]), (2, [1, 1]), (0, [])], ids=["labels", "classes", "none"]
)
def test_neighbours_need_rows_labels_and_classes(rows, labels):
    with pytest.raises(DataError, match="nearest neighbours must have a label for each row"):
        nearest_bayes(np.zeros((rows, 2)), np.array(labels, dtype=np.int64))


def test_wrong_labels_are_a_level_with_its_count():
    level = noise_bayes(0.1, 400)
    assert (level.low, level.high, level.count) == (0.1, 0.1, 400)
    assert level.why == "10 % of 400 labels look wrong"


def test_people_are_the_level_unless_the_estimate_is_above_them():
    given = bayes_of(figures({"human": 90}, human=0.03, train=0.1, dev=0.1), None)
    assert (given.low, given.high, given.source, given.count) == (0.03, 0.03, "given", 90)
    both = bayes_of(figures(human=0.03, train=0.1, dev=0.1), ESTIMATE)
    assert (both.low, both.high, both.source) == (0.03, 0.05, "estimated")
    assert bayes_of(figures(human=0.06, train=0.1, dev=0.1), ESTIMATE).source == "given"
    assert bayes_of(figures(train=0.1), ESTIMATE) == ESTIMATE


def test_people_who_are_worse_than_train_are_no_bound():
    level = bayes_of(figures(human=0.05, train=0.03, dev=0.06), None)
    assert (level.low, level.high, level.source) == (0.0, 0.03, "unknown")
    assert "below the 5 % of people, who are no bound" in level.why
    few = {"human": 100, "train": 1000}
    assert bayes_of(figures(few, human=0.05, train=0.03, dev=0.06), None).source == "given"
    assert bayes_of(figures(human=0.05, dev=0.06), None).source == "given"


def test_nothing_said_is_unknown():
    level = bayes_of(figures(train=0.1), None)
    assert (level.low, level.high, level.source) == (0.0, 0.1, "unknown")
    assert bayes_of(figures(dev=0.1), None).high == 1.0
