import numpy as np

from netwright.api._masks_drawn import as_seen, beside, class_colours, overlaid


def test_every_class_has_a_colour_of_its_own_and_void_has_none():
    table = class_colours(40)
    assert len({tuple(row) for row in table[:40].tolist()}) == 40
    assert not table[40:].any()
    assert not class_colours(300)[255].any()


def test_colours_lie_over_the_picture_but_where_nothing_is_known():
    picture = np.full((1, 2, 2), 100, dtype=np.uint8)
    mask = np.array([[0, 255], [1, 0]], dtype=np.uint8)
    found = overlaid(picture, mask, 2)
    assert found.shape == (2, 2, 3)
    assert found[0, 1].tolist() == [100, 100, 100]
    assert found[0, 0].tolist() != found[1, 0].tolist()


def test_pictures_are_laid_side_by_side():
    grey, colour = np.zeros((48, 10), np.uint8), np.zeros((48, 12, 3), np.uint8)
    found = beside(grey, colour)
    assert found.shape == (48, 24, 3)
    assert (found[:, 10:12] == 255).all()
    assert as_seen(np.zeros((1, 3, 4), np.uint8)).shape == (3, 4)
    assert as_seen(np.zeros((3, 3, 4), np.uint8)).shape == (3, 4, 3)
