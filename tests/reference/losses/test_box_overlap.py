import numpy as np
import pytest

from netwright.reference.boxes import iou
from netwright.reference.losses import box_overlap

SQUARE = [[0.0, 0.0, 2.0, 2.0]]
ONE = np.ones(1)


@pytest.mark.parametrize(
    ("other", "wanted"),
    [
        ([0.0, 0.0, 2.0, 2.0], 0.0),
        ([1.0, 1.0, 3.0, 3.0], 1 - 1 / 7 + 2 / 9),
        ([2.0, 0.0, 4.0, 2.0], 1.0),  # touching: the hull is just both
        ([4.0, 0.0, 6.0, 2.0], 1 + 4 / 12),
        ([3.0, 4.0, 5.0, 9.0], 1 + 31 / 45),
    ],
)
def test_costs_worked_out_by_hand(other, wanted):
    assert box_overlap.forward(SQUARE, [other], ONE)[0] == pytest.approx(wanted, abs=1e-15)


def test_slopes_of_boxes_that_are_apart_worked_out_by_hand():
    """giou + 1 is U / H: of two squares side by side, 2 apart, 8 / 12."""
    _, saved = box_overlap.forward([[4.0, 0.0, 6.0, 2.0]], SQUARE, ONE)
    slopes = box_overlap.backward(1.0, saved).boxes[0]
    # dU: -2, -2, 2, 2 by x1, y1, x2, y2; dH: 2 by x2; nothing by y, where the sides are level
    np.testing.assert_allclose(slopes[[0, 2]], [2 / 12, -(2 / 12) + 8 * 2 / 144], atol=1e-15)


@pytest.mark.parametrize("case", range(20))
def test_neither_unit_nor_origin_matters_and_overlap_is_a_bound(case):
    given = box_overlap.example(np.random.default_rng(case))
    cost, _ = box_overlap.forward(**given)
    moved = {name: 3.0 * given[name] + [1.0, -7, 1, -7] for name in ("boxes", "targets")}
    assert box_overlap.forward(**{**given, **moved})[0] == pytest.approx(cost, rel=1e-12)
    overlap = np.diag(iou.forward(given["boxes"], given["targets"]))
    least, most = given["shares"] @ (1 - overlap), 2 * given["shares"].sum()
    assert least - 1e-12 <= cost <= most


def test_shares_weigh():
    boxes, targets = SQUARE * 2, [[1.0, 1.0, 3.0, 3.0], [4.0, 0.0, 6.0, 2.0]]
    cost = box_overlap.forward(boxes, targets, [3.0, 0.5])[0]
    assert cost == pytest.approx(3 * (1 - 1 / 7 + 2 / 9) + 0.5 * (1 + 4 / 12))
    with pytest.raises(ValueError, match=r"shares must be 0 or more; got -0\.5"):
        box_overlap.forward(boxes, targets, [3.0, -0.5])
