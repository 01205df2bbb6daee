import numpy as np
import pytest

from netwright.reference.boxes import decode_boxes


def test_values_worked_out_by_hand():
    raw = np.zeros((1, 2, 1, 7))
    raw[0, 1, 0] = [np.log(3), -np.log(3), np.log(2), 0, np.log(4), np.log(3), 0]
    boxes, confidence, probabilities = decode_boxes.forward(raw, [[0.2, 0.5]], height=8, width=16)
    # centre (1 + 3/4) / 2 and 1/4 of the picture, size 0.4 and 0.5 of it
    wanted = [16 * (0.875 - 0.2), 8 * (0.25 - 0.25), 16 * (0.875 + 0.2), 8 * (0.25 + 0.25)]
    np.testing.assert_allclose(boxes[0, 1, 0], wanted, atol=1e-12)
    assert confidence[0, 1, 0] == pytest.approx(0.8)
    np.testing.assert_allclose(probabilities[0, 1, 0], [0.75, 0.25])


@pytest.mark.parametrize("case", range(20))
def test_no_centre_leaves_its_cell(case):
    given = decode_boxes.example(np.random.default_rng(case))
    given["raw"] = 20 * given["raw"]
    given["raw"][..., 2:4] /= 20
    boxes, _, _ = decode_boxes.forward(**given)
    rows, columns = boxes.shape[:2]
    x = (boxes[..., 0] + boxes[..., 2]) / 2 / given["width"] * columns
    y = (boxes[..., 1] + boxes[..., 3]) / 2 / given["height"] * rows
    for cell, place in zip(np.indices((rows, columns)), (y, x), strict=True):
        inside = place - cell[..., np.newaxis]
        assert (inside >= -1e-9).all()
        assert (inside <= 1 + 1e-9).all()


@pytest.mark.parametrize("case", range(10))
def test_the_size_of_the_picture_scales_the_boxes_and_nothing_else(case):
    given = decode_boxes.example(np.random.default_rng(case))
    boxes, confidence, probabilities = decode_boxes.forward(**given)
    larger = {**given, "height": 2 * given["height"], "width": 3 * given["width"]}
    scaled, same, as_well = decode_boxes.forward(**larger)
    np.testing.assert_allclose(scaled, boxes * [3, 2, 3, 2], rtol=1e-12)
    np.testing.assert_array_equal(same, confidence)
    np.testing.assert_array_equal(as_well, probabilities)
    np.testing.assert_allclose(probabilities.sum(axis=-1), 1.0)


def test_huge_raw_numbers_do_not_overflow_in_probabilities():
    raw = np.zeros((1, 1, 1, 7))
    raw[..., [0, 1, 4, 5]] = [-900, 900, -900, 900]
    boxes, confidence, probabilities = decode_boxes.forward(raw, [[1, 1]], height=1, width=1)
    np.testing.assert_allclose(boxes[0, 0, 0], [-0.5, 0.5, 0.5, 1.5])
    assert confidence[0, 0, 0] == 0.0
    assert probabilities[0, 0, 0].tolist() == [1.0, 0.0]


def test_a_grid_without_a_class_is_refused():
    with pytest.raises(ValueError, match=r"raw must have 6 numbers or more .*; got 5$"):
        decode_boxes.forward(np.zeros((1, 1, 1, 5)), [[1, 1]], height=1, width=1)


def test_anchors_and_the_picture_have_sizes():
    raw = np.zeros((1, 1, 1, 6))
    with pytest.raises(ValueError, match="anchors must be widths and heights above 0; got"):
        decode_boxes.forward(raw, [[1, -1]], height=1, width=1)
    with pytest.raises(ValueError, match=r"anchors must have shape \(1, 2\); got \(2, 2\)"):
        decode_boxes.forward(raw, np.ones((2, 2)), height=1, width=1)
    for name in ("height", "width"):
        sides = {"height": 1, "width": 1, name: 0}
        with pytest.raises(ValueError, match=f"{name} must be a finite number above 0; got 0"):
            decode_boxes.forward(raw, [[1, 1]], **sides)
