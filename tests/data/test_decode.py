import contextlib
import io
import struct
import zlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageFile

from netwright.data._decode import PIXEL_CAP, UndecodableError, decode_picture, picture_size
from netwright.errors import DataError, SettingError

UNDO = {
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}  # what a camera held in each way stores: the inverse of what EXIF asks of a viewer


def upright(block=16):
    """A picture with no symmetry, flat in blocks so that JPEG keeps it."""
    small = np.random.Generator(np.random.Philox(1)).integers(0, 2, (3, 4, 1)) * 255
    return small.repeat(block, 0).repeat(block, 1).repeat(3, 2).astype(np.uint8)


def encoded(image, form, **options):
    file = io.BytesIO()
    image.save(file, form, **options)
    return file.getvalue()


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "TIFF"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_all_orientations_give_the_same_upright_tensor(form, orientation):
    stored = Image.fromarray(upright())
    if UNDO[orientation] is not None:
        stored = stored.transpose(UNDO[orientation])
    exif = Image.Exif()
    exif[0x0112] = orientation
    options = {"JPEG": {"quality": 100, "subsampling": 0}, "WEBP": {"lossless": True}}
    data = encoded(stored, form, exif=exif, **options.get(form, {}))
    np.testing.assert_array_equal(decode_picture(data, name="x"), upright())


@pytest.mark.parametrize("value", [0, 9, 77])
def test_an_orientation_off_the_list_is_none(value):
    exif = Image.Exif()
    exif[0x0112] = value
    data = encoded(Image.fromarray(upright()), "PNG", exif=exif)
    np.testing.assert_array_equal(decode_picture(data, name="x"), upright())


def test_damaged_exif_beside_whole_pixels_is_passed_over():
    data = encoded(Image.fromarray(upright()), "PNG", exif=b"Exif\x00\x00MM\x00*\xff\xff\xff\xff")
    np.testing.assert_array_equal(decode_picture(data, name="x"), upright())


def noise(side=64):
    values = np.random.Generator(np.random.Philox(2)).integers(0, 256, (side, side, 3))
    return Image.fromarray(values.astype(np.uint8))


@pytest.mark.parametrize(
    ("form", "options"),
    [
        ("JPEG", {}),
        ("JPEG", {"progressive": True}),
        ("PNG", {}),
        ("WEBP", {}),
        ("WEBP", {"lossless": True}),
        ("GIF", {}),
        ("BMP", {}),
        ("TIFF", {}),
        ("TIFF", {"compression": "tiff_lzw"}),
        ("PPM", {}),
    ],
)
def test_half_a_picture_is_found_in_every_format(form, options):
    data = encoded(noise(), form, **options)
    assert decode_picture(data, name="whole").shape == (64, 64, 3)
    with pytest.raises(DataError, match=r"half must be a whole picture \(JPEG, PNG"):
        decode_picture(data[: len(data) // 2], name="half")


def test_half_a_jpeg_that_passes_verify_is_found():
    half = encoded(noise(), "JPEG")
    half = half[: len(half) // 2]
    with Image.open(io.BytesIO(half)) as image:
        image.verify()  # sees nothing
    with pytest.raises(UndecodableError, match=r"a JPEG that does not decode: image file is trunc"):
        decode_picture(half, name="half.jpg")


def test_somebody_elses_switch_for_truncated_pictures_is_refused(monkeypatch):
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)
    with pytest.raises(SettingError, match=r"LOAD_TRUNCATED_IMAGES must be False, or half"):
        decode_picture(encoded(noise(), "PNG"), name="x")


def bomb(width, height):
    def chunk(kind, data):
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(bytes(1000)))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("size", [(10_001, 10_000), (60_000, 60_000), (2**31 - 1, 2**31 - 1)])
def test_a_bomb_is_refused_before_it_is_decoded(size):
    with pytest.raises(UndecodableError, match=f"pixels, more than the {PIXEL_CAP:,} allowed"):
        decode_picture(bomb(*size), name="bomb.png")


def test_the_content_decides_and_not_the_name():
    data = encoded(noise(), "PNG")
    assert decode_picture(data, name="lying.jpg").shape == (64, 64, 3)


@pytest.mark.parametrize("data", [b"", b"%!PS-Adobe-3.0 EPSF-3.0\n", b"%PDF-1.4", b"SIMPLE  = "])
def test_formats_off_the_list_never_reach_pillow(data):
    with pytest.raises(UndecodableError, match=r"bytes in no such format"):
        decode_picture(data, name="x.png")


def test_names_are_escaped_in_messages():
    with pytest.raises(UndecodableError, match=r"^a\\x1b\\n must be a whole picture"):
        decode_picture(b"", name="a\x1b\n")


STARTS = [encoded(noise(16), form) for form in ("JPEG", "PNG", "GIF", "BMP", "TIFF", "WEBP", "PPM")]


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(STARTS), st.data())
def test_no_damage_gives_anything_but_a_picture_or_the_one_error(whole, data):
    place = data.draw(st.integers(0, len(whole) - 1))
    piece = data.draw(st.binary(min_size=1, max_size=8))
    damaged = whole[:place] + piece + whole[place + len(piece) :]
    with contextlib.suppress(UndecodableError):
        picture = decode_picture(damaged, name="x")
        assert picture.dtype == np.uint8
        assert picture.shape[2] in (1, 3)


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "TIFF"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_the_size_is_the_stored_one_with_its_turn(form, orientation):
    exif = Image.Exif()
    exif[0x0112] = orientation
    data = encoded(Image.fromarray(upright()), form, exif=exif)
    assert picture_size(data, name="x") == (64, 48, orientation)


def test_the_size_of_what_is_no_picture_is_refused():
    with pytest.raises(UndecodableError, match=r"bytes in no such format"):
        picture_size(b"", name="x")
    with pytest.raises(UndecodableError, match=f"pixels, more than the {PIXEL_CAP:,} allowed"):
        picture_size(bomb(60_000, 60_000), name="x")
    with pytest.raises(UndecodableError, match=r"a JPEG that does not decode"):
        picture_size(b"\xff\xd8\xff" + bytes(20), name="x")
