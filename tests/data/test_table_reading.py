import csv
import hashlib
import io
import re
from collections import Counter

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from netwright.data import _table_reading
from netwright.data._table_cells import MISSING
from netwright.data._table_dialect import TableDialect
from netwright.data._table_reading import read_table, unique_names
from netwright.errors import DataError, StorageError

FAULTS = {
    "zero bytes": (b"", "must hold a table; got 0 bytes"),
    "header only": (b"name,size\n", "must hold rows below its header; got the header only"),
    "NUL": (b"a,b\n1,\x00\n", "got a NUL on line 2, character 3"),
    "short row": (
        b"a,b,c\n1,2,3\n\n1,2\n",
        "must have 3 cells in every row, as its first row has; got 2 on line 4",
    ),
    "long row": (b"a,b\n1,2\n1,2,3\n", "must have 2 cells in every row.*got 3 on line 3"),
    "short row behind a cell of two lines": (
        b'a,b\n"1\n1",2\n3\n',
        "must have 2 cells in every row.*got 1 on line 4",
    ),
    "open quote": (
        b'a,b\n1,2\n3,"4\n5,6,7\n',
        "must close every quoted cell; got an open quote in the row that begins on line 3",
    ),
    "text behind a quote": (
        b'a,b\n1,2\n"3"x,"4,5"\n',
        "must have nothing between a closing quote and the delimiter; got more text.*line 3",
    ),
    "endless cell": (
        b"a,b\n1,2\n1," + b"x" * 140_000 + b"\n",
        "must have cells of at most 131,072 characters; got a longer one .* line 3",
    ),
    "binary": (bytes(range(1, 32)) * 9, "got binary data"),
    "no encoding": (b"a,b\n1,\x81\n", "got byte 0x81 on line 2, character 3"),
    "half a parquet": (b"PAR1abc", "must be a whole parquet file; got "),
}


@pytest.fixture
def table(tmp_path):
    def write(data, name="t.csv"):
        path = tmp_path / name
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
        return path

    return write


@pytest.mark.parametrize("fault", FAULTS)
def test_every_fault_is_said_with_its_line(table, fault):
    data, words = FAULTS[fault]
    path = table(data)
    with pytest.raises(
        DataError, match="(?s)" + re.escape(str(path)) + " " + ".*" * (words[0] == "g") + words
    ):
        read_table(path)


def test_a_file_that_is_not_there_is_said(tmp_path):
    with pytest.raises(StorageError, match=r"none.csv must be a readable file; got No such file"):
        read_table(tmp_path / "none.csv")


def test_a_table_is_read_as_text_with_its_digest(table):
    path = table("name, size ,name\r\n a ,1.50,x\r\nb,NA,?\r\n\r\n")
    read = read_table(path)
    assert read.frame.to_dict(as_series=False) == {
        "name": ["a", "b"],
        "size": ["1.50", None],
        "name_2": ["x", None],
    }
    assert read.rows == 2
    assert read.digest == hashlib.sha256(path.read_bytes()).hexdigest()
    assert read.notes == (
        "column 3 has the name 'name' again and is called 'name_2'",
        "1 cell with 'NA', read as missing",
        "1 cell with '?', read as missing",
    )


def test_the_user_may_know_better_about_the_header(table):
    path = table("a,b\n1,2\n")
    assert read_table(path).frame.columns == ["a", "b"]
    read = read_table(path, header=False)
    assert read.frame.rows() == [("a", "b"), ("1", "2")]
    assert read.frame.columns == ["column_1", "column_2"]
    assert read.dialect.header is False
    assert read_table(table("3,4\n1,2\n"), header=True).frame.columns == ["3", "4"]


def test_decimal_commas_become_points_in_columns_of_numbers_only(table):
    read = read_table(table("a;b;c\n1,5;1,2;x\n1.234;y,5;1,5\n-3.000,25;1,5;z\n"))
    assert read.frame["a"].to_list() == ["1.5", "1234", "-3000.25"]
    assert read.frame["b"].to_list() == ["1,2", "y,5", "1,5"]


def test_windows_text_is_read_and_said(table):
    read = read_table(table("stadt,zahl\nKöln,1\n".encode("cp1252")))
    assert read.frame["stadt"].to_list() == ["Köln"]
    assert any("was read as Windows-1252" in note for note in read.notes)


