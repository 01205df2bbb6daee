import datetime

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from netwright.data._table_cells import parse_numbers
from netwright.data._table_typed import as_text, read_parquet, to_frame
from netwright.errors import DataError


class PandasFrame:
    """The two things that are asked of a pandas frame, which is no dependency."""

    columns = ("a", "b")

    def to_dict(self, how):
        assert how == "list"
        return {"a": [1.0, float("nan")], "b": ["x", None]}


@pytest.mark.parametrize(
    "rows",
    [
        [{"a": 1, "b": "x"}, {"b": None, "a": float("nan")}],
        [{"a": 1.0, "b": " x "}, {}],
        {"a": [1, None], "b": ["x", "?"]},
        {"a": np.array([1.0, np.nan]), "b": ("x", None)},
        pl.DataFrame({"a": [1, None], "b": ["x ", "NA"]}),
        PandasFrame(),
    ],
)
def test_rows_of_every_form_become_the_same_frame(rows):
    frame = to_frame(rows)
    assert frame.schema == {"a": pl.String, "b": pl.String}
    assert frame.select("a", "b").rows() == [("1", "x"), (None, None)]


def test_one_mapping_of_values_is_one_row():
    when = datetime.date(2024, 2, 29)
    found = to_frame({"when": when, "flag": True, "half": np.float32(0.5), "count": np.int64(3)})
    assert found.rows() == [("2024-02-29", "True", "0.5", "3")]


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([], "rows must be a list of mappings, a mapping of lists or a frame; got list"),
        (7, "a mapping of lists or a frame; got int"),
        ([1, 2], "a mapping of lists or a frame; got list"),
        ({"a": [1], "b": 2}, "a mapping of lists or a frame; got dict"),
        ({"a": [1], "b": [1, 2]}, r"rows must have columns of one length; got lengths \[1, 2\]"),
        ([{"a": {}}], "rows must hold numbers, words, dates or None; got dict in column 'a'"),
    ],
)
def test_rows_of_no_form_are_refused(rows, words):
    with pytest.raises(DataError, match=words):
        to_frame(rows)


@settings(deadline=None)
@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1))
def test_floats_lose_nothing(values):
    texts = as_text(pl.DataFrame({"a": values}), name="t")["a"]
    assert parse_numbers(texts).tolist() == values


def test_all_flat_types_become_text():
    frame = pl.DataFrame(
        {
            "small": pl.Series([0.1, float("nan"), 2.0], dtype=pl.Float32),
            "big": [1e300, 2**60, None],
            "time": [datetime.datetime(2024, 1, 2, 3, 4, 5), None, None],
            "word": pl.Series(["a", "b", None], dtype=pl.Categorical),
            "none": [None, None, None],
        }
    )
    assert as_text(frame, name="t").to_dict(as_series=False) == {
        "small": ["0.1", None, "2"],
        "big": ["1e+300", "1.152921504606847e+18", None],
        "time": ["2024-01-02T03:04:05.000000", None, None],
        "word": ["a", "b", None],
        "none": [None, None, None],
    }


def test_nested_columns_are_refused():
    with pytest.raises(
        DataError, match=r"t must hold one plain value .*got List\(Int64\) in column 'a'"
    ):
        as_text(pl.DataFrame({"a": [[1]]}), name="t")


def test_parquet_keeps_its_rows_and_says_its_odd_types(tmp_path):
    path = tmp_path / "t.parquet"
    pl.DataFrame({"a": pl.Series(["x", "y"], dtype=pl.Categorical)}).write_parquet(path)
    frame, notes = read_parquet(path.read_bytes(), name="t")
    assert frame.rows() == [("x",), ("y",)]
    assert notes == ("column 'a' came as Categorical and is read as text or numbers",)


def test_parquet_that_is_damaged_or_empty_is_refused(tmp_path):
    path = tmp_path / "t.parquet"
    pl.DataFrame({"a": [1, 2]}).write_parquet(path)
    with pytest.raises(DataError, match="t must be a whole parquet file; got "):
        read_parquet(path.read_bytes()[:-20], name="t")
    pl.DataFrame({"a": []}).write_parquet(path)
    with pytest.raises(DataError, match="t must hold rows; got 0 rows of 1 columns"):
        read_parquet(path.read_bytes(), name="t")
