import numpy as np
import pytest

from netwright.reference.boxes import iou

SQUARE = [0.0, 0.0, 2.0, 2.0]


@pytest.mark.parametrize(
    ("other", "wanted"),
    [
        (SQUARE, 1.0),
        ([1.0, 1.0, 3.0, 3.0], 1 / 7),
        ([0.5, 0.5, 1.5, 1.5], 1 / 4),  # inside
        ([2.0, 0.0, 4.0, 2.0], 0.0),  # touching
        ([5.0, 0.0, 6.0, 2.0], 0.0),  # apart along one axis
        ([3.0, 4.0, 5.0, 9.0], 0.0),  # apart along both: two negative sides are no area
    ],
)
def test_values_worked_out_by_hand(other, wanted):
    assert iou.forward([SQUARE], [other])[0, 0] == pytest.approx(wanted, abs=1e-15)


@pytest.mark.parametrize("case", range(20))
def test_it_is_symmetric_between_0_and_1_and_1_with_oneself(case):
    given = iou.example(np.random.default_rng(case))
    overlap = iou.forward(**given)
    np.testing.assert_array_equal(iou.forward(given["b"], given["a"]), overlap.T)
    assert (overlap >= 0).all()
    assert (overlap <= 1).all()
    np.testing.assert_allclose(np.diag(iou.forward(given["a"], given["a"])), 1.0, rtol=1e-12)


@pytest.mark.parametrize("case", range(20))
def test_neither_unit_nor_origin_matters(case):
    given = iou.example(np.random.default_rng(case))
    moved = {name: 3.0 * boxes + [1.0, -7.0, 1.0, -7.0] for name, boxes in given.items()}
    np.testing.assert_allclose(iou.forward(**moved), iou.forward(**given), atol=1e-12)


def test_a_box_without_area_is_refused():
    words = r"b must be boxes \(x1, y1, x2, y2\), x1 < x2, y1 < y2; got \[2\.0, 0\.0, 2\.0, 1\.0\]"
    with pytest.raises(ValueError, match=words):
        iou.forward([SQUARE], [[2.0, 0.0, 2.0, 1.0]])
