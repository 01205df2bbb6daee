import io

import numpy as np
import pytest
from PIL import Image

from netwright.contracts import VOID
from netwright.data._decode import UndecodableError
from netwright.data._masks import MaskClasses, decode_mask, mask_classes
from netwright.errors import DataError, SettingError

VALUES = np.array([[0, 1, 2], [2, 1, 0]], dtype=np.uint8)


def encoded(image, form="PNG"):
    file = io.BytesIO()
    image.save(file, form)
    return file.getvalue()


def palette():
    image = Image.fromarray(VALUES).convert("P")
    image.putpalette([255, 0, 0, 0, 255, 0, 0, 0, 255])
    image.putdata(VALUES.ravel().tolist())
    return image


@pytest.mark.parametrize(
    "image",
    [
        Image.fromarray(VALUES),
        palette(),
        Image.fromarray(VALUES.astype(np.uint16)),
        Image.fromarray(np.repeat(VALUES[:, :, None], 3, axis=2)),
        Image.merge("LA", [Image.fromarray(VALUES), Image.new("L", (3, 2), 255)]),
    ],
    ids=["grey", "palette", "16 bits", "grey as RGB", "grey with opacity"],
)
def test_values_are_as_they_were_saved(image):
    found = decode_mask(encoded(image), name="m.png")
    assert found.dtype == np.uint8
    np.testing.assert_array_equal(found, VALUES)


def test_one_bit_gives_0_and_1():
    found = decode_mask(encoded(Image.fromarray(VALUES > 0)), name="m.png")
    np.testing.assert_array_equal(found, VALUES > 0)


def test_what_is_no_mask_is_refused_by_name():
    colours = Image.new("RGB", (2, 2), (255, 0, 0))
    with pytest.raises(DataError, match=r"m\.png must have one number for each pixel; got colours"):
        decode_mask(encoded(colours), name="m.png")
    deep = Image.fromarray(np.full((2, 2), 300, dtype=np.uint16))
    with pytest.raises(DataError, match=r"m\.png must hold values from 0 to 255; got 300"):
        decode_mask(encoded(deep), name="m.png")
    with pytest.raises(UndecodableError, match="got 4 bytes in no such format"):
        decode_mask(b"mask", name="m.png")
    with pytest.raises(UndecodableError, match="a PNG that does not decode"):
        decode_mask(encoded(palette())[:60], name="m.png")


@pytest.mark.parametrize(
    ("values", "void", "expected"),
    [
        ({0, 255}, (), ((0, 255), ())),
        ({0, 1, 255}, (), ((0, 1), (255,))),
        ({0, 1, 2, 255}, (), ((0, 1, 2), (255,))),
        ({0, 2, 255}, (), ((0, 2, 255), ())),
        (set(range(12)), (11,), (tuple(range(11)), (11,))),
        ({0, 1, 2, 255}, (2,), ((0, 1, 255), (2,))),
    ],
)
def test_which_values_are_classes(values, void, expected):
    found = mask_classes(values, void)
    assert (found.values, found.void) == expected
    assert found.names == tuple(map(str, expected[0]))


def test_values_become_classes_and_void():
    classes = MaskClasses(values=(0, 7, 200), void=(11,))
    found = classes.apply(np.array([[0, 7], [200, 11]], dtype=np.uint8), name="m.png")
    assert found.tolist() == [[0, 1], [2, VOID]]
    with pytest.raises(DataError, match="values that training masks hold, 0, 7, 200, 11; got 9"):
        classes.apply(np.array([[9]], dtype=np.uint8), name="m.png")


def test_classes_that_cannot_be_are_refused():
    with pytest.raises(SettingError, match="void must be one of the values of masks: 0, 1; got 5"):
        mask_classes({0, 1}, (5,))
    with pytest.raises(DataError, match="masks must have two classes or more; got 1: values 0, 3"):
        mask_classes({0, 3}, (3,))
