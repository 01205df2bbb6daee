import hashlib
import io

import numpy as np
import pytest
from PIL import Image

from detection_sets import picture, put
from netwright.data import decode_picture
from netwright.data._detection_looked import Looked, look, turned
from netwright.errors import DataError


def test_size_and_digest_of_every_file(tmp_path):
    files = [picture(i, (30 + i, 20)) for i in range(70)]
    names = [put(tmp_path, f"{i}.png", data).name for i, data in enumerate(files)]
    looked = look(tmp_path, names, workers=3)
    assert [x.size for x in looked] == [(30 + i, 20) for i in range(70)]
    assert [x.digest for x in looked] == [hashlib.sha256(data).digest() for data in files]
    assert {x.reason for x in looked} == {""}


def test_what_is_no_picture_says_why(tmp_path):
    put(tmp_path, "a.jpg", b"not a picture")
    (looked,) = look(tmp_path, ["a.jpg"])
    assert looked.stored == (0, 0)
    assert looked.reason == "13 bytes in no such format"


def test_a_file_that_cannot_be_read_is_an_error(tmp_path):
    with pytest.raises(DataError, match=r"gone\.png must be a picture that can be read; got: No"):
        look(tmp_path, ["gone.png"])


@pytest.mark.parametrize("form", ["JPEG", "PNG", "TIFF"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_boxes_turn_as_their_pictures_do(tmp_path, form, orientation):
    stored = np.zeros((32, 48, 3), np.uint8)
    box = (8, 16, 24, 24)
    stored[box[1] : box[3], box[0] : box[2]] = 255
    exif = Image.Exif()
    exif[0x0112] = orientation
    file = io.BytesIO()
    Image.fromarray(stored).save(file, form, exif=exif.tobytes() if form != "TIFF" else exif)
    put(tmp_path, "a", file.getvalue())
    (looked,) = look(tmp_path, ["a"])
    shown = decode_picture(file.getvalue(), name="a")
    assert looked.stored == (48, 32)
    assert looked.size == (shown.shape[1], shown.shape[0])
    rows, columns = (shown[:, :, 0] > 128).nonzero()
    expected = (columns.min(), rows.min(), columns.max() + 1, rows.max() + 1)
    assert turned(tuple(map(float, box)), looked) == expected


def test_an_upright_picture_leaves_its_boxes():
    assert turned((1.0, 2.0, 3.0, 4.0), Looked(b"", (9, 9))) == (1, 2, 3, 4)
