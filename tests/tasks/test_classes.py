import math

import numpy as np
import pytest
import torch

from netwright.errors import SettingError
from netwright.tasks._classes import ClassAnswers

LABELS = np.array([0, 2, 1, 0, 0])
LOGITS = np.array(
    [[3.0, 0.0, 1.0], [0.0, 0.5, 4.0], [2.0, 1.0, 0.0], [1.0, 0.0, 0.0], [-1.0, 2.0, 1.0]]
)


@pytest.fixture
def answers():
    return ClassAnswers(classes=("ant", "bee", "cat"))


def softmax(z):
    shares = np.exp(z - z.max(axis=-1, keepdims=True))
    return shares / shares.sum(axis=-1, keepdims=True)


@pytest.mark.parametrize("classes", [(), ("a",), ("a", "a"), ("a", "b", "a")])
def test_fewer_than_two_different_classes_are_an_error(classes):
    with pytest.raises(SettingError, match=r"classes must be 2 or more different names; got \("):
        ClassAnswers(classes=classes).check_classes()


def test_two_classes_are_enough():
    ClassAnswers(classes=("a", "b")).check_classes()


def test_members_are_averaged_as_probabilities(answers):
    torch.manual_seed(0)
    members = 3 * torch.randn(5, 4, 3)
    found = answers.combine(members).numpy()
    expected = softmax(members.numpy().astype(np.float64)).mean(axis=1)
    np.testing.assert_allclose(softmax(found), expected, rtol=1e-5)
    assert found.shape == (5, 3)


def test_one_network_is_not_changed(answers):
    logits = torch.randn(5, 3)
    assert answers.combine(logits) is logits
    together = answers.combine(logits.unsqueeze(1))
    np.testing.assert_allclose(softmax(together.numpy()), softmax(logits.numpy()), rtol=1e-5)


def test_losses_and_measures_are_plain_numpy(answers):
    stored = {"label": LABELS}
    shares = softmax(LOGITS)
    expected = [-math.log(shares[i, label]) for i, label in enumerate(LABELS)]
    np.testing.assert_allclose(answers.losses(LOGITS, stored), expected, rtol=1e-12)
    scores = answers.measures(LOGITS, stored)
    assert scores["accuracy"].value == pytest.approx(3 / 5)
    assert scores["log_loss"].value == pytest.approx(np.mean(expected))
    recalls = [2 / 3, 0.0, 1.0]
    assert scores["balanced_accuracy"].value == pytest.approx(np.mean(recalls))
    precisions = [2 / 3, 0.0, 1.0]
    assert scores["precision"].value == pytest.approx(np.mean(precisions))


def test_the_trivial_predictor_gives_the_training_shares(answers):
    train = {"label": np.array([0, 0, 0, 1])}
    found = answers.trivial(train, {"label": LABELS})
    assert found["accuracy"] == pytest.approx(3 / 5)
    assert found["balanced_accuracy"] == pytest.approx(1 / 3)
    rare = answers.trivial({"label": np.array([1, 1, 2])}, {"label": LABELS})
    assert rare["accuracy"] == pytest.approx(1 / 5)
    assert math.isfinite(rare["log_loss"]), "a class that never occurred in training"


def test_answers_are_a_name_and_its_probability(answers):
    found = answers.answers(LOGITS)
    assert [answer["label"] for answer in found] == ["ant", "cat", "ant", "ant", "bee"]
    best = softmax(LOGITS).max(axis=1)
    np.testing.assert_allclose([answer["probability"] for answer in found], best, rtol=1e-12)
    assert all(type(answer["probability"]) is float for answer in found), "plain values for JSON"


def test_answers_without_overflow(answers):
    (answer,) = answers.answers(np.array([[1e30, -1e30, 0.0]]))
    assert answer == {"label": "ant", "probability": 1.0}
