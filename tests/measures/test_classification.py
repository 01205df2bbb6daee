"""Every measure against scikit-learn, every standard error against what chance does."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn import metrics
from sklearn.dummy import DummyClassifier

from netwright.measures.classification import (
    BINS,
    auc,
    calibration,
    classification_measures,
    confusion,
    log_probabilities,
    majority,
    mean_score,
    names_of,
    per_class,
    share_score,
)
from netwright.randomness import generator

UNIT = ("accuracy", "balanced_accuracy", "precision", "recall", "f1", "calibration_error")


@st.composite
def splits(draw, most=5, coarse=False):
    """Log-odds (n, k) that lean towards labels (n,); classes may be absent, rows may be one."""
    classes = draw(st.integers(2, most))
    rows = draw(st.integers(1, 60))
    numbers = generator(draw(st.integers(0, 2**31)), "split")
    labels = numbers.integers(0, draw(st.integers(1, classes)), rows)
    lean = draw(st.sampled_from([-2.0, 0.0, 2.0]))
    logits = 2 * numbers.standard_normal((rows, classes)) + lean * np.eye(classes)[labels]
    return (np.round(logits) if coarse else logits), labels


def values(logits, labels):
    return {name: score.value for name, score in classification_measures(logits, labels).items()}


def softmax(logits):
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


@settings(deadline=None, max_examples=60)
@given(splits())
def test_measures_are_those_of_scikit_learn(split):
    logits, labels = split
    classes, got = range(logits.shape[1]), values(*split)
    answers = logits.argmax(axis=1)
    mean = {"average": "macro", "labels": classes, "zero_division": 0}
    assert got["accuracy"] == pytest.approx(metrics.accuracy_score(labels, answers))
    assert got["precision"] == pytest.approx(metrics.precision_score(labels, answers, **mean))
    assert got["recall"] == pytest.approx(metrics.recall_score(labels, answers, **mean))
    assert got["f1"] == pytest.approx(metrics.f1_score(labels, answers, **mean))
    loss = metrics.log_loss(labels, softmax(logits), labels=classes)
    assert got["log_loss"] == pytest.approx(loss)
    seen = np.unique(labels)  # as balanced_accuracy_score, which warns of answers never seen
    recalls = metrics.recall_score(labels, answers, average=None, labels=seen)
    assert got["balanced_accuracy"] == pytest.approx(recalls.mean())
    if set(answers) <= set(seen) and len(seen) > 1:
        balanced = metrics.balanced_accuracy_score(labels, answers)
        assert got["balanced_accuracy"] == pytest.approx(balanced)


@settings(deadline=None, max_examples=40)
@given(splits())
def test_confusion_and_its_classes_are_those_of_scikit_learn(split):
    logits, labels = split
    answers, classes = logits.argmax(axis=1), logits.shape[1]
    matrix = confusion(labels, answers, classes)
    assert np.array_equal(matrix, metrics.confusion_matrix(labels, answers, labels=range(classes)))
    theirs = metrics.precision_recall_fscore_support(
        labels, answers, labels=range(classes), zero_division=0
    )
    for name, wanted in zip(("precision", "recall", "f1", "support"), theirs, strict=True):
        assert per_class(matrix)[name] == pytest.approx(wanted)


@settings(deadline=None, max_examples=40)
@given(splits(most=2, coarse=True))
def test_auc_is_that_of_scikit_learn_ties_included(split):
    logits, labels = split
    got = classification_measures(logits, labels)
    if len(np.unique(labels)) < 2:
        assert "auc" not in got
        return
    gaps = logits[:, 1] - logits[:, 0]
    assert got["auc"].value == pytest.approx(metrics.roc_auc_score(labels, gaps))
    assert auc(gaps, labels).value == pytest.approx(got["auc"].value)
    assert auc(gaps, 1 - labels).value == pytest.approx(1 - got["auc"].value)


def test_more_than_two_classes_have_no_auc():
    assert "auc" not in values(np.eye(3), np.arange(3))


@settings(deadline=None, max_examples=40)
@given(splits())
def test_calibration_error_is_that_of_a_plain_loop(split):
    logits, labels = split
    bins = [[] for _ in range(BINS)]
    for row, label in zip(softmax(logits), labels, strict=True):
        bins[min(int(row.max() * BINS), BINS - 1)].append((row.max(), row.argmax() == label))
    error, table = 0.0, []
    for inside in filter(None, bins):
        sure, share = np.mean([x for x, _ in inside]), np.mean([x for _, x in inside])
        error += len(inside) / len(labels) * abs(share - sure)
        table.append((pytest.approx(sure), pytest.approx(share), len(inside)))
    assert values(logits, labels)["calibration_error"] == pytest.approx(error)
    assert calibration(logits, labels) == table


@settings(deadline=None, max_examples=40)
@given(splits(), st.floats(-50, 50))
def test_scores_stay_in_range_and_a_constant_on_all_log_odds_changes_nothing(split, constant):
    logits, labels = split
    scores = classification_measures(logits, labels)
    assert all(0 <= scores[name].value <= 1 for name in UNIT)
    assert scores["log_loss"].value >= 0
    errors = [score.standard_error for score in scores.values()]
    assert all(error is None or 0 <= error < np.inf for error in errors)
    moved = values(logits + constant, labels)
    assert moved["log_loss"] == pytest.approx(scores["log_loss"].value, abs=1e-9)
    assert moved["accuracy"] == scores["accuracy"].value


def test_wild_log_odds_do_not_overflow():
    logits = np.array([[1e30, 0.0], [-1e30, 1e30], [3e38, 3e38]], dtype=np.float32)
    logs = log_probabilities(logits)
    assert logs.dtype == np.float64
    assert np.isfinite(logs).all()
    assert np.exp(logs) == pytest.approx(np.array([[1, 0], [0, 1], [0.5, 0.5]]))


def test_a_single_row_has_no_spread_to_speak_of():
    scores = classification_measures(np.array([[2.0, 0.0, 0.0]]), np.array([0]))
    assert scores["accuracy"].value == scores["balanced_accuracy"].value == 1
    assert scores["log_loss"].standard_error is None
    assert scores["accuracy"].standard_error > 0.1
    assert scores["f1"].value == pytest.approx(1 / 3)


def test_labels_of_one_class_only():
    scores = values(np.array([[1.0, 0.0], [0.0, 1.0]]), np.array([0, 0]))
    assert (scores["accuracy"], scores["balanced_accuracy"], scores["recall"]) == (0.5, 0.5, 0.25)
    assert "auc" not in scores


# 600 draws know a spread to 3 % (one in 20 misses 6 %).
@pytest.mark.parametrize(("measure", "near"), [("accuracy", 0.1), ("balanced_accuracy", 0.1),
                                               ("log_loss", 0.1), ("auc", 0.2)])  # fmt: skip
def test_standard_errors_are_what_chance_does(measure, near):
    numbers = generator(3, measure)
    found, said = [], []
    for _ in range(600):
        labels = np.repeat([0, 1], [60, 90])  # recalls and auc are of given counts
        if measure in ("accuracy", "log_loss"):
            labels = (numbers.random(150) < 0.6).astype(np.int64)
        gaps = numbers.standard_normal(150) + 1.5 * labels - 0.7
        score = classification_measures(np.stack([0 * gaps, gaps], axis=1), labels)[measure]
        found.append(score.value)
        said.append(score.standard_error)
    assert np.mean(said) == pytest.approx(np.std(found), rel=near)


def test_a_share_without_misses_is_not_certain():
    assert share_score(1.0, 40).value == 1
    assert share_score(1.0, 40).standard_error == pytest.approx(np.sqrt(42 / 44 * 2 / 44 / 44))
    assert share_score(0.5, 10_000).standard_error == pytest.approx(0.005, rel=1e-3)
    mirrored = share_score(0.8, 30).standard_error
    assert share_score(0.2, 30).standard_error == pytest.approx(mirrored)
    assert mean_score(np.array([1.0, 3.0])).standard_error == pytest.approx(1)


@settings(deadline=None, max_examples=30)
@given(splits(), splits())
def test_the_majority_predictor_is_scikit_learns_dummy(first, second):
    train, labels = first[1], second[1]
    classes = max(first[0].shape[1], second[0].shape[1])
    got = majority(train, labels, classes)
    dummy = DummyClassifier(strategy="prior").fit(np.zeros((len(train), 1)), train)
    answers = dummy.predict(np.zeros((len(labels), 1)))
    assert got["accuracy"] == pytest.approx(metrics.accuracy_score(labels, answers))
    shares = np.bincount(train, minlength=classes) / len(train)
    if (shares[labels] > 0).all():
        assert got["log_loss"] == pytest.approx(-np.log(shares[labels]).mean(), abs=1e-6)
    assert np.isfinite(list(got.values())).all()  # a class that training never showed included
    if "auc" in got:
        assert got["auc"] == 0.5


def test_answers_get_their_names():
    assert names_of(("cat", "dog"), np.array([1, 0, 1])) == ["dog", "cat", "dog"]
