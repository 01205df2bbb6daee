import numpy as np
import pytest

from netwright.reference.measures import log_loss, majority_baseline, precision_recall_f1


def test_values_worked_out_by_hand():
    found = majority_baseline.forward([1, 1, 1, 0], [1, 0, 0, 0], classes=2)
    wanted = {
        "accuracy": 1 / 4,
        "balanced_accuracy": 1 / 2,
        "precision": 1 / 8,
        "recall": 1 / 2,
        "f1": 1 / 5,  # 2 * 1 / (2 * 1 + 3) and 0
        "log_loss": -(np.log(3 / 4) + 3 * np.log(1 / 4)) / 4,
        "calibration_error": 1 / 2,
        "auc": 1 / 2,
    }
    assert found == {name: pytest.approx(value, abs=1e-8) for name, value in wanted.items()}


@pytest.mark.parametrize("case", range(20))
def test_it_is_one_answer_for_all_rows(case):
    given = majority_baseline.example(np.random.default_rng(case))
    train, labels, k = given["train"], given["labels"], given["classes"]
    found = majority_baseline.forward(**given)
    numbers = np.bincount(train, minlength=k)
    answers = np.full(len(labels), numbers.argmax())
    scores = precision_recall_f1.forward(labels, answers, classes=k)
    for name in ("precision", "recall", "f1"):
        assert found[name] == pytest.approx(scores[f"macro_{name}"])
    logits = np.tile(np.log(numbers + 1e-9), (len(labels), 1))
    assert found["log_loss"] == pytest.approx(log_loss.forward(logits, labels))
    assert ("auc" in found) == (k == 2 and len(set(labels)) == 2)


def test_a_class_never_trained_on_is_a_finite_surprise():
    found = majority_baseline.forward([0, 0], [1], classes=2)
    assert found["log_loss"] == pytest.approx(-np.log(1e-9 / 2))
    assert (found["accuracy"], found["balanced_accuracy"]) == (0.0, 0.0)
