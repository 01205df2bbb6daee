import numpy as np
import pytest

from netwright.reference.boxes import decode_boxes, encode_boxes

GRID = {"rows": 2, "columns": 4, "classes": 3, "height": 20, "width": 40}
ANCHORS = np.array([[0.1, 0.4], [0.4, 0.1]])  # upright and flat, as shares


def test_values_worked_out_by_hand():
    targets = encode_boxes.forward([[10, 11, 15, 19]], [2], ANCHORS, **GRID)
    wanted = np.zeros((2, 4, 2, 8))
    # centre (12.5, 15): column 1.25, row 1.5; 1/8 by 2/5 of the picture is like the upright anchor
    wanted[1, 1, 0] = [0.25, 0.5, 0.125, 0.4, 1, 0, 0, 1]
    np.testing.assert_allclose(targets, wanted)


def test_a_cell_can_hold_boxes_of_several_shapes():
    both = [[10, 11, 15, 19], [6, 14, 18, 16]]
    targets = encode_boxes.forward(both, [0, 1], ANCHORS, **GRID)
    np.testing.assert_array_equal(targets[1, 1, :, 4], [1, 1])
    assert targets[..., 4].sum() == 2
    assert targets[1, 1, 1, 6] == 1


@pytest.mark.parametrize("case", range(40))
def test_decoding_finds_the_boxes_again(case):
    given = encode_boxes.example(np.random.default_rng(case))
    anchors = given["anchors"]
    targets = encode_boxes.forward(**given)
    obj = targets[..., 4] == 1
    assert obj.sum() == len(given["boxes"])
    assert (targets[~obj] == 0).all()
    raw = np.zeros(targets.shape)
    offset, size = targets[..., 0:2][obj], targets[..., 2:4][obj]
    raw[obj, 0:2] = np.log(offset / (1 - offset))
    raw[obj, 2:4] = np.log(size / np.broadcast_to(anchors, (*targets.shape[:3], 2))[obj])
    picture = {"height": given["height"], "width": given["width"]}
    found = decode_boxes.forward(raw, anchors, **picture)[0][obj]
    labels = targets[..., 5:][obj].argmax(axis=-1)
    order, wanted = np.lexsort(found.T), np.lexsort(given["boxes"].T)
    np.testing.assert_allclose(found[order], given["boxes"][wanted], rtol=1e-9, atol=1e-9)
    np.testing.assert_array_equal(labels[order], given["labels"][wanted])


@pytest.mark.parametrize("case", range(10))
def test_the_order_of_the_boxes_does_not_matter(case):
    rng = np.random.default_rng(case)
    given = encode_boxes.example(rng)
    order = rng.permutation(len(given["labels"]))
    moved = {"boxes": given["boxes"][order], "labels": given["labels"][order]}
    targets = encode_boxes.forward(**{**given, **moved})
    np.testing.assert_array_equal(targets, encode_boxes.forward(**given))


def test_two_boxes_for_one_place_are_refused():
    boxes = [[0, 0, 2, 2], [10, 11, 15, 19], [11, 12, 15, 19]]
    words = (
        "boxes must each have a cell and anchor of their own; got boxes 1 and 2 both in "
        "row 1, column 1, anchor 0"
    )
    with pytest.raises(ValueError, match=words):
        encode_boxes.forward(boxes, [0, 0, 0], ANCHORS, **GRID)


@pytest.mark.parametrize("box", [[-3, 0, 1, 2], [38, 0, 42, 2], [0, -3, 2, 1], [0, 19, 2, 25]])
def test_a_centre_outside_the_picture_is_refused(box):
    words = r"boxes must have their centres inside the picture, 40 wide and 20 high; got \["
    with pytest.raises(ValueError, match=words):
        encode_boxes.forward([box], [0], ANCHORS, **GRID)


def test_boxes_labels_anchors_and_settings_are_checked():
    box = [[0, 0, 2, 2]]
    with pytest.raises(ValueError, match=r"boxes must be boxes \(x1, y1, x2, y2\)"):
        encode_boxes.forward([[0, 0, 2, 0]], [0], ANCHORS, **GRID)
    with pytest.raises(ValueError, match="labels must be whole numbers from 0 to 2; got 3"):
        encode_boxes.forward(box, [3], ANCHORS, **GRID)
    with pytest.raises(ValueError, match="anchors must be widths and heights above 0; got"):
        encode_boxes.forward(box, [0], -ANCHORS, **GRID)
    for name in ("rows", "columns", "classes"):
        with pytest.raises(ValueError, match=f"{name} must be a whole number, 1 or more; got 0"):
            encode_boxes.forward(box, [0], ANCHORS, **{**GRID, name: 0})
    for name in ("height", "width"):
        with pytest.raises(ValueError, match=f"{name} must be a finite number above 0; got 0"):
            encode_boxes.forward(box, [0], ANCHORS, **{**GRID, name: 0})
