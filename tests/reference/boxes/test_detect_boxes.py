import numpy as np
import pytest

from netwright.reference.boxes import detect_boxes, encode_boxes, iou

PICTURE = {"height": 60, "width": 80}


def raw_of(targets, anchors, sure=9.0):
    """What a network that has learnt these targets would put out."""
    raw = np.full(targets.shape, -sure)
    raw[..., 0:4] = 0.0
    obj = targets[..., 4] == 1
    offset = targets[obj][:, 0:2]
    raw[obj, 0:2] = np.log(offset / (1 - offset))
    ratio = np.where(obj[..., np.newaxis], targets[..., 2:4] / anchors, 1.0)
    raw[..., 2:4] = np.log(ratio)
    raw[..., 4:] += 2 * sure * targets[..., 4:]
    return raw


def test_boxes_written_into_a_grid_are_detected_where_they_were():
    truth = np.array([[5.0, 5, 25, 45], [30.0, 10, 70, 22], [41.0, 31, 59, 57]])
    labels, anchors = [0, 2, 1], np.array([[0.25, 0.6], [0.5, 0.2]])
    grid = {"rows": 3, "columns": 4, "classes": 3}
    targets = encode_boxes.forward(truth, labels, anchors, **grid, **PICTURE)
    scores, boxes, classes = detect_boxes.forward(raw_of(targets, anchors), anchors, **PICTURE)
    assert (scores > 0.99).all()
    match = iou.forward(truth, boxes)
    np.testing.assert_allclose(np.sort(match.max(axis=1)), 1.0, rtol=1e-9)
    assert classes[match.argmax(axis=1)].tolist() == labels


def test_the_same_thing_seen_by_two_cells_is_shown_once():
    raw = np.zeros((1, 2, 1, 6))
    raw[0, 0, 0] = [8.0, 0, 0, 0, 3.0, 0]  # both centres are next to the border of the cells
    raw[0, 1, 0] = [-8.0, 0, 0, 0, 2.0, 0]
    scores, boxes, _ = detect_boxes.forward(raw, [[0.5, 0.5]], **PICTURE)
    assert boxes.shape == (1, 4)
    assert scores[0] == pytest.approx(1 / (1 + np.exp(-3.0)))
    # overlap is (w - 2 d) / (w + 2 d) with d = 1 / (1 + e^8) / 2 of the width and w = 1/2
    both = detect_boxes.forward(raw, [[0.5, 0.5]], **PICTURE, iou_threshold=0.9999)[0]
    assert len(both) == 2


def test_no_more_than_most_the_best_first():
    raw = np.zeros((1, 3, 1, 6))
    raw[0, :, 0, 4] = [1.0, 3.0, 2.0]
    scores, boxes, _ = detect_boxes.forward(raw, [[0.1, 0.1]], **PICTURE, most=2)
    np.testing.assert_allclose(scores, 1 / (1 + np.exp([-3.0, -2.0])))
    np.testing.assert_allclose(boxes[:, 0], [40 - 4, 80 * 5 / 6 - 4])


def test_nothing_sure_is_no_boxes_but_settings_are_checked_all_the_same():
    raw = np.full((1, 1, 1, 6), -9.0)
    parts = detect_boxes.forward(raw, [[0.5, 0.5]], **PICTURE)
    assert [part.shape for part in parts] == [(0,), (0, 4), (0,)]
    for name in ("score_threshold", "iou_threshold"):
        with pytest.raises(ValueError, match=f"{name} must be a share from 0 up to, not at, 1"):
            detect_boxes.forward(raw, [[0.5, 0.5]], **PICTURE, **{name: 1.5})
    with pytest.raises(ValueError, match="most must be a whole number, 1 or more; got 0"):
        detect_boxes.forward(raw, [[0.5, 0.5]], **PICTURE, most=0)
