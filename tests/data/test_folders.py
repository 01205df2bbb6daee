import io
import os

import numpy as np
import pytest
from PIL import Image

from netwright.data._decoded import decoded
from netwright.data._folders import open_folders, open_pictures
from netwright.data._form import PictureForm
from netwright.errors import DataError


def png(seed=0, side=8):
    values = np.random.Generator(np.random.Philox(seed)).integers(0, 256, (side, side, 3))
    file = io.BytesIO()
    Image.fromarray(values.astype(np.uint8)).save(file, "PNG")
    return file.getvalue()


def grow(root, tree):
    """Write pictures: {"train/cat": 3} gives three of them there."""
    for i, (folder, count) in enumerate(tree.items()):
        (root / folder).mkdir(parents=True, exist_ok=True)
        for k in range(count):
            (root / folder / f"{k}.png").write_bytes(png(100 * i + k))


def state(root):
    """Bytes and dates of everything below a folder."""
    return {
        path: (path.stat().st_mtime_ns, path.read_bytes() if path.is_file() else None)
        for path in [root, *root.rglob("*")]
    }


def test_class_folders(tmp_path):
    grow(tmp_path, {"10": 2, "9": 1, "9/deeper/still": 1})
    source = open_folders(tmp_path)
    assert source.kind == "class folders"
    assert source.classes == ("9", "10")
    assert source.names == ("10/0.png", "10/1.png", "9/0.png", "9/deeper/still/0.png")
    assert source.labels == ("10", "10", "9", "9")
    assert source.splits == (None,) * 4
    assert source.read(2) == (tmp_path / "9" / "0.png").read_bytes()
    assert source.block is None


@pytest.mark.parametrize("val", ["val", "valid", "Validation", "VALID"])
def test_split_folders(tmp_path, val):
    grow(tmp_path, {f"{s}/{c}": 2 for s in ("Train", val, "test") for c in ("cat", "dog")})
    source = open_folders(tmp_path)
    assert source.kind == "split folders"
    assert set(source.splits) == {"train", "val", "test"}
    assert source.classes == ("cat", "dog")
    row = source.names.index(f"{val}/dog/1.png")
    assert (source.splits[row], source.labels[row]) == ("val", "dog")


def test_the_given_folder_is_never_written(tmp_path):
    data = tmp_path / "data"
    grow(data, {"a": 3, "b": 3})
    before = state(data)
    decoded(open_folders(data), PictureForm(8, 3))
    assert state(data) == before


def test_junk_is_never_a_class_and_is_reported(tmp_path):
    grow(tmp_path, {"a": 2, "b": 2, ".ipynb_checkpoints": 1, "__MACOSX/a": 1, "empty": 0})
    (tmp_path / "a" / ".DS_Store").write_bytes(b"")
    (tmp_path / "b" / "Thumbs.db").write_bytes(b"")
    (tmp_path / "b" / "readme.png").write_bytes(b"not a picture")
    (tmp_path / "loop").symlink_to(tmp_path)
    (tmp_path / "beside.png").write_bytes(png())
    source = open_folders(tmp_path)
    assert source.classes == ("a", "b")
    assert source.count == 4
    for note in (
        "left out 1 .DS_Store",
        "left out 1 .ipynb_checkpoints",
        "left out 1 Thumbs.db",
        "left out 1 __MACOSX",
        "left out 1 files that are no pictures",
        "left out 1 links that lead back up",
        "left out 1 pictures beside the class folders",
        "left out 1 folders without pictures: empty",
    ):
        assert note in source.notes


def test_pictures_are_told_by_content_and_not_by_extension(tmp_path):
    grow(tmp_path, {"a": 1, "b": 1})
    (tmp_path / "a" / "lying.txt").write_bytes(png(7))
    assert "a/lying.txt" in open_folders(tmp_path).names


ODD = ["😀", "new\nline", "-rf", "x" * 251, "e\u0301", "\x1b[31m", "<script>", "q'\""]


def test_odd_file_names_work(tmp_path):
    grow(tmp_path, {"a": 1, "b": 1, "new\nclass 😀": 1})
    for i, name in enumerate(ODD):
        (tmp_path / "a" / f"{name}.png").write_bytes(png(i))
    raw = os.fsencode(tmp_path / "a") + b"/\xff\xfe.png"
    with open(raw, "wb") as file:  # noqa: PTH123  a name that is no text
        file.write(png(99))
    source = open_folders(tmp_path)
    assert source.count == 3 + len(ODD) + 1
    assert "a/\udcff\udcfe.png" in source.names
    found = decoded(source, PictureForm(8, 3))
    assert found.quarantined == ()
    assert len(found.kept) == source.count


