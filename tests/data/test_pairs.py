import numpy as np
import pytest
from PIL import Image

from netwright.data import open_pairs
from netwright.errors import DataError, SettingError


def photo(seed, height=8, width=12):
    rng = np.random.default_rng(seed)
    return rng.integers(0, 256, (height, width, 3)).astype(np.uint8)


def mask(seed, height=8, width=12, classes=3):
    return np.random.default_rng(seed).integers(0, classes, (height, width)).astype(np.uint8)


def save(root, name, pixels):
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(pixels).save(root / name)


def grow(root, first, second, *, count=3, targets=mask):
    for i in range(count):
        save(root, f"{first}/{i}.png", photo(i))
        save(root, f"{second}/{i}.png", targets(100 + i))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("image", "label"),
        ("images", "Masks"),
        ("photo", "annotations"),
        ("a", "b"),
        ("cells", "cells_mask"),
        ("inputs", "targets"),
    ],
)
def test_paired_folders(tmp_path, first, second):
    grow(tmp_path, first, second)
    source = open_pairs(tmp_path)
    assert source.kind == "paired folders"
    assert source.names == tuple(f"{first}/{i}.png" for i in range(3))
    assert source.splits == (None,) * 3
    assert source.classes.values == (0, 1, 2)
    np.testing.assert_array_equal(source.first(1), photo(1))
    np.testing.assert_array_equal(source.second(1), mask(101))


@pytest.mark.parametrize("form", ["{}/{}", "{1}/{0}"])
def test_folders_of_splits_on_either_side(tmp_path, form):
    for split in ("train", "val"):
        grow(tmp_path, form.format(split, "image"), form.format(split, "label"))
    source = open_pairs(tmp_path)
    assert sorted(source.splits) == ["train"] * 3 + ["val"] * 3
    for row, name in enumerate(source.names):
        assert source.splits[row] in name
        np.testing.assert_array_equal(source.second(row), mask(100 + row % 3))


def test_targets_in_a_folder_called_like_the_first(tmp_path):
    for split in ("train", "val", "test"):
        grow(tmp_path, split, f"{split}annot", count=2)
    source = open_pairs(tmp_path, void=(2,))
    assert source.splits == ("test",) * 2 + ("train",) * 2 + ("val",) * 2
    assert (source.classes.values, source.classes.void) == ((0, 1), (2,))
    expected = np.where(mask(100) == 2, 255, mask(100))
    np.testing.assert_array_equal(source.second(0), expected)


def test_targets_that_are_pictures(tmp_path):
    grow(tmp_path, "input", "target", targets=photo)
    source = open_pairs(tmp_path)
    assert source.classes is None
    np.testing.assert_array_equal(source.second(2), photo(102))


def test_grey_targets_of_many_values_are_pictures(tmp_path):
    grow(tmp_path, "input", "target", targets=lambda seed: mask(seed, classes=256))
    source = open_pairs(tmp_path)
    assert source.classes is None
    np.testing.assert_array_equal(source.second(0)[:, :, 0], mask(100, classes=256))


def test_names_are_in_natural_order_and_files_of_two_kinds_are_partners(tmp_path):
    for i in (10, 9, 1):
        save(tmp_path, f"image/{i}.jpg", photo(i))
        save(tmp_path, f"label/{i}.png", mask(i))
    assert open_pairs(tmp_path).names == ("image/1.jpg", "image/9.jpg", "image/10.jpg")


@pytest.mark.parametrize("given", ["left", "right"])
def test_two_halves(tmp_path, given):
    for split in ("train", "test"):
        for i in range(2):
            save(tmp_path, f"{split}/{i}.png", photo(i, 6, 12))
    source = open_pairs(tmp_path, given=given)
    assert source.kind == "side by side"
    assert source.splits == ("test", "test", "train", "train")
    left, right = photo(1, 6, 12)[:, :6], photo(1, 6, 12)[:, 6:]
    first, second = (left, right) if given == "left" else (right, left)
    np.testing.assert_array_equal(source.first(1), first)
    np.testing.assert_array_equal(source.second(1), second)


def test_a_change_of_any_file_or_setting_is_another_digest(tmp_path):
    grow(tmp_path, "image", "label")
    before = open_pairs(tmp_path).digest
    assert open_pairs(tmp_path).digest == before
    save(tmp_path, "label/1.png", mask(7))
    assert open_pairs(tmp_path).digest != before
    save(tmp_path / "halves", "1.png", photo(1, 6, 12))
    digests = {open_pairs(tmp_path / "halves", given=side).digest for side in ("left", "right")}
    assert len(digests) == 2


