import io

import numpy as np
import pytest
from PIL import Image

from netwright.data._decode import UndecodableError, decode_picture
from netwright.data._modes import on_white, pixels


def through(image, form, **options):
    file = io.BytesIO()
    image.save(file, form, **options)
    return decode_picture(file.getvalue(), name="x")


def image(values, mode):
    out = Image.new(mode, (len(values), 1))
    out.putdata(values)
    return out


def palette(transparency=None):
    out = image([0, 1, 2], "P")
    out.putpalette([255, 0, 0, 0, 255, 0, 0, 0, 255])
    if transparency is not None:
        out.info["transparency"] = transparency
    return out


# Mode, values, format, what they become: written by hand from the table in the module.
GOLDEN = [
    (image([0, 255, 0], "1"), "PNG", [[0], [255], [0]]),
    (image([0, 7, 255], "L"), "PNG", [[0], [7], [255]]),
    (image([(0, 255), (0, 128), (100, 0)], "LA"), "PNG", [[0], [127], [255]]),
    (palette(), "PNG", [[255, 0, 0], [0, 255, 0], [0, 0, 255]]),
    (palette(1), "PNG", [[255, 0, 0], [255, 255, 255], [0, 0, 255]]),
    (palette(b"\x80\xff\x00"), "PNG", [[255, 127, 127], [0, 255, 0], [255, 255, 255]]),
    (image([(1, 2, 3), (255, 0, 9)], "RGB"), "PNG", [[1, 2, 3], [255, 0, 9]]),
    (image([(10, 20, 30, 255), (0, 0, 0, 51)], "RGBA"), "PNG", [[10, 20, 30], [204, 204, 204]]),
    (image([(0, 0, 0, 0), (255, 255, 0, 0)], "CMYK"), "TIFF", [[255, 255, 255], [0, 0, 255]]),
    (image([0, 257, 32896, 65535], "I;16"), "PNG", [[0], [1], [128], [255]]),
    (image([0, 257, 32896, 65535], "I;16"), "TIFF", [[0], [1], [128], [255]]),
    (image([0, 257, 65535], "I;16B"), "TIFF", [[0], [1], [255]]),
    (image([0, 257, 65535], "I"), "TIFF", [[0], [1], [255]]),
    (image([-100, 0, 100], "I"), "TIFF", [[0], [128], [255]]),
    (image([0.0, 0.5, 1.0], "F"), "TIFF", [[0], [128], [255]]),
    (image([-1.0, 0.0, 3.0], "F"), "TIFF", [[0], [64], [255]]),
    (image([7.0, 7.0], "F"), "TIFF", [[0], [0]]),
]


@pytest.mark.parametrize(("source", "form", "expected"), GOLDEN)
def test_every_mode_gives_its_defined_tensor(source, form, expected):
    np.testing.assert_array_equal(through(source, form), np.array([expected], np.uint8))


def test_jpeg_colour_spaces():
    grey = Image.new("L", (8, 8), 77)
    assert through(grey, "JPEG").tolist() == [[[77]] * 8] * 8
    for mode, colour, expected in [("CMYK", (0, 0, 0, 0), 255), ("YCbCr", (90, 128, 128), 90)]:
        tensor = through(Image.new(mode, (8, 8), colour), "JPEG", quality=100)
        assert tensor.shape == (8, 8, 3)
        assert np.abs(tensor.astype(int) - expected).max() <= 1


def test_a_16_bit_ramp_is_scaled_and_not_clipped():
    ramp = Image.fromarray(np.arange(65536, dtype=np.uint16).reshape(256, 256))
    tensor = through(ramp, "PNG")
    assert len(np.unique(tensor)) == 256
    assert (np.diff(tensor.ravel().astype(int)) >= 0).all()
    assert np.bincount(tensor.ravel()).max() <= 257


def test_transparent_colours_of_png_become_white():
    grey, colour = image([5, 6], "L"), image([(1, 2, 3), (4, 5, 6)], "RGB")
    assert through(grey, "PNG", transparency=5).tolist() == [[[255], [6]]]
    assert through(colour, "PNG", transparency=(1, 2, 3)).tolist() == [[[255] * 3, [4, 5, 6]]]
    bits = image([0, 255], "1")
    bits.info["transparency"] = 0
    assert pixels(bits).tolist() == [[[255], [255]]]
    deep = image([9, 65535, 0], "I;16")
    deep.info["transparency"] = 9
    assert pixels(deep).tolist() == [[[255], [255], [0]]]


def test_the_first_frame_of_an_animation_counts():
    frames = [Image.new("RGB", (4, 4), colour) for colour in ("red", "blue")]
    for form in ("GIF", "WEBP", "PNG"):
        options = {"lossless": True} if form == "WEBP" else {}
        tensor = through(frames[0], form, save_all=True, append_images=frames[1:], **options)
        assert (tensor == [255, 0, 0]).all()


def test_floats_that_are_no_numbers_are_refused():
    with pytest.raises(UndecodableError, match=r"does not decode: NaN or infinity among its"):
        through(image([0.0, float("nan")], "F"), "TIFF")


def test_white_is_exact_at_both_ends():
    values = np.arange(256, dtype=np.uint8)
    opaque = np.stack([values, np.full_like(values, 255)], -1)[None]
    clear = np.stack([values, np.zeros_like(values)], -1)[None]
    assert (on_white(opaque)[0, :, 0] == values).all()
    assert (on_white(clear) == 255).all()
