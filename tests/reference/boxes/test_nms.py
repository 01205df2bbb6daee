import numpy as np
import pytest

from netwright.reference.boxes import iou, nms

# overlaps: first with second 3/5, second with third 3/5, first with third 1/3
CHAIN = [[0.0, 0.0, 4.0, 1.0], [1.0, 0.0, 5.0, 1.0], [2.0, 0.0, 6.0, 1.0]]


def test_a_hidden_box_hides_nothing():
    assert nms.forward(CHAIN, [0.9, 0.8, 0.7]).tolist() == [0, 2]
    assert nms.forward(CHAIN, [0.8, 0.9, 0.7]).tolist() == [1]


def test_a_box_at_exactly_the_threshold_stays():
    assert nms.forward(CHAIN, [0.9, 0.8, 0.7], threshold=3 / 5).tolist() == [0, 1, 2]
    assert nms.forward(CHAIN, [0.9, 0.8, 0.7], threshold=0.59).tolist() == [0, 2]


def test_equal_scores_are_taken_in_the_order_given():
    assert nms.forward(CHAIN, [0.5, 0.5, 0.5]).tolist() == [0, 2]
    assert nms.forward(CHAIN[::-1], [0.5, 0.5, 0.5]).tolist() == [0, 2]
    apart = [[0, 0, 1, 1], [2, 0, 3, 1], [4, 0, 5, 1]]
    assert nms.forward(apart, [0.2, 0.7, 0.7]).tolist() == [1, 2, 0]


def test_no_more_than_most_are_kept_and_they_are_the_best():
    apart = [[0, 0, 1, 1], [2, 0, 3, 1], [4, 0, 5, 1]]
    assert nms.forward(apart, [0.2, 0.9, 0.7], most=2).tolist() == [1, 2]


@pytest.mark.parametrize("case", range(30))
def test_kept_boxes_do_not_hide_each_other_and_every_other_is_hidden_by_a_better_one(case):
    given = {**nms.example(np.random.default_rng(case)), "most": 100}
    boxes, scores = given["boxes"], given["scores"]
    kept = nms.forward(**given)
    overlap = iou.forward(boxes, boxes) > given["threshold"]
    assert (overlap[np.ix_(kept, kept)] == np.eye(len(kept), dtype=bool)).all()
    assert (np.diff(scores[kept]) <= 0).all()
    for box in set(range(len(boxes))) - set(kept.tolist()):
        hiders = [k for k in kept if overlap[box, k]]
        assert any(scores[k] >= scores[box] for k in hiders)


def test_settings_and_boxes_are_checked():
    with pytest.raises(ValueError, match="threshold must be a share from 0 up to, not at, 1; got"):
        nms.forward(CHAIN, [1, 2, 3], threshold=1.0)
    with pytest.raises(ValueError, match="most must be a whole number, 1 or more; got 0"):
        nms.forward(CHAIN, [1, 2, 3], most=0)
    with pytest.raises(ValueError, match=r"boxes must be boxes \(x1, y1, x2, y2\)"):
        nms.forward([[0, 0, 0, 1]], [1])
    with pytest.raises(ValueError, match=r"scores must have shape \(3,\); got \(2,\)"):
        nms.forward(CHAIN, [1, 2])
