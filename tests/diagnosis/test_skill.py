"""Skill against scikit-learn, and at its ends."""

import math

import numpy as np
import pytest
from sklearn.metrics import accuracy_score, r2_score, recall_score

from netwright.diagnosis import recalls_of, skill_of

DRAWS = np.random.default_rng(0)


def test_classes_agree_with_accuracy_above_the_most_frequent_class():
    y = DRAWS.integers(0, 3, 300).astype(float)
    answers = DRAWS.normal(size=(300, 3))
    accuracy = accuracy_score(y, answers.argmax(1))
    trivial = np.bincount(y.astype(int)).max() / 300
    skill = skill_of("classes", answers, y)
    assert skill.value == pytest.approx((accuracy - trivial) / (1 - trivial))
    assert skill.error == pytest.approx(math.sqrt(accuracy * (1 - accuracy) / 300) / (1 - trivial))


def test_numbers_agree_with_r2_and_end_at_minus_1():
    y = DRAWS.normal(size=200)
    answers = y + 0.3 * DRAWS.normal(size=200)
    assert skill_of("numbers", answers[:, None], y).value == pytest.approx(r2_score(y, answers))
    assert skill_of("numbers", 1e30 * answers[:, None], y).value == -1


def test_one_unit_is_cut_at_the_threshold():
    y = np.array([0.0, 0, 1, 1])
    scores = np.array([[-3.0], [-0.2], [0.2], [4.0]])
    assert skill_of("binary", scores, y, threshold=0.0).value == 1
    assert skill_of("binary", scores, y, threshold=0.5).value == 0.5


def test_several_labels_are_averaged():
    y = np.array([[1.0, 0], [0, 0], [1, 1], [0, 1]])
    assert skill_of("labels", y, y).value == 1
    assert skill_of("labels", np.ones_like(y), y).value == 0


def test_what_cannot_be_scored_is_not_a_number():
    y = np.zeros(5)
    assert math.isnan(skill_of("classes", np.zeros((5, 2)), y).value)
    assert math.isnan(skill_of("unknown", np.zeros((5, 2)), y).value)
    assert math.isnan(skill_of("numbers", np.full((5, 1), np.nan), np.arange(5.0)).value)


def test_recalls_agree_with_scikit_learn():
    y = DRAWS.integers(0, 4, 200).astype(float)
    answers = DRAWS.normal(size=(200, 4))
    expected = recall_score(y, answers.argmax(1), average=None)
    assert recalls_of("classes", answers, y, 0.5) == pytest.approx(tuple(expected))
    assert recalls_of("numbers", answers, y, 0.5) == ()
