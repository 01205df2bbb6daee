import pytest
from hypothesis import given
from hypothesis import strategies as st

from netwright.data._classes import class_list, listed, merged_labels, natural_key, shown
from netwright.errors import DataError


@given(st.lists(st.integers(-(10**15), 10**15), unique=True))
def test_numeric_names_sort_by_value(numbers):
    assert sorted(map(str, numbers), key=natural_key) == [str(n) for n in sorted(numbers)]


@given(st.lists(st.text(max_size=12), unique=True))
def test_any_names_sort_into_one_order(names):
    backwards = names[::-1]
    assert sorted(names, key=natural_key) == sorted(backwards, key=natural_key)
    assert len({natural_key(name) for name in names}) == len(names)


def test_numbers_inside_names_and_very_long_ones():
    assert sorted(["s10", "s9", "s1"], key=natural_key) == ["s1", "s9", "s10"]
    natural_key("x" + "9" * 5000)  # longer than Python turns into a number


def test_names_that_would_drive_a_terminal_are_escaped():
    assert shown("plain 😀 name") == "plain 😀 name"
    assert shown("a\x1b[31m\n\udcff") == "a\\x1b[31m\\n\\udcff"
    shown("\udcff\x00").encode()  # can be printed at all


def test_long_lists_are_cut():
    assert listed("abcdefg") == "a, b, c, d, e and 2 more"


def test_labels_equal_after_trimming_are_one():
    labels, notes = merged_labels(["cat", " cat", "dog", "cat.", "e\u0301", "\u00e9"])
    assert labels == ("cat", "cat", "dog", "cat", "\u00e9", "\u00e9")
    assert len(notes) == 2
    assert "are one class: cat" in notes[0]


def test_a_label_that_is_only_trimmed_keeps_its_final_dot():
    assert merged_labels(["etc. ", "and"]) == (("etc.", "and"), ())


@given(st.lists(st.text(min_size=1).filter(lambda t: t.strip()), min_size=1))
def test_merging_twice_is_merging_once(labels):
    once, _ = merged_labels(labels)
    assert merged_labels(once)[0] == once


def test_blank_labels_are_an_error():
    with pytest.raises(DataError, match=r"labels must not be blank; got 2 of 3"):
        merged_labels(["a", "", "  "])


def test_a_class_that_train_lacks_is_an_error_by_name():
    with pytest.raises(DataError, match=r"val must have the classes of train; got emu, which"):
        class_list(["a", "b", "emu"], ["train", "train", "val"], path="p", complete=False)


def test_a_class_missing_from_val_is_an_error_by_name():
    labels, splits = ["a", "b", "a"], ["train", "train", "val"]
    with pytest.raises(DataError, match=r"val must have every class of train; got none of b"):
        class_list(labels, splits, path="p", complete=True)
    classes, notes = class_list(labels, splits, path="p", complete=False)
    assert classes == ("a", "b")
    assert notes[0] == "val has no example of b"


@pytest.mark.parametrize(("labels", "got"), [([], "got 0"), (["a", "a"], r"got 1 \(a\)")])
def test_fewer_than_two_classes_are_an_error(labels, got):
    with pytest.raises(DataError, match=f"p must have at least 2 classes to tell apart; {got}"):
        class_list(labels, [None] * len(labels), path="p", complete=True)


def test_single_examples_and_names_that_differ_in_case_are_said():
    _, notes = class_list(["Cat", "cat", "cat"], [None] * 3, path="p", complete=True)
    assert notes == (
        "classes with a single example: Cat",
        "classes that differ only in case stay apart: Cat, cat",
    )
