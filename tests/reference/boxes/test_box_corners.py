import numpy as np
import pytest

from netwright.reference.boxes import box_corners


def test_values_worked_out_by_hand():
    corners = box_corners.forward([[0.0, 0.0, 2.0, 4.0], [1.5, 1.0, 1.0, 2.0]])
    np.testing.assert_array_equal(corners, [[-1.0, -2.0, 1.0, 2.0], [1.0, 0.0, 2.0, 2.0]])


@pytest.mark.parametrize("case", range(10))
def test_centres_and_sizes_can_be_read_off_the_corners(case):
    boxes = box_corners.example(np.random.default_rng(case))["boxes"]
    low, high = np.split(box_corners.forward(boxes), 2, axis=1)
    back = np.concatenate([(low + high) / 2, high - low], axis=1)
    np.testing.assert_allclose(back, boxes, atol=1e-14)


def test_a_size_of_zero_is_refused():
    with pytest.raises(ValueError, match=r"boxes must be widths and heights above 0; got \[1"):
        box_corners.forward([[0.0, 0.0, 1.0, 0.0]])
