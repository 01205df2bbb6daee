import numpy as np
import pytest

from netwright.data import has_pairs
from paired import masks_folder, put

DOT = np.zeros((4, 4), dtype=np.uint8)


def grow(root, *names):
    for name in names:
        put(root, name, DOT)
    return str(root)


def test_folders_that_are_named_as_pairs_are_pairs(tmp_path):
    assert has_pairs(str(masks_folder(tmp_path / "masks", train=2, val=1, test=1)))
    assert has_pairs(grow(tmp_path / "one", "image/0.png", "label/0.png"))
    assert has_pairs(grow(tmp_path / "two", "train/images/0.png", "train/masks/0.png"))


@pytest.mark.parametrize(
    "names",
    [
        ("a/0.png", "b/0.png"),
        ("cat/0.png", "dog/0.png"),
        ("nomask/0.png", "mask/0.png"),
        ("image/0.png", "label/1.png"),
        ("image/0.png", "image/1.png"),
        ("0.png", "1.png"),
        tuple(f"image{number}/0.png" for number in range(70)),
    ],
)
def test_folders_that_may_be_classes_are_not(tmp_path, names):
    assert not has_pairs(grow(tmp_path, *names))


def test_what_is_no_folder_is_none(tmp_path):
    assert not has_pairs(str(tmp_path / "none"))
    assert not has_pairs("digits")
    assert not has_pairs("a\0b")
    assert not has_pairs(grow(tmp_path, "0.png") + "/0.png")
