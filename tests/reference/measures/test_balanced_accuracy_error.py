import numpy as np
import pytest

from netwright.reference.measures import balanced_accuracy, balanced_accuracy_error


def test_values_worked_out_by_hand():
    assert balanced_accuracy_error.forward([0, 0, 0, 0], [0, 0, 1, 1]) == 0.25
    assert balanced_accuracy_error.forward([0, 0, 1, 1], [0, 1, 0, 1]) == pytest.approx(
        np.sqrt(1 / 8 + 1 / 8) / 2
    )
    assert balanced_accuracy_error.forward([0, 1], [0, 1]) == 0.0


def test_it_is_what_chance_does():
    rng, labels = np.random.default_rng(0), np.repeat([0, 1], [40, 160])
    found, said = [], []
    for _ in range(600):  # knows a spread to 3 %
        right = rng.random(200) < np.where(labels == 0, 0.6, 0.8)
        answers = np.where(right, labels, 1 - labels)
        found.append(balanced_accuracy.forward(labels, answers))
        said.append(balanced_accuracy_error.forward(labels, answers))
    assert np.mean(said) == pytest.approx(np.std(found), rel=0.1)
