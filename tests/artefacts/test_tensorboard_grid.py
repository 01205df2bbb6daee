import io

import numpy as np
import pytest
from PIL import Image

from netwright.artefacts._tensorboard_grid import GAP, LARGEST, grid


def decoded(pictures):
    drawn = grid(pictures)
    image = Image.open(io.BytesIO(drawn.png))
    assert image.format == "PNG"
    assert image.size == (drawn.width, drawn.height)
    return np.asarray(image)


@pytest.mark.parametrize(("channels", "count"), [(1, 16), (3, 16), (1, 1), (3, 6)])
def test_small_pictures_are_enlarged_by_a_whole_factor(channels, count):
    pictures = np.random.default_rng(0).integers(0, 256, (count, channels, 20, 20), dtype=np.uint8)
    found = decoded(pictures)
    side = 80  # 4 times 20: the first multiple that is 64 or more
    columns, rows = min(4, count), -(-count // 4)
    expected = np.full(
        (rows * (side + GAP) - GAP, columns * (side + GAP) - GAP, channels), 255, np.uint8
    )
    for number, picture in enumerate(pictures):
        top, left = (number // 4) * (side + GAP), (number % 4) * (side + GAP)
        large = picture.repeat(4, axis=1).repeat(4, axis=2).transpose(1, 2, 0)
        expected[top : top + side, left : left + side] = large
    assert np.array_equal(found, expected[..., 0] if channels == 1 else expected)


def test_large_pictures_are_reduced_to_the_mean_of_their_pixels():
    pictures = np.zeros((2, 1, 4 * LARGEST, 2 * LARGEST), np.uint8)
    pictures[1] = 200
    pictures[0, :, ::2] = 100
    found = decoded(pictures)
    width = LARGEST // 2
    assert found.shape == (LARGEST, 2 * width + GAP)
    assert np.all(found[:, :width] == 50)
    assert np.all(found[:, width + GAP :] == 200)


def test_a_picture_of_fitting_size_stays_as_it_is():
    picture = np.arange(100 * 90, dtype=np.uint64).reshape(1, 1, 100, 90).astype(np.uint8)
    assert np.array_equal(decoded(picture), picture[0, 0])
