import numpy as np
import pytest

from netwright.api._boxes_drawn import COLOURS, Drawn, with_boxes


@pytest.mark.parametrize("shape", [(60, 90), (60, 90, 1), (60, 90, 3)])
def test_the_edge_of_a_box_is_drawn_and_the_picture_stays(shape):
    picture = np.zeros(shape, np.uint8)
    drawn = with_boxes(picture, [Drawn((10, 20, 50, 40), "false")])
    assert drawn.shape == (60, 90, 3)
    assert picture.max() == 0
    red = (drawn == COLOURS["false"]).all(axis=2)
    rows, columns = np.nonzero(red)
    assert (rows.min(), rows.max(), columns.min(), columns.max()) == (20, 39, 10, 49)
    assert not red[25:35, 15:45].any()


def test_what_was_missed_is_dashed():
    whole, dashed = (
        (with_boxes(np.zeros((200, 200), np.uint8), [Drawn((10, 10, 190, 190), kind)]) > 0).sum()
        for kind in ("hit", "missed")
    )
    assert 0.3 * whole < dashed < 0.8 * whole


def test_words_stand_above_a_box_or_in_it():
    blank = np.zeros((100, 100, 3), np.uint8)
    above = with_boxes(blank, [Drawn((10, 50, 90, 90), "hit", "dot")])
    assert above[30:49].any()
    within = with_boxes(blank, [Drawn((10, 1, 90, 90), "hit", "dot")])
    assert within[3:12, 12:30].any()


def test_a_box_of_nothing_and_one_over_the_edge_can_be_drawn():
    picture = np.zeros((20, 20), np.uint8)
    for box in ((5, 5, 5, 5), (-5, -5, 40, 40)):
        assert with_boxes(picture, [Drawn(box, "missed", "x")]).shape == (20, 20, 3)
