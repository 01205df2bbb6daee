import numpy as np
import pytest

from netwright.errors import SettingError
from netwright.report import PictureShown


@pytest.mark.parametrize("shape", [(4, 5), (4, 5, 3)])
def test_grey_and_colour_are_pictures(shape):
    assert PictureShown(np.zeros(shape, np.uint8), "words").pixels.shape == shape


@pytest.mark.parametrize(
    "pixels",
    [np.zeros((4, 5, 4), np.uint8), np.zeros((4, 5)), np.zeros((0, 5), np.uint8)],
)
def test_others_are_refused(pixels):
    with pytest.raises(SettingError, match=r"pixels must be uint8 \(h, w\) or \(h, w, 3\)"):
        PictureShown(pixels, "words")
