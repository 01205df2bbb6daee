import numpy as np
import polars as pl
import pytest
from PIL import Image

from netwright.data._path_table import open_path_table
from netwright.errors import DataError


@pytest.fixture
def root(tmp_path):
    for i in range(3):
        Image.fromarray(np.full((4, 4), 50 * i, np.uint8)).save(tmp_path / f"{i}.png")
    return tmp_path


def test_rows_keep_their_order(root):
    source = open_path_table([("2.png", "b"), ("0.png", "a"), ("1.png", "b ")], root)
    assert source.kind == "path table"
    assert source.names == ("2.png", "0.png", "1.png")
    assert source.labels == ("b", "a", "b")
    assert source.splits == (None,) * 3
    assert source.read(1) == (root / "0.png").read_bytes()
    other = open_path_table([("0.png", "a"), ("2.png", "b"), ("1.png", "b")], root)
    assert other.digest != source.digest


def test_absolute_paths_are_taken_as_they_are(root):
    rows = [(str(root / "0.png"), "a"), ("1.png", "b")]
    assert open_path_table(rows, root).read(0) == (root / "0.png").read_bytes()


def test_missing_files_are_counted_and_the_first_are_named(root):
    rows = [("0.png", "a"), *((f"gone{i}.png", "b") for i in range(5))]
    words = r"all 6 rows must be files .* got 5 missing, .* gone0\.png, gone1\.png, gone2\.png\n"
    with pytest.raises(DataError, match=words):
        open_path_table(rows, root)
    with pytest.raises(DataError, match=r"1 missing, the first of them \(blank\)"):
        open_path_table([("0.png", "a"), ("", "b")], root)


def test_blank_labels_are_an_error(root):
    with pytest.raises(DataError, match=r"labels must not be blank; got 1 of 2"):
        open_path_table([("0.png", "a"), ("1.png", " ")], root)


def test_files_named_more_than_once_are_said(root):
    source = open_path_table([("0.png", "a"), ("0.png", "b"), ("1.png", "b")], root)
    assert source.notes[:2] == (
        "1 rows name a file that another row names",
        "1 files have more than one label: 0.png",
    )


def test_several_targets_come_as_columns_and_need_no_classes(root):
    targets = pl.DataFrame({"kind": ["a", "a"], "price": ["1", None]})
    rows = [("0.png", "a, 1"), ("1.png", "a, ")]
    source = open_path_table(rows, root, targets=targets, several=True)
    assert (source.classes, source.labels) == ((), ("a, 1", "a, "))
    assert source.targets.equals(targets)
    other = [("0.png", "a, 2"), ("1.png", "a, ")]
    assert open_path_table(other, root, targets=targets, several=True).digest != source.digest
