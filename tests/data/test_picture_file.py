import numpy as np
import pytest
from PIL import Image

from netwright.data import read_picture
from netwright.errors import DataError, SettingError


def test_a_picture_in_the_wanted_channels(tmp_path):
    pixels = np.random.default_rng(0).integers(0, 256, (5, 7, 3)).astype(np.uint8)
    Image.fromarray(pixels).save(tmp_path / "a.png")
    Image.fromarray(pixels[:, :, 0]).save(tmp_path / "grey.png")
    np.testing.assert_array_equal(read_picture(tmp_path / "a.png"), pixels)
    assert read_picture(tmp_path / "a.png", channels=1).shape == (5, 7, 1)
    grey = read_picture(tmp_path / "grey.png")
    np.testing.assert_array_equal(grey, np.repeat(pixels[:, :, :1], 3, axis=2))


def test_what_cannot_be_read_is_one_clear_sentence(tmp_path):
    with pytest.raises(
        DataError, match=r"none\.jpg must be a picture that can be read; got: No such"
    ):
        read_picture(tmp_path / "none.jpg")
    with pytest.raises(DataError, match="must be a picture that can be read; got: Is a directory"):
        read_picture(tmp_path)
    (tmp_path / "style.jpg").write_bytes(b"not a picture")
    with pytest.raises(DataError, match=r"style\.jpg must be a whole picture"):
        read_picture(tmp_path / "style.jpg")
    with pytest.raises(SettingError, match="channels must be 1 for grey or 3 for colour; got 4"):
        read_picture(tmp_path / "style.jpg", channels=4)
