import numpy as np
import pytest

from netwright.reference.boxes._checks import class_shares, corners, raw_boxes, sizes


def test_corners_in_order_pass_as_floats():
    boxes = corners("a", [[0, 0, 1, 2]], "n")
    assert boxes.dtype == np.float64
    np.testing.assert_array_equal(boxes, [[0, 0, 1, 2]])
    assert corners("a", np.tile([0, 0, 1, 2], (2, 3, 1)), 2, 3).shape == (2, 3, 4)


@pytest.mark.parametrize("bad", [[1, 0, 1, 2], [0, 2, 1, 2], [2, 0, 1, 2], [0, 3, 1, 2]])
def test_a_box_without_area_is_named(bad):
    words = rf"a must be boxes \(x1, y1, x2, y2\), x1 < x2, y1 < y2; got \[{bad[0]}\.0, {bad[1]}"
    with pytest.raises(ValueError, match=words):
        corners("a", [[0, 0, 1, 1], bad], "n")


def test_the_last_axis_holds_four_numbers():
    with pytest.raises(ValueError, match=r"a must have shape \(n, 4\); got \(1, 5\)"):
        corners("a", np.ones((1, 5)), "n")


def test_sizes_are_above_zero():
    np.testing.assert_array_equal(sizes("anchors", [[1, 2]], "a"), [[1.0, 2.0]])
    for bad in ([0.0, 1.0], [1.0, -2.0]):
        with pytest.raises(ValueError, match="anchors must be widths and heights above 0; got"):
            sizes("anchors", [[1.0, 1.0], bad], "a")


def test_the_class_shares_of_every_box_are_its_softmax():
    raw = np.zeros((2, 1, 7))
    raw[1, 0, 5:] = [0.0, np.log(3.0)]
    np.testing.assert_allclose(class_shares(raw), [[[0.5, 0.5]], [[0.25, 0.75]]])


def test_raw_boxes_hold_a_class_at_least():
    assert raw_boxes("raw", np.zeros((2, 6)), "n").shape == (2, 6)
    with pytest.raises(ValueError, match=r"^raw must have 6 numbers or more for each box.*got 5"):
        raw_boxes("raw", np.zeros((2, 5)), "n")
