import polars as pl
import pytest

from netwright.data._columns import infer_columns
from netwright.data._table_reading import read_table
from netwright.data._targets import find_target, find_targets, infer_task, leak_notes
from netwright.errors import SettingError

NAMES = ("size", "label", "2", "price")


@pytest.mark.parametrize(
    ("target", "name"),
    [("size", "size"), ("last", "price"), (0, "size"), (-1, "price"), ("1", "label"), ("2", "2")],
)
def test_a_target_is_found_by_name_index_or_last(target, name):
    assert find_target(NAMES, target) == name


def test_a_column_called_last_wins():
    assert find_target(("last", "b"), "last") == "last"


@pytest.mark.parametrize(
    ("target", "words"),
    [
        ("prise", "perhaps 'price', an index or 'last'; got 'prise'"),
        ("zzz", "target must be the name of a column: 'size', 'label', '2', 'price', an index"),
        (4, "target must be an index from -4 to 3, or a name; got 4"),
        ("-5", "target must be an index from -4 to 3, or a name; got '-5'"),
        (None, "perhaps 'label' or 'price', an index or 'last'; got None"),
    ],
)
def test_a_target_that_is_not_there_names_what_would_do(target, words):
    with pytest.raises(SettingError, match=words):
        find_target(NAMES, target)


def test_without_a_usual_name_the_columns_are_listed():
    with pytest.raises(SettingError, match="the name of a column: 'a', 'b', an index or 'last'"):
        find_target(("a", "b"), None)


@pytest.mark.parametrize(
    ("values", "kind", "task"),
    [
        (["a", "b"], None, "classification"),
        (["0", "1"], None, "classification"),
        (["0.5", "1.5", None], None, "classification"),
        ([str(i % 10) for i in range(99)], None, "classification"),
        ([str(i % 21) for i in range(99)], None, "regression"),
        (["1.5", "2.5", "3.5"], None, "regression"),
        ([str(i) for i in range(99)], None, "regression"),
        (["1.5", "2.5", "3.5"], "category", "classification"),
        (["1,000.5", "2.5", "3.5", "x"], "number", "regression"),
        (["a1", "b2", "c3"], None, "classification"),
        (["7", "7"], None, "classification"),
    ],
)
def test_tasks(values, kind, task):
    assert infer_task(values, kind)[0] == f"table-{task}"


def leaks(frame, target="y"):
    return leak_notes(frame, infer_columns(frame, target=target), target)


def test_an_echo_of_the_target_is_named():
    frame = pl.DataFrame(
        {
            "echo": ["no", "yes"] * 50,
            "ward": [str(i % 10) + "a" for i in range(100)],
            "other": [str(i % 3) for i in range(100)],
            "y": ["0", "1"] * 50,
        }
    )
    notes = leaks(frame)
    assert len(notes) == 2
    assert notes[0].startswith("column 'echo' says the same as the target 'y'")
    assert notes[1].startswith("column 'ward' with its 10 values always fixes the target 'y'")


def test_what_may_be_chance_is_no_leak():
    few = pl.DataFrame({"echo": ["no", "yes"] * 5, "y": ["0", "1"] * 5})
    assert leaks(few) == ()
    unique = pl.DataFrame({"x": [str(i / 7) for i in range(100)], "y": ["0", "1"] * 50})
    assert leaks(unique) == ()
    assert leaks(pl.DataFrame({"x": ["a", "b"] * 50, "y": ["1", "1"] * 50})) == ()


def test_the_echo_in_a_real_table_is_named(shared_data):
    frame = read_table(shared_data / "tabular_small" / "titanic.csv").frame
    assert [note.split("'")[1] for note in leaks(frame, "survived")] == ["alive"]
    ames = read_table(shared_data / "tabular_ames" / "AmesHousing.csv").frame
    assert leaks(ames, "SalePrice") == ()


COLUMNS = ["size", "a,b", "price", "sold"]


@pytest.mark.parametrize(
    ("target", "found"),
    [
        ("price", ("price",)),
        ("price,last", ("price", "sold")),
        (" 0 , 2", ("size", "price")),
        ("a,b", ("a,b",)),  # a name wins over a list
        ("1,price", ("a,b", "price")),
        (["a,b", "sold"], ("a,b", "sold")),
        (-1, ("sold",)),
    ],
)
def test_several_columns_are_joined_by_commas(target, found):
    assert find_targets(COLUMNS, target) == found


@pytest.mark.parametrize(
    ("target", "words"),
    [
        ("price,3,2", "target must be different columns: 'price' is asked for twice; got 'price,3"),
        ("price,prise", "target must be the name of a column, perhaps 'price'"),
        ("price,", "target must be the name of a column"),
        ("price,9", "target must be an index from -4 to 3, or a name; got '9'"),
        (None, "target must be the name of a column, perhaps 'price'"),
    ],
)
def test_several_columns_that_cannot_be_are_an_error(target, words):
    with pytest.raises(SettingError, match=words):
        find_targets(COLUMNS, target)