def test_a_file_replaced_by_one_of_its_size_changes_the_digest(tmp_path):
    grow(tmp_path, {"a": 2, "b": 2})
    path = tmp_path / "a" / "0.png"
    before, times = open_folders(tmp_path).digest, path.stat()
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert open_folders(tmp_path).digest != before
    data[-1] ^= 1
    path.write_bytes(data)
    assert open_folders(tmp_path).digest == before


def test_classes_that_differ_in_blanks_are_merged_over_all_splits(tmp_path):
    grow(tmp_path, {"train/cat": 2, "train/dog": 1, "val/cat ": 1, "val/dog": 1})
    source = open_folders(tmp_path)
    assert source.classes == ("cat", "dog")
    assert any("are one class: cat" in note for note in source.notes)


@pytest.mark.parametrize(
    ("tree", "words"),
    [
        ({"a": 3}, r"at least 2 classes to tell apart; got 1 \(a\)"),
        ({}, r"at least 2 classes to tell apart; got 0"),
        ({"train/a": 1, "train/b": 1, "val/a": 1},
         r"val must have every class of train; got none of b"),
        ({"train/a": 1, "train/b": 1, "val/a": 1, "val/b": 0}, r"got none of b"),
        ({"train/a": 1, "train/b": 1, "test/a": 1, "test/b": 1, "test/c": 1},
         r"test must have the classes of train; got c, which train lacks"),
        ({"val/a": 1, "val/b": 1, "test/a": 1, "test/b": 1}, r"must have a train folder"),
        ({"train/a": 1, "train/b": 1, "val/a": 1, "val/b": 1, "valid/a": 1},
         r"must have one folder for val; got val, valid"),
        ({"train": 3, "val": 2}, r"train must hold one folder for each class; got 3 pictures"),
    ],
)  # fmt: skip
def test_trees_that_cannot_be_learned_from(tmp_path, tree, words):
    grow(tmp_path, tree)
    with pytest.raises(DataError, match=words):
        open_folders(tmp_path)


def test_a_class_of_trains_is_a_class(tmp_path):
    grow(tmp_path, {"train": 2, "car": 2})
    assert open_folders(tmp_path).classes == ("car", "train")


def test_folders_beside_train_are_left_out_and_said(tmp_path):
    grow(tmp_path, {"train/a": 1, "train/b": 1, "extra": 2})
    source = open_folders(tmp_path)
    assert set(source.splits) == {"train"}
    assert "left out 2 pictures beside the split folders" in source.notes


def test_real_folders(shared_data):
    source = open_folders(shared_data / "imagefolder_hymenoptera")
    assert source.kind == "split folders"
    assert source.classes == ("ants", "bees")
    assert (source.splits.count("train"), source.splits.count("val")) == (244, 153)
    people = open_folders(shared_data / "faces_orl")
    assert people.classes[:3] == ("s1", "s2", "s3")
    assert (people.count, len(people.classes)) == (400, 40)


def test_pictures_alone_have_no_classes_and_no_splits(tmp_path):
    grow(tmp_path, {".": 1, "train/cat": 2, "test": 1})
    (tmp_path / "notes.txt").write_text("no picture")
    source = open_pictures(tmp_path)
    assert source.names == ("0.png", "test/0.png", "train/cat/0.png", "train/cat/1.png")
    assert (source.kind, source.classes, set(source.labels)) == ("pictures", (), {""})
    assert set(source.splits) == {None}
    assert source.notes == ("left out 1 files that are no pictures",)
    assert source.read(1) == (tmp_path / "test" / "0.png").read_bytes()
    before = source.digest
    (tmp_path / "0.png").write_bytes(png(7))
    assert open_pictures(tmp_path).digest != before


def test_a_folder_without_pictures_says_what_is_in_it(tmp_path):
    with pytest.raises(DataError, match="must be a folder with pictures in it; got no files"):
        open_pictures(tmp_path)
    (tmp_path / "a.jpg").write_text("words")
    with pytest.raises(DataError, match="got 1 files of other kinds"):
        open_pictures(tmp_path)
    with pytest.raises(DataError, match="must be a folder; got a file"):
        open_pictures(tmp_path / "a.jpg")
