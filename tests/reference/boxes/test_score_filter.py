import numpy as np
import pytest

from netwright.reference.boxes import score_filter


def test_the_score_is_the_largest_product_and_not_its_class():
    """Class 2 scores 0.4; taking the number of the class for the score would keep it."""
    confidence = np.array([[[0.5, 1.0]]])
    probabilities = np.array([[[[0.1, 0.1, 0.8], [0.7, 0.2, 0.1]]]])
    boxes = np.arange(8.0).reshape(1, 1, 2, 4)
    scores, kept, classes = score_filter.forward(confidence, boxes, probabilities, threshold=0.6)
    np.testing.assert_allclose(scores, [0.7])
    np.testing.assert_array_equal(kept, [[4.0, 5.0, 6.0, 7.0]])
    assert classes.tolist() == [0]


def test_a_score_at_the_threshold_stays_and_a_tie_is_the_first_class():
    given = (np.ones((1, 1, 1)), np.zeros((1, 1, 1, 4)), np.full((1, 1, 1, 2), 0.5))
    scores, _, classes = score_filter.forward(*given, threshold=0.5)
    assert (scores.tolist(), classes.tolist()) == ([0.5], [0])


def test_nothing_is_left_where_no_box_is_sure():
    given = (np.zeros((1, 2, 1)), np.zeros((1, 2, 1, 4)), np.full((1, 2, 1, 2), 0.5))
    scores, boxes, classes = score_filter.forward(*given)
    assert (scores.shape, boxes.shape, classes.shape) == ((0,), (0, 4), (0,))


@pytest.mark.parametrize("case", range(20))
def test_a_higher_threshold_keeps_some_of_the_same_boxes(case):
    given = score_filter.example(np.random.default_rng(case))
    scores, boxes, classes = score_filter.forward(**{**given, "threshold": 0.2})
    stay = scores >= 0.4
    fewer = score_filter.forward(**{**given, "threshold": 0.4})
    for found, wanted in zip(fewer, (scores[stay], boxes[stay], classes[stay]), strict=True):
        np.testing.assert_array_equal(found, wanted)


def test_shapes_and_threshold_are_checked():
    grid, four, two = np.ones((1, 1, 1)), np.zeros((1, 1, 1, 4)), np.ones((1, 1, 1, 2))
    with pytest.raises(ValueError, match=r"boxes must have shape \(1, 1, 1, 4\); got \(1, 1, 4\)"):
        score_filter.forward(grid, four[0], two)
    with pytest.raises(
        ValueError, match="threshold must be a share from 0 up to, not at, 1; got 1"
    ):
        score_filter.forward(grid, four, two, threshold=1)
