import numpy as np
import pytest

from netwright.measures.detection_matching import (
    ASIDE,
    FALSE,
    HIT,
    MOST,
    NOTHING,
    Truth,
    greedy,
    overlaps,
    ranked,
)
from netwright.reference.boxes import iou

PLAIN = np.zeros(9, dtype=bool)


def rows(*found, most=8):
    """x1 y1 x2 y2 score label, filled up with rows that are no box."""
    table = np.zeros((1, most, 6))
    table[..., 5] = -1
    for place, row in enumerate(found):
        table[0, place] = row
    return table


def truth(*boxes, crowd=()):
    """Boxes of class 0."""
    marks = np.isin(np.arange(len(boxes)), crowd)
    return Truth(
        boxes=np.array([boxes], dtype=float).reshape(1, -1, 4),
        labels=np.zeros((1, len(boxes)), dtype=np.int64),
        crowd=marks[None],
    )


def outcomes(found, true, label=0, **more):
    return ranked(found, true, label, thresholds=(0.5,), **more).outcomes[0].tolist()


def test_overlaps_are_the_references_and_crowds_ask_how_much_of_the_found_box():
    given = iou.example(np.random.default_rng(0))
    a, b = given["a"], given["b"]
    none = np.zeros(len(b), dtype=bool)
    np.testing.assert_allclose(overlaps(a, b, none), iou.forward(a, b), atol=1e-15)
    inside = overlaps(np.array([[1.0, 1, 3, 3]]), np.array([[0.0, 0, 2, 9]]), np.array([True]))
    assert inside.tolist() == [[0.5]]
    assert overlaps(np.zeros((1, 4)), np.ones((1, 4)), np.array([False])).tolist() == [[0.0]]


def test_the_better_box_takes_the_true_one_and_the_other_is_false():
    found = rows((0, 0, 10, 9, 0.5, 0), (0, 0, 10, 10, 0.4, 0), (0, 0, 10, 10, 0.9, 1))
    assert outcomes(found, truth((0, 0, 10, 10))) == [HIT, FALSE]


def test_scores_that_are_equal_stand_in_the_order_given():
    found = rows((0, 0, 10, 6, 0.5, 0), (0, 0, 10, 10, 0.5, 0))
    one = ranked(found, truth((0, 0, 10, 10)), 0, thresholds=(0.5, 0.9))
    assert one.outcomes.tolist() == [[HIT, FALSE], [FALSE, HIT]]


def test_a_box_takes_the_largest_overlap_and_the_last_of_equal_ones():
    overlap = np.array([[0.6, 0.8, 0.8, 0.5], [0.6, 0.9, 0.9, 0.5], [0.7, 0.9, 0.9, 0.5]])
    took = greedy(overlap, PLAIN[:4], PLAIN[:4], (0.5, 0.85))
    assert took.tolist() == [[2, 1, 0], [NOTHING, 2, 1]]


def test_a_true_box_set_aside_is_taken_only_where_no_other_fits():
    overlap = np.array([[0.9, 0.6], [0.9, 0.6], [0.9, 0.6]])
    aside, crowd = np.array([True, False]), np.array([True, False])
    assert greedy(overlap, aside, crowd, (0.5,)).tolist() == [[1, 0, 0]]  # a crowd again and again
    assert greedy(overlap, aside, PLAIN[:2], (0.5,)).tolist() == [[1, 0, NOTHING]]


def test_found_boxes_in_a_crowd_count_for_nothing():
    found = rows((0, 0, 4, 4, 0.9, 0), (4, 4, 8, 8, 0.8, 0), (30, 30, 33, 33, 0.7, 0))
    one = ranked(found, truth((0, 0, 20, 20), crowd=(0,)), 0, thresholds=(0.5,))
    assert one.outcomes[0].tolist() == [ASIDE, ASIDE, FALSE]
    assert one.true.tolist() == [0]


def test_boxes_of_another_size_count_for_nothing():
    found = rows((0, 0, 4, 4, 0.9, 0), (20, 20, 40, 40, 0.8, 0), (50, 50, 54, 54, 0.7, 0))
    true = truth((0, 0, 4, 4), (20, 20, 40, 39))
    assert outcomes(found, true, area=(100.0, 1e9)) == [ASIDE, HIT, ASIDE]
    assert outcomes(found, true, area=(0.0, 100.0)) == [HIT, ASIDE, FALSE]


def test_only_so_many_of_a_class_are_looked_at_in_a_picture():
    many = np.zeros((1, MOST + 20, 6))
    many[0, :, 2:4], many[0, :, 4] = 10.0, np.linspace(0, 1, MOST + 20)
    one = ranked(many, truth((0, 0, 10, 10)), 0, thresholds=(0.5,))
    assert len(one.scores) == MOST
    assert one.scores.min() == pytest.approx(20 / (MOST + 19))


def test_pictures_are_joined_by_score():
    found = np.concatenate([rows((0, 0, 9, 9, 0.3, 0)), rows((0, 0, 9, 9, 0.8, 0)), rows()])
    true = Truth(boxes=np.tile([0.0, 0, 9, 9], (3, 1, 1)), labels=np.array([[0], [-1], [0]]))
    one = ranked(found, true, 0, thresholds=(0.5,))
    assert one.scores.tolist() == [0.8, 0.3]
    assert one.pictures.tolist() == [1, 0]
    assert one.outcomes[0].tolist() == [FALSE, HIT]
    assert one.true.tolist() == [1, 0, 1]
    assert ranked(found, true, 5, thresholds=(0.5,)).outcomes.shape == (1, 0)
