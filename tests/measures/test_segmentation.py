import numpy as np
import pytest
from scipy import ndimage
from sklearn import metrics

from netwright.contracts import VOID
from netwright.measures.segmentation import (
    class_ious,
    mask_confusion,
    rand_error,
    segmentation_measures,
    segments,
)


def masks(seed=0, *, n=4, classes=3):
    rng = np.random.default_rng(seed)
    labels = rng.integers(0, classes, (n, 6, 7))
    answers = np.where(rng.random(labels.shape) < 0.7, labels, rng.integers(0, classes, (n, 6, 7)))
    labels = np.where(rng.random(labels.shape) < 0.2, VOID, labels).astype(np.uint8)
    return labels, answers.astype(np.uint8)


def test_each_picture_has_its_matrix_of_known_pixels():
    labels, answers = masks()
    matrices = mask_confusion(labels, answers, 3)
    for matrix, truth, answer in zip(matrices, labels, answers, strict=True):
        known = truth != VOID
        expected = metrics.confusion_matrix(truth[known], answer[known], labels=range(3))
        np.testing.assert_array_equal(matrix, expected)


def test_a_class_that_is_nowhere_has_no_overlap():
    found = class_ious(np.array([[3, 1, 0], [0, 2, 0], [0, 0, 0]]))
    assert found[:2] == pytest.approx([3 / 4, 2 / 3])
    assert np.isnan(found[2])


@pytest.mark.parametrize("seed", range(5))
def test_measures_beside_scikit_learn(seed):
    labels, answers = masks(seed)
    known = labels != VOID
    found = segmentation_measures(mask_confusion(labels, answers, 5))  # two classes are nowhere
    iou = metrics.jaccard_score(labels[known], answers[known], average="macro")
    assert found["miou"].value == pytest.approx(iou, rel=1e-12)
    share = metrics.accuracy_score(labels[known], answers[known])
    assert found["pixel_accuracy"].value == pytest.approx(share, rel=1e-12)


def test_the_standard_error_is_that_of_pictures_left_out_one_by_one():
    labels, answers = masks(n=6)
    found = segmentation_measures(mask_confusion(labels, answers, 3))
    for name, measure in (
        ("pixel_accuracy", lambda y, a: (y == a)[y != VOID].mean()),
        ("miou", lambda y, a: metrics.jaccard_score(y[y != VOID], a[y != VOID], average="macro")),
    ):
        left_out = [measure(np.delete(labels, i, 0), np.delete(answers, i, 0)) for i in range(6)]
        error = np.sqrt(5) * np.std(left_out)
        assert found[name].standard_error == pytest.approx(error, rel=1e-9)


def test_one_picture_alone_has_no_standard_error():
    labels, answers = masks(n=1)
    found = segmentation_measures(mask_confusion(labels, answers, 3))
    assert found["miou"].standard_error is None


def test_a_matrix_without_pixels_scores_0():
    found = segmentation_measures(np.zeros((2, 3, 3), dtype=np.int64))
    assert (found["miou"].value, found["pixel_accuracy"].value) == (0.0, 0.0)


@pytest.mark.parametrize("share", [0.0, 0.4, 0.6, 0.8, 1.0])
@pytest.mark.parametrize("seed", range(3))
def test_segments_beside_scipy(share, seed):
    inside = np.random.default_rng(seed).random((31, 47)) < share
    expected, _ = ndimage.label(inside)
    np.testing.assert_array_equal(segments(inside), expected)


def test_a_spiral_is_one_segment():
    inside = np.zeros((21, 21), dtype=bool)
    for ring in range(0, 10, 2):  # rings, each joined to the next by one pixel
        inside[ring, ring : 21 - ring] = inside[20 - ring, ring : 21 - ring] = True
        inside[ring : 21 - ring, ring] = inside[ring : 21 - ring, 20 - ring] = True
        inside[ring + 1, ring + 1] = True
        inside[ring + 1, ring + 2] = True
    assert segments(inside).max() == 1


def by_pairs(truth, answer):
    """Every ordered pair of pixels, one by one; boundaries of the answer are each by itself."""
    kept = truth.ravel() > 0
    true, answered = truth.ravel()[kept], answer.ravel()[kept].astype(int)
    alone = answered == 0
    answered[alone] = -1 - np.arange(alone.sum())
    in_truth, in_answer = true[:, None] == true, answered[:, None] == answered
    return 1 - 2 * (in_truth & in_answer).sum() / (in_truth.sum() + in_answer.sum())


@pytest.mark.parametrize("seed", range(8))
def test_the_rand_error_pair_by_pair(seed):
    rng = np.random.default_rng(seed)
    truth = rng.integers(0, 4, (5, 6))
    answer = np.where(rng.random((5, 6)) < 0.7, truth, rng.integers(0, 4, (5, 6)))
    assert rand_error(truth, answer) == pytest.approx(by_pairs(truth, answer), rel=1e-12)


def test_joining_two_cells_costs_more_than_a_thick_boundary():
    truth = np.ones((9, 9), dtype=int)
    truth[:, 4], truth[:, 5:] = 0, 2
    thick = truth.copy()
    thick[:, 5] = 0
    joined = np.ones((9, 9), dtype=int)
    assert rand_error(truth, truth) == 0.0
    assert rand_error(truth, thick) < 0.2 < rand_error(truth, joined)
    assert rand_error(np.zeros((2, 2), dtype=int), np.ones((2, 2), dtype=int)) == 0.0
