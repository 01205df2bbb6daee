import numpy as np
import pytest

from measures.detection_cases import case
from netwright.measures.detection import detection_measures
from netwright.measures.detection_baseline import constant_boxes, everywhere
from netwright.measures.detection_matching import Truth


def test_the_box_that_hits_in_most_pictures_comes_first():
    corner, middle, rare = [0.0, 0, 10, 10], [20.0, 20, 40, 40], [70.0, 70, 80, 80]
    near = [0.0, 0, 10, 9]
    boxes = np.array([[corner, middle], [near, middle], [corner, rare], [near, near]])
    labels = np.array([[0, 1], [0, 1], [0, 1], [0, 0]])
    found = constant_boxes(Truth(boxes=boxes, labels=labels), 2)
    assert found[:, 5].tolist() == [0, 1, 1]
    assert found[:, 4].tolist() == [1.0, 0.5, 0.25]
    assert found[0, :4].tolist() in (corner, near)
    assert found[1:, :4].tolist() == [middle, rare]


def test_a_class_without_boxes_and_crowds_give_none():
    truth = Truth(boxes=np.ones((2, 1, 4)).cumsum(axis=2), labels=np.array([[0], [0]]),
                  crowd=np.array([[True], [True]]))  # fmt: skip
    assert constant_boxes(truth, 3).shape == (0, 6)


@pytest.mark.parametrize("seed", range(4))
def test_it_is_no_worse_than_one_picture_s_boxes_and_worse_than_looking(seed):
    found, truth = case(seed, pictures=20)
    same = everywhere(constant_boxes(truth, 3), 20)
    trivial = detection_measures(same, truth, 3)["map50"].value
    first = np.concatenate([truth.boxes[1], np.ones((7, 1)), truth.labels[1][:, None]], axis=1)
    single = detection_measures(everywhere(first, 20), truth, 3)["map50"].value
    assert trivial > 0
    assert single <= trivial + 0.02
    assert trivial < detection_measures(found, truth, 3)["map50"].value


def test_the_same_boxes_are_given_to_every_picture():
    boxes = np.arange(12.0).reshape(2, 6)
    assert (everywhere(boxes, 5) == boxes).all()
    assert everywhere(boxes, 5).shape == (5, 2, 6)
