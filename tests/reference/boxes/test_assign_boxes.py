import numpy as np
import pytest

from netwright.reference.boxes import assign_boxes

SQUARE = np.array([[16.0, 16.0]])


def box_at(x, y, w=16.0, h=16.0):
    return [x - w / 2, y - h / 2, x + w / 2, y + h / 2]


def cells(*boxes, rows=3, columns=3, anchors=SQUARE, **settings):
    asked = assign_boxes.forward(
        np.array(boxes), anchors, rows=rows, columns=columns, stride=16.0, **settings
    )
    return [tuple(row) for row in asked.tolist()]


def test_the_nearer_neighbours_are_asked_too():
    assert cells(box_at(20, 30)) == [(0, 1, 0, 0), (0, 1, 1, 0), (0, 2, 1, 0)]
    assert cells(box_at(28, 20)) == [(0, 0, 1, 0), (0, 1, 1, 0), (0, 1, 2, 0)]


def test_neighbours_off_the_map_are_not_asked():
    assert cells(box_at(2, 46)) == [(0, 2, 0, 0)]


def test_a_short_reach_asks_fewer_cells():
    assert cells(box_at(20, 28), reach=0.3) == [(0, 1, 0, 0), (0, 1, 1, 0), (0, 2, 1, 0)]
    assert cells(box_at(20, 28), reach=0.2) == [(0, 1, 1, 0)]
    assert cells(box_at(17, 24), reach=0.0) == [(0, 1, 1, 0)]


def test_anchors_that_fit_are_asked_or_else_the_nearest_one():
    anchors = np.array([[8.0, 8.0], [16.0, 16.0], [16.0, 80.0], [100.0, 100.0]])
    found = {row[3] for row in cells(box_at(24, 24), anchors=anchors)}
    assert found == {0, 1}
    assert {row[3] for row in cells(box_at(24, 24), anchors=anchors, ratio=5.5)} == {0, 1, 2}
    assert {row[3] for row in cells(box_at(24, 24, 40, 1), anchors=anchors)} == {0}


def test_every_box_asks_something():
    for case in range(30):
        given = assign_boxes.example(np.random.default_rng(case))
        asked = assign_boxes.forward(**given)
        assert set(asked[:, 0]) == set(range(len(given["boxes"])))
        assert (asked[:, 1:] < (given["rows"], given["columns"], len(given["anchors"]))).all()
        assert len({tuple(row) for row in asked.tolist()}) == len(asked)


def test_what_cannot_be_asked_is_refused():
    words = r"boxes must have their centres on the map, 3 by 3 cells of 16\.0; got \[40\.0"
    with pytest.raises(ValueError, match=words):
        cells(box_at(48, 20))
    with pytest.raises(ValueError, match=r"reach must be half a cell at most; got 0\.6"):
        cells(box_at(20, 20), reach=0.6)
    with pytest.raises(ValueError, match="ratio must be a finite number above 0; got 0"):
        cells(box_at(20, 20), ratio=0)