def test_what_is_no_picture_is_left_out_and_said(tmp_path):
    grow(tmp_path, "image", "label")
    (tmp_path / "readme.txt").write_text("hello")
    assert open_pairs(tmp_path).notes == ("left out 1 files that are no pictures",)


def test_half_a_pair_is_refused_by_name(tmp_path):
    grow(tmp_path, "image", "label")
    (tmp_path / "label" / "1.png").unlink()
    save(tmp_path, "label/7.png", mask(7))
    words = (
        "every picture of image and label must have a partner.*got none for image/1.png, label/7"
    )
    with pytest.raises(DataError, match=words):
        open_pairs(tmp_path)


def test_two_files_of_one_name_are_refused(tmp_path):
    grow(tmp_path, "image", "label")
    save(tmp_path, "image/1.bmp", photo(1))
    with pytest.raises(DataError, match="image must have one picture of each name"):
        open_pairs(tmp_path)


@pytest.mark.parametrize("targets", [mask, photo])
def test_a_partner_of_another_size_is_refused_by_name(tmp_path, targets):
    grow(tmp_path, "image", "label", targets=targets)
    save(tmp_path, "label/2.png", targets(5, 12, 8))
    source = open_pairs(tmp_path)
    words = "label/2.png must have the size of image/2.png, 12 x 8; got 8 x 12"
    with pytest.raises(DataError, match=words):
        source.second(2)


def test_a_picture_that_a_note_turns_has_the_size_it_is_shown_in(tmp_path):
    grow(tmp_path, "image", "label")
    turned = Image.fromarray(photo(2, 12, 8))
    exif = Image.Exif()
    exif[0x0112] = 6
    turned.save(tmp_path / "image" / "2.png", exif=exif)
    source = open_pairs(tmp_path)
    assert source.first(2).shape[:2] == source.second(2).shape == (8, 12)


def test_a_value_that_only_another_split_holds_is_refused(tmp_path):
    grow(tmp_path, "train", "train_mask")
    grow(tmp_path, "val", "val_mask", targets=lambda seed: mask(seed, classes=5))
    source = open_pairs(tmp_path)
    row = source.splits.index("val")
    with pytest.raises(DataError, match="values that training masks hold"):
        [source.second(r) for r in range(row, row + 3)]


def test_a_damaged_target_is_named(tmp_path):
    grow(tmp_path, "image", "label")
    path = tmp_path / "label" / "0.png"
    path.write_bytes(path.read_bytes()[:50])
    with pytest.raises(DataError, match=r"label/0\.png must be a whole picture"):
        open_pairs(tmp_path)


def test_folders_without_pairs_are_refused(tmp_path):
    with pytest.raises(DataError, match="must hold pairs of pictures; got no picture"):
        open_pairs(tmp_path)
    save(tmp_path, "cats/1.png", photo(1, 8, 12))
    with pytest.raises(DataError, match="two folders of pictures with the same names"):
        open_pairs(tmp_path)


def test_settings_that_do_not_fit_are_refused(tmp_path):
    save(tmp_path, "1.png", photo(1, 6, 12))
    with pytest.raises(SettingError, match="given must be left or right; got 'top'"):
        open_pairs(tmp_path, given="top")
    with pytest.raises(SettingError, match="void must be left out where targets are no masks"):
        open_pairs(tmp_path, void=(3,))


def test_the_shared_pairs_are_what_their_readme_says(shared_data):
    camvid = open_pairs(shared_data / "segmentation_camvid", void=(11,))
    assert camvid.classes.values == tuple(range(11))
    counts = {split: camvid.splits.count(split) for split in ("train", "val", "test")}
    assert counts == {"train": 100, "val": 20, "test": 40}
    assert camvid.first(0).shape == (360, 480, 3)
    assert camvid.second(0).shape == (360, 480)
    membrane = open_pairs(shared_data / "segmentation_membrane")
    assert (membrane.count, membrane.classes.values) == (30, (0, 255))
    facades = open_pairs(shared_data / "pairs_facades")
    assert (facades.kind, facades.count) == ("side by side", 150)
    assert facades.first(3).shape == facades.second(3).shape == (256, 256, 3)
