import io

import pytest
from PIL import Image

from netwright.data._sniff import HEAD, picture_format


@pytest.mark.parametrize("name", ["JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF", "PPM"])
@pytest.mark.parametrize("mode", ["L", "RGB", "1"])
def test_what_pillow_writes_is_recognised(name, mode):
    file = io.BytesIO()
    Image.new("L" if mode == "1" and name == "JPEG" else mode, (3, 2)).save(file, name)
    assert picture_format(file.getvalue()[:HEAD]) == name


@pytest.mark.parametrize(
    "data",
    [b"", b"BM", b"BMW is a car, not a bitmap", b"P5 is a name", b"%PDF-1.7", b"%!PS-Adobe-3.0",
     b"SIMPLE  =                    T", b"RIFF....WAVEfmt ", b"<svg>", b"\x80\x04pickle"],
)  # fmt: skip
def test_everything_else_is_not_a_picture(data):
    assert picture_format(data) is None
