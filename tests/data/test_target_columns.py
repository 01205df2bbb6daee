import numpy as np
import polars as pl
import pytest

from netwright.data import read_target, split_kinds, target_kind
from netwright.errors import DataError, SettingError


def cells(*values, name="t"):
    return pl.Series(name, values, dtype=pl.String)


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        (["red", "blue", "red"], "class"),
        (["1", "0", "1"], "class"),
        (["1.5", "2.5", "3.5"], "number"),
        (["a|b", "a", "b", "b|c", None], "labels"),
        (["a;b", "b; a", "c;a", "b"], "labels"),
        (["a|b", "c|d", "a|b"], "class"),  # parts that never come in other company
        (["x;y", *(f"w{i % 7}" for i in range(90))], "class"),  # a slip of the pen
    ],
)
def test_a_column_says_what_it_is(values, kind):
    assert target_kind(cells(*values))[0] == kind


def test_classes_are_those_of_the_rows_that_train():
    column = read_target(cells("b", "a", None, "c"))
    assert column.missing.tolist() == [False, False, True, False]
    assert column.classes(np.array([0, 1, 2])) == ("a", "b")
    stored, notes = column.coded(("a", "b"))
    assert (stored.dtype, stored.tolist()) == (np.int64, [1, 0, -1, -1])
    assert notes == ("t: 1 label training never saw, passed over in 1 row: 'c'",)
    assert column.coded(("a", "b", "c"))[1] == ()


def test_labels_are_marked_and_none_is_not_missing():
    column = read_target(cells("red|round", "|", None, "round; red ;round", "long"))
    assert column.kind == "labels"
    assert column.missing.tolist() == [False, False, True, False, False]
    stored, notes = column.coded(column.classes(np.array([0, 3])))
    assert stored.dtype == np.uint8
    assert stored.tolist() == [[1, 1], [0, 0], [255, 255], [1, 1], [0, 0]]
    assert "'long'" in notes[0]


def test_numbers_are_kept_and_missing_ones_are_not_numbers():
    column = read_target(cells("1,200.5", None, "3", "7"))
    stored, notes = column.coded(column.classes(np.arange(4)))
    np.testing.assert_array_equal(stored, [1200.5, np.nan, 3.0, 7.0])
    assert notes == ()
    assert column.take(np.array([3, 1])).missing.tolist() == [False, True]


def test_the_user_knows_better():
    values = cells("1", "2", "3", "4", "5")
    assert read_target(values, kind="category").classes(np.arange(5)) == ("1", "2", "3", "4", "5")
    assert read_target(values, kind="number").kind == "number"
    assert read_target(cells("a|b", "c"), kind="labels").classes(np.arange(2)) == ("a", "b", "c")
    with pytest.raises(SettingError, match="the kind of 't' must be one of category, number, labe"):
        read_target(values, kind="date")


@pytest.mark.parametrize(
    ("values", "kind", "words"),
    [
        ([None, None], None, "target 't' must have a value in some row; got none in 2 rows"),
        (["1", "x"], "number", r"target 't': targets must be numbers; got 'x' in row 2"),
        (["a", None], "category", "target 't': labels must be 2 or more different ones; got only"),
        (["|", ";"], "labels", "target 't': labels must be 1 or more different ones; got no label"),
    ],
)
def test_columns_without_anything_to_learn_are_refused(values, kind, words):
    with pytest.raises(DataError, match=words):
        read_target(cells(*values), kind=kind)


@pytest.mark.parametrize("kind", ["category", "number", "labels"])
def test_rows_that_only_score_may_lack_a_target_throughout(kind):
    column = read_target(cells(None, None), kind=kind, scored=True)
    assert column.missing.all()
    stored, _ = column.coded(("a", "b") if kind != "number" else ())
    assert len(stored) == 2
    read_target(cells("1", "1"), kind=kind, scored=True)


def test_labels_that_differ_by_a_dot_are_one_and_it_is_said():
    column = read_target(cells("cat", "dog.", "dog", None))
    assert column.classes(np.arange(4)) == ("cat", "dog")
    assert any("read as 'dog'" in note and note.startswith("t: ") for note in column.notes)
    assert not any("left out" in note for note in column.notes)


def test_what_the_user_says_is_of_features_or_of_targets():
    assert split_kinds({"a": "text", "t": "labels"}, ("t", "u")) == ({"a": "text"}, {"t": "labels"})
