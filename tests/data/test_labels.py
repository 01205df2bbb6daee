import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from netwright.data._labels import clean_labels, clean_targets
from netwright.data._table_reading import read_table
from netwright.errors import DataError


def test_labels_equal_but_for_blanks_and_a_dot_are_merged_and_said():
    found = clean_labels(["<=50K", "<=50K.", " <=50K. ", ">50K", ">50K"])
    assert found.labels == ("<=50K", "<=50K", "<=50K", ">50K", ">50K")
    assert found.merged == ((" <=50K. ", "<=50K", 1), ("<=50K.", "<=50K", 1))
    assert found.notes == (
        "1 label ' <=50K. ' read as '<=50K'",
        "1 label '<=50K.' read as '<=50K'",
    )
    assert found.classes == ("<=50K", ">50K")


@pytest.mark.parametrize(("was", "label"), [("a..", "a."), (".", "."), ("a .", "a"), ("1.", "1")])
def test_one_final_dot_goes(was, label):
    assert clean_labels([was, "other"]).labels[0] == label


def test_labels_that_differ_by_case_are_kept_and_said():
    found = clean_labels(["cat", "Cat ", "cat", "Cat", "dog", "dog"])
    assert found.classes == ("Cat", "cat", "dog")
    assert "labels 'Cat', 'cat' differ only by case and are kept as different" in found.notes


def test_rows_without_a_label_are_listed():
    found = clean_labels(["a", None, "b", " ", "NaN", "a", "b", "?"])
    assert found.missing_rows.tolist() == [1, 3, 4, 7]
    assert found.labels == ("a", "", "b", "", "", "a", "b", "")
    assert found.notes == ("4 rows without a label, left out: row 2, 4, 5, 8",)
    many = clean_labels([None] * 9 + ["a", "b"])
    assert many.notes[0] == "9 rows without a label, left out: row 1, 2, 3, 4, 5, ..."


def test_a_class_of_one_is_said():
    assert clean_labels(["a", "b", "b"]).notes == ("1 label with a single example: 'a'",)


def test_numbers_are_ordered_by_size():
    assert clean_labels(["10", "9", "x", "-1"]).classes == ("-1", "9", "10", "x")


@pytest.mark.parametrize(
    ("labels", "words"),
    [
        (["a", "a."], "labels must be 2 or more different ones; got only 'a' in 2 rows"),
        ([None], "labels must be 2 or more different ones; got no label in 1 row\n"),
        ([], "got no label in 0 rows"),
    ],
)
def test_fewer_than_two_classes_are_refused(labels, words):
    with pytest.raises(DataError, match=words):
        clean_labels(labels)


def test_a_test_file_may_hold_one_class():
    assert clean_labels(["a"], least=1).classes == ("a",)
    with pytest.raises(DataError, match="labels must be 1 or more different ones; got no label"):
        clean_labels([None], least=1)


@settings(deadline=None)
@given(st.lists(st.text() | st.none(), min_size=2))
def test_no_row_gets_lost(values):
    found = clean_labels(["one", "two", *values])
    assert len(found.labels) == len(values) + 2
    listed = set(found.missing_rows.tolist())
    assert all((row in listed) == (label == "") for row, label in enumerate(found.labels))


def test_targets_are_read_and_rows_without_one_listed():
    found = clean_targets(["1.5", None, "inf", " 2 ", "nan", "1e999", "-3", "?"])
    assert found.missing_rows.tolist() == [1, 2, 4, 5, 7]
    assert found.values[[0, 3, 6]].tolist() == [1.5, 2.0, -3.0]
    assert found.notes == ("5 rows without a finite target, left out: row 2, 3, 5, 6, 8",)
    assert math.isnan(found.values[1])
    assert clean_targets([1.5, float("nan")]).missing_rows.tolist() == [1]


@pytest.mark.parametrize(
    ("values", "words"),
    [
        (["1", "2", "cheap"], "targets must be numbers; got 'cheap' in row 3"),
        ([None, "?"], "targets must be numbers; got none in 2 rows"),
    ],
)
def test_targets_that_are_no_numbers_are_refused(values, words):
    with pytest.raises(DataError, match=words):
        clean_targets(values)


def test_the_labels_of_a_real_test_file_are_those_of_its_training_file(shared_data):
    folder = shared_data / "tabular_adult"
    train, test = (
        clean_labels(read_table(folder / f"adult-{part}.csv").frame["column_15"])
        for part in ("train", "test")
    )
    assert train.classes == test.classes == ("<=50K", ">50K")
    assert not train.merged
    assert test.merged == (("<=50K.", "<=50K", 12_435), (">50K.", ">50K", 3_846))
