import numpy as np
import pytest
from sklearn import metrics

from netwright.measures.multi_label import label_losses, multi_label_measures

RNG = np.random.default_rng(0)
LOGITS = RNG.normal(size=(40, 5))
LABELS = (RNG.random((40, 5)) < 0.4).astype(np.uint8)


def test_they_are_scikit_learns():
    found, answers = multi_label_measures(LOGITS, LABELS), LOGITS > 0
    given = {"y_true": LABELS, "y_pred": answers.astype(int), "zero_division": 0}
    assert found["exact_match"].value == pytest.approx(metrics.accuracy_score(LABELS, answers))
    assert found["label_accuracy"].value == pytest.approx(1 - metrics.hamming_loss(LABELS, answers))
    assert found["f1"].value == pytest.approx(metrics.f1_score(average="macro", **given))
    assert found["micro_f1"].value == pytest.approx(metrics.f1_score(average="micro", **given))


def test_a_row_of_labels_counts_once_in_the_error():
    doubled = multi_label_measures(np.tile(LOGITS, 3), np.tile(LABELS, 3))
    single = multi_label_measures(LOGITS, LABELS)
    for name in ("label_accuracy", "log_loss"):
        assert doubled[name].standard_error == pytest.approx(single[name].standard_error)


def test_sure_and_wrong_is_dear_and_finite():
    losses = label_losses(np.array([[800.0], [800.0]]), np.array([[1], [0]]))
    np.testing.assert_allclose(losses, [0.0, 800.0])


def test_a_single_row_has_scores():
    found = multi_label_measures(np.array([[1.0, -1.0]]), np.array([[1, 1]], dtype=np.uint8))
    assert found["exact_match"].value == 0.0
    assert found["log_loss"].standard_error is None
