import polars as pl
import pytest

from netwright.data._columns import column_notes, infer_column, infer_columns, wanted_name
from netwright.data._table_reading import read_table
from netwright.errors import DataError, SettingError


def kind(cells, name="x"):
    return infer_column(pl.Series(name, cells, dtype=pl.String)).kind


COUNT = [str(i) for i in range(1, 61)]


@pytest.mark.parametrize(
    ("cells", "wanted"),
    [
        (["1", "2.5", None], "number"),
        (["1", "-", "1,200"], "number"),
        ([*["1", "2"] * 100, "oops"], "number"),
        ([*["1", "2"] * 10, "oops"], "category"),
        (["020", "190", "020"], "category"),
        ([*["1", "2"] * 100, "05"], "number"),
        (["0.5", "0.25", "0"], "number"),
        (["red", "red", "blue", None], "category"),
        (["True", "False", "True"], "category"),
        (["2020-01-01", "2020-02-01", None], "date"),
        (["31.12.2020", "1.1.2021"], "date"),
        ([None, None], "constant"),
        (["7", "7"], "constant"),
        (["yes", None], "category"),
        (["a1", "b2", "c3"], "identifier"),
        (["001", "002", "007"], "identifier"),
        (COUNT, "identifier"),
        (COUNT[::-1], "identifier"),
        (COUNT[:20], "number"),
        ([str(1900 + i) for i in range(100)], "number"),
        ([*COUNT[:-1], None], "number"),
        ([f"a sentence of some length, number {i}" for i in range(9)], "text"),
        (["the same long sentence of more than thirty characters"] * 9 + ["b"], "category"),
    ],
)
def test_kinds(cells, wanted):
    assert kind(cells) == wanted


@pytest.mark.parametrize("name", ["id", "ID", "user_id", "PassengerId", "row ID"])
def test_a_column_called_id_is_one_if_its_numbers_differ(name):
    assert kind(["17", "4", "9"], name) == "identifier"
    assert kind(["17", "4", "4"], name) == "number"


@pytest.mark.parametrize("name", ["humid", "paid", "width", "grid"])
def test_words_that_end_like_id_are_none(name):
    assert kind(["17", "4", "9"], name) == "number"


def test_few_whole_numbers_may_be_codes():
    many = pl.Series("rooms", ["1", "2", "3", "4"] * 250)
    assert infer_column(many).codes
    assert infer_column(many).kind == "number"
    assert not infer_column(many.head(999)).codes
    assert not infer_column(pl.Series("size", ["1.5", "2"] * 500)).codes


def test_what_was_seen_is_said():
    column = infer_column(pl.Series("x", [*["1", "2"] * 150, "-", "oops", None]))
    assert (column.missing, column.distinct) == (1, 4)
    assert column.why == "numbers, 1 blank like '-' read as missing, 1 other cell read as missing"
    assert infer_column(pl.Series("x", ["1/2/2020", "3/4/2020"])).why == (
        "dates like %m/%d/%Y; %d/%m/%Y fits as well"
    )


def test_order_target_and_overrides():
    frame = pl.DataFrame({"b": ["1", "2"], "y": ["p", "q"], "a": ["x", "x"]})
    found = infer_columns(frame, target="y", override={"a": "category", "b": "identifier"})
    assert [(column.name, column.kind, column.why) for column in found] == [
        ("b", "identifier", "you said so"),
        ("a", "category", "you said so"),
    ]
    assert column_notes(found) == ("column 'b' is left out: you said so",)
    assert len(infer_columns(frame)) == 3


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"target": "sise"}, "target must be the name of a column, perhaps 'size'; got 'sise'"),
        ({"target": "zzz"}, "target must be the name of a column: 'size', 'Name'; got 'zzz'"),
        (
            {"override": {"name": "text"}},
            "column must be the name of .* perhaps 'Name'; got 'name'",
        ),
        (
            {"override": {"Name": "words"}},
            "the kind of 'Name' must be one of number, category, date, .*; got 'words'",
        ),
    ],
)
def test_mistakes_name_what_would_do(settings, words):
    frame = pl.DataFrame({"size": ["1"], "Name": ["x"]})
    with pytest.raises(SettingError, match=words):
        infer_columns(frame, **settings)


def test_a_column_that_holds_no_dates_cannot_be_one():
    words = "column 'x' must hold dates of one form .*; got 'a', 'b'"
    with pytest.raises(DataError, match=words):
        infer_column(pl.Series("x", ["a", "b"]), kind="date")
    with pytest.raises(DataError, match="got nothing"):
        infer_column(pl.Series("x", [None], dtype=pl.String), kind="date")


def test_long_lists_of_columns_are_cut():
    assert wanted_name("zzz", [f"c{i}" for i in range(99)]).endswith("'c11', ...")


def test_real_tables(shared_data):
    ames = read_table(shared_data / "tabular_ames" / "AmesHousing.csv").frame
    found = {column.name: column for column in infer_columns(ames, target="SalePrice")}
    assert {name for name, column in found.items() if not column.used} == {"Order", "PID"}
    assert found["MS SubClass"].kind == "category"
    assert found["Pool QC"].kind == "category"
    assert found["Lot Frontage"].kind == "number"
    assert found["Overall Qual"].codes
    adult = read_table(shared_data / "tabular_adult" / "adult-test.csv").frame
    kinds = [column.kind for column in infer_columns(adult, target="column_15")]
    assert [place for place, kind in enumerate(kinds) if kind == "number"] == [0, 2, 4, 10, 11, 12]
