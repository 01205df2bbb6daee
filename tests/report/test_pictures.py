import base64
import io

import numpy as np
import pytest
from PIL import Image

from netwright.report._pictures import SIDE, data_address, photo_address, picture


def pixels_of(address):
    kind, packed = address.split(",")
    assert kind == "data:image/png;base64"
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(packed))))


@pytest.mark.parametrize("shape", [(8, 8), (5, 9, 3), (1, 1)])
def test_small_pictures_come_back_exactly(shape):
    pixels = np.random.default_rng(0).integers(0, 256, shape, dtype=np.uint8)
    assert np.array_equal(pixels_of(data_address(pixels)), pixels)
    assert data_address(pixels) == data_address(pixels.copy())


def test_large_pictures_are_made_smaller_in_proportion():
    assert pixels_of(data_address(np.zeros((600, 300, 3), np.uint8))).shape == (SIDE, SIDE // 2, 3)


def test_views_that_are_not_in_one_piece_are_taken():
    pixels = np.arange(64, dtype=np.uint8).reshape(8, 8)[::-1, ::2]
    assert np.array_equal(pixels_of(data_address(pixels)), pixels)


def test_only_small_pictures_show_their_pixels_and_every_one_has_words():
    small = picture(np.zeros((8, 8), np.uint8), 'a "name"')
    assert 'class="coarse"' in small
    assert 'alt="a &quot;name&quot;"' in small
    assert "coarse" not in picture(np.zeros((80, 80), np.uint8), "b")


def test_a_photograph_is_shown_large_and_packed_small():
    pixels = np.random.default_rng(0).integers(0, 256, (900, 600, 3), dtype=np.uint8)
    shown = picture(pixels, "boxes", photo=True)
    kind, packed = photo_address(pixels).split(",")
    assert kind == "data:image/jpeg;base64"
    assert packed in shown
    assert Image.open(io.BytesIO(base64.b64decode(packed))).size == (299, 448)
    assert "image/png" in picture(pixels[:8, :8], "small", photo=True)
