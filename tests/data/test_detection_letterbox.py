import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from netwright.data._detection_letterbox import GREY, into_square, letterbox, out_of_square
from netwright.errors import SettingError

sides = st.integers(1, 700)


def corners(width, height, draws):
    ends = np.sort(draws.random((6, 2, 2)) * [width, height], axis=1)
    return ends.reshape(1, 6, 4)


@given(width=sides, height=sides, side=st.integers(8, 640), seed=st.integers(0, 99))
def test_boxes_come_back_as_they_were(width, height, side, seed):
    boxes = corners(width, height, np.random.default_rng(seed))
    sizes = np.array([[width, height]])
    square = into_square(boxes, sizes, side)
    assert square.min() >= 0
    assert square.max() <= side + 1e-3
    back = out_of_square(square, sizes, side)
    # float32 holds seven digits of a coordinate of the square, then scaled back
    assert np.abs(back - boxes).max() <= 1e-5 * max(width, height)


@pytest.mark.parametrize("size", [(60, 40), (41, 67), (300, 100), (30, 200), (64, 64), (7, 5)])
@pytest.mark.parametrize("side", [64, 96])
def test_boxes_lie_where_the_pixels_lie(size, side):
    width, height = size
    inside = np.array([width // 4, height // 4, width - width // 5, height - height // 5])
    picture = np.zeros((height, width, 1), np.uint8)
    x0, y0, x1, y1 = inside
    picture[y0:y1, x0:x1] = 255
    square = letterbox(picture, side)[:, :, 0]
    moved = into_square(inside[None, None].astype(float), np.array([size]), side)[0, 0]
    # a pixel is brighter than grey where the box covers more than half of it
    for axis in (0, 1):
        bright = (square > GREY).any(axis=axis).nonzero()[0]
        assert moved[axis] == pytest.approx(bright[0], abs=0.55)
        assert moved[axis + 2] == pytest.approx(bright[-1] + 1, abs=0.55)


def test_the_longer_side_fits_and_the_rest_is_grey():
    square = letterbox(np.zeros((10, 40, 3), np.uint8), 20)
    assert square.shape == (20, 20, 3)
    rows = (square == 0).all(axis=(1, 2))
    assert rows.nonzero()[0].tolist() == [7, 8, 9, 10, 11]
    assert (square[~rows] == GREY).all()


def test_a_picture_that_fits_is_untouched_and_a_thin_one_keeps_a_pixel():
    picture = np.arange(48, dtype=np.uint8).reshape(4, 4, 3)
    assert (letterbox(picture, 4) == picture).all()
    thin = letterbox(np.zeros((1, 4000, 1), np.uint8), 32)
    assert (thin == 0).sum() == 32


def test_what_lies_beyond_the_picture_is_cut_on_the_way_back():
    back = out_of_square(np.array([[[-5.0, -5, 99, 99]]]), np.array([[40, 20]]), 20)
    assert back.tolist() == [[[0, 0, 40, 20]]]


def test_no_box_stays_of_no_area():
    moved = into_square(np.zeros((1, 1, 4)), np.array([[40, 20]]), 20)
    assert (moved[..., :2] == moved[..., 2:]).all()


def test_what_cannot_be_is_refused():
    boxes, sizes = np.zeros((2, 3, 4)), np.ones((2, 2), np.int64)
    with pytest.raises(SettingError, match=r"side must be 1 pixel or more; got 0"):
        letterbox(np.zeros((2, 2, 1), np.uint8), 0)
    with pytest.raises(SettingError, match=r"sizes must be 1 pixel or more; got 0"):
        into_square(boxes, sizes * 0, 8)
    for wrong in (boxes[0], boxes[:, :, :2], boxes[:1]):
        with pytest.raises(SettingError, match=r"boxes and sizes must be shaped \(n, k, 4\)"):
            out_of_square(wrong, sizes, 8)
