import hashlib

import numpy as np
import polars as pl
import pytest

from netwright.data import open_table
from netwright.data._table_source import open_npz_table
from netwright.errors import DataError, SettingError

X, Y = np.arange(12.0).reshape(6, 2), np.array([0, 1, 0, 1, 0, 1])


@pytest.fixture
def write(tmp_path):
    def write(name, text):
        (tmp_path / name).write_text(text, encoding="utf-8")
        return tmp_path / name

    return write


@pytest.fixture
def save(tmp_path):
    def save(**arrays):
        np.savez(tmp_path / "a.npz", **arrays)
        return tmp_path / "a.npz"

    return save


def test_a_table_is_text_with_its_target_and_how_it_was_read(write):
    path = write("a.csv", "size;kind\n1;a\n2.50;\n")
    source = open_table(path, target="last")
    assert (source.kind, source.path, source.target) == ("table", str(path), "kind")
    assert source.count == 2
    assert source.frame.rows() == [("1", "a"), ("2.50", None)]
    assert source.given == (None, None)
    assert source.digest == hashlib.sha256(path.read_bytes()).hexdigest()
    assert source.notes[-1] == "a.csv: UTF-8, semicolon between cells, header in the first row"
    assert "1 cell empty, read as missing" in source.notes


def test_the_rows_of_the_test_file_come_last_in_the_columns_of_training(write):
    first = write("a.csv", "size,kind\n1,a\n2,b\n")
    test = write("b.csv", "extra,kind,size\nx,a,7\ny,?,8\n")
    source = open_table(first, target="kind", test=test)
    assert source.frame.rows() == [("1", "a"), ("2", "b"), ("7", "a"), ("8", None)]
    assert source.given == (None, None, "test", "test")
    assert source.digest == "+".join(
        hashlib.sha256(path.read_bytes()).hexdigest() for path in (first, test)
    )
    assert any(note.startswith("b.csv: UTF-8") for note in source.notes)
    assert source.digest != open_table(first, target="kind").digest


def test_a_test_file_has_a_header_where_training_has_one(write):
    first, test = write("a.csv", "1,2,a\n3,4,b\n"), write("b.csv", "5,6,a\n")
    source = open_table(first, target="last", test=test, header=False)
    assert source.frame.columns == ["column_1", "column_2", "column_3"]
    assert source.frame.row(-1) == ("5", "6", "a")
    found = open_table(first, target="last", test=test)  # numbers above: no header, for both
    assert found.frame.equals(source.frame)


def test_every_missing_column_is_named_up_to_five(write):
    first = write("a.csv", "a,b,c,d,e,f\n1,2,3,4,5,6\n")
    words = (
        r"b\.csv must have the columns of the training file; got none named 'b', 'c', 'd', 'e', 'f'"
    )
    with pytest.raises(DataError, match=words):
        open_table(first, target="a", test=write("b.csv", "a,z\n1,2\n"))


def test_a_target_that_is_not_there_is_named(write):
    with pytest.raises(SettingError, match=r"target must be .*'kind'.*; got 'kin'"):
        open_table(write("a.csv", "size,kind\n1,a\n"), target="kin")


def test_an_npz_of_features_and_targets(save):
    path = save(x_train=X, y_train=Y, x_val=X[:1], y_val=Y[:1], X_test=X[:2], Y_test=Y[:2, None])
    source = open_npz_table(path)
    assert (source.kind, source.target, source.count) == ("npz table", "y", 9)
    assert source.frame.columns == ["x0", "x1", "y"]
    assert source.frame.rows()[:2] == [("0", "1", "0"), ("2", "3", "1")]
    assert source.given == (None,) * 6 + ("val", "test", "test")
    assert source.digest == hashlib.sha256(path.read_bytes()).hexdigest()
    assert (
        open_npz_table(save(x_train=X, y_train=Y, x_valid=X, y_valid=Y)).given[6:] == ("val",) * 6
    )
    assert open_npz_table(save(x=X, y=Y)).given == (None,) * 6


def test_text_without_loss_and_not_a_number_is_missing(save):
    x = X.copy()
    x[0, 0], x[1, 0], x[2, 0] = np.nan, 0.1, 1e300
    names = np.array(["a", " b ", "?"] * 2)
    source = open_npz_table(save(x=x, y=names))
    assert source.frame["x0"].to_list() == [None, "0.1", "1e+300", "6", "8", "10"]
    assert source.frame["y"].to_list() == ["a", "b", None] * 2
    single = open_npz_table(save(x=(X / 10).astype(np.float32), y=names.astype("S")))
    assert single.frame["x1"].to_list() == ["0.1", "0.3", "0.5", "0.7", "0.9", "1.1"]
    assert single.frame["y"].to_list() == ["a", "b", None] * 2
    assert single.frame.schema == dict.fromkeys(["x0", "x1", "y"], pl.String)


@pytest.mark.parametrize(
    ("arrays", "words"),
    [
        ({"a": X}, r"a\.npz must hold x_train and y_train, or x and y, .* got a"),
        ({"x_train": X}, r"a\.npz must hold y_train beside x_train; got no y_train"),
        ({"x_train": X, "y_train": Y, "x_test": X}, "must hold y_test beside x_test; got no"),
        ({"x": X, "y": Y[:5]}, "y must have a target for each of 6 rows; got 5"),
        ({"x": X, "y": np.stack([Y, Y], 1)}, "y must have a target for each of 6 rows; got 12"),
        ({"x": X[:0], "y": Y[:0]}, r"x must have rows and columns, \(n, d\); got shape \(0, 2\)"),
        ({"x": X * 1j, "y": Y}, "x must hold numbers, text or dates; got complex128"),
        ({"x": X, "y": Y * 1j}, "y must hold numbers, text or dates; got complex128"),
        (
            {"x_train": X, "y_train": Y, "x_test": X[:, :1], "y_test": Y},
            "x_test must have as many columns as x_train, 2; got 1",
        ),
        (
            {"x_train": X, "y_train": Y, "x_test": X[:, :, None], "y_test": Y},
            r"x_test must have rows and columns, \(n, d\); got shape \(6, 2, 1\)",
        ),
        ({"x": X, "y": np.array([{}] * 6, dtype=object)}, "must hold numbers or text; got Python"),
    ],
)
def test_arrays_that_do_not_fit_are_an_error(save, arrays, words):
    with pytest.raises(DataError, match=words):
        open_npz_table(save(**arrays))