def test_parquet_is_known_by_its_content(tmp_path):
    path = tmp_path / "t.csv"
    pl.DataFrame({"a": [1, None], "b": [0.1, 3.0], "c": [True, False]}).write_parquet(path)
    read = read_table(path)
    assert read.frame.rows() == [("1", "0.1", "True"), (None, "3", "False")]
    assert read.dialect.describe() == "parquet"


def test_a_hundred_thousand_columns(table):
    count = 100_000
    text = ",".join(f"c{i}" for i in range(count)) + "\n" + ",".join("1" * count) + "\n"
    read = read_table(table(text))
    assert (read.rows, read.frame.width) == (1, count)


def test_rows_are_joined_across_chunks(table, monkeypatch):
    monkeypatch.setattr(_table_reading, "CELLS", 6)
    read = read_table(table("a,b\n" + "".join(f"{i},x{i}\n" for i in range(20))))
    assert read.frame["a"].to_list() == [str(i) for i in range(20)]


@pytest.mark.parametrize(
    ("names", "given"),
    [
        (["a", "a", "a"], ("a", "a_2", "a_3")),
        (["a", "a", "a_2"], ("a", "a_3", "a_2")),
        (["", "column_1", ""], ("column_2", "column_1", "column_3")),
        (["two\nlines", " x "], ("two lines", "x")),
    ],
)
def test_names_are_made_unique(names, given):
    assert unique_names(names)[0] == given


@given(st.lists(st.sampled_from(["", "a", "a_2", "column_1", "b"]), min_size=1, max_size=8))
def test_no_two_names_are_alike(names):
    found, notes = unique_names(names)
    assert len(set(found)) == len(names)
    assert sum(a != b for a, b in zip(found, names, strict=True)) == len(notes)


words = st.text(st.sampled_from('ab é",;|\t\n\r.5-ß'), min_size=1, max_size=8).map(str.strip)
cells = words.filter(lambda text: text not in MISSING) | st.none()


@st.composite
def tables(draw):
    width = draw(st.integers(2, 5))
    # No blanks at the ends of cells, and a first column without missing cells, so that no line is
    # empty; the line ends in a cell are those of the file.
    row = st.tuples(words.filter(lambda text: text not in MISSING), *[cells] * (width - 1))
    return draw(st.lists(row, min_size=1, max_size=8))


@settings(deadline=None)
@given(
    rows=tables(),
    delimiter=st.sampled_from(",;\t|"),
    line_end=st.sampled_from(["\n", "\r\n"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    header=st.booleans(),
)
def test_what_is_written_is_read_back(
    tmp_path_factory, rows, delimiter, line_end, encoding, header
):
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter, lineterminator=line_end, quoting=csv.QUOTE_ALL)
    if header:
        writer.writerow([f"name {place}" for place in range(len(rows[0]))])
    writer.writerows([cell or "" for cell in row] for row in rows)
    dialect = TableDialect(encoding=encoding, bom=False, delimiter=delimiter, header=header)
    frame, _ = _table_reading.frame_of(out.getvalue(), dialect, name="t.csv")
    assert frame.rows() == rows
    path = tmp_path_factory.mktemp("written") / "t.csv"
    path.write_bytes(out.getvalue().encode(encoding))
    read = read_table(path, header=header)
    assert read.dialect.delimiter == delimiter
    assert read.rows == len(rows)
    if read.dialect.decimal == ".":  # else commas of numbers have become points
        assert read.frame.rows() == rows


def test_rows_of_several_lengths_are_no_columns():
    rows = iter([["1"], ["1", "2"]])
    with pytest.raises(ValueError, match="rows of several lengths"):  # the caller finds the line
        _table_reading._columns(rows, 1, Counter())


@pytest.mark.parametrize(
    ("path", "rows", "columns"),
    [
        ("tabular_ames/AmesHousing.csv", 2_930, 82),
        ("tabular_adult/adult-test.csv", 16_281, 15),
        ("tabular_boston_housing/housing.csv", 506, 14),
        ("tabular_small/titanic.csv", 891, 15),
        ("tabular_small/penguins.csv", 344, 7),
        ("text_sms_spam/SMSSpamCollection", 5_574, 2),
    ],
)
def test_real_tables_keep_every_row(shared_data, path, rows, columns):
    assert read_table(shared_data / path).frame.shape == (rows, columns)
