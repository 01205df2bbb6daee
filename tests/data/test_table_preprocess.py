import copy
import json

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from netwright.data._columns import infer_columns
from netwright.data._table_preprocess import TablePreprocess
from netwright.data._table_reading import read_table
from netwright.data._table_typed import to_frame
from netwright.errors import DamageError, DataError

TRAIN = pl.DataFrame(
    {
        "id": [f"k{i}" for i in range(8)],
        "age": ["1", "2", None, "4", "5", "6", "7", "8.5"],
        "job": ["a", "b", "a", "b", None, None, "c", "a"],
        "sold": ["2020-01-01", "2021-02-03", "2020-01-01"] + ["2022-05-05"] * 5,
        "y": ["0", "1"] * 4,
    }
)
FITTED = TablePreprocess.fit(TRAIN, infer_columns(TRAIN, target="y"))
PLAIN = FITTED.to_dict()


def test_arrays_have_the_shapes_that_are_said():
    found = FITTED.apply(TRAIN.drop("y"))
    assert found.numbers.shape == (8, len(FITTED.number_names)) == (8, 6)
    assert found.numbers.dtype == np.float32
    assert FITTED.number_names[:3] == ("age", "age is missing", "sold: year")
    assert FITTED.category_names == ("job",)
    assert FITTED.category_sizes == (4,)
    assert found.categories.tolist() == [[2], [3], [2], [3], [1], [1], [0], [2]]
    assert found.unseen == {"job": 1}
    assert found.notes == ("column 'job': 1 cell with a category that training did not show twice",)


@settings(deadline=None, max_examples=30)
@given(st.permutations(["age", "job", "sold", "id", "extra"]))
def test_the_order_of_the_columns_does_not_matter(order):
    frame = TRAIN.with_columns(extra=pl.lit("1"))
    found, plain = FITTED.apply(frame.select(order)), FITTED.apply(TRAIN.drop("y"))
    assert np.array_equal(found.numbers, plain.numbers)
    assert np.array_equal(found.categories, plain.categories)
    assert found.notes[0] == "1 column unknown to training and ignored: 'extra'"


@settings(deadline=None, max_examples=40)
@given(
    st.lists(
        st.tuples(st.text(max_size=5) | st.none(), st.text(max_size=5) | st.none()), max_size=6
    )
)
def test_rows_outside_training_never_change_the_preprocessing(other):
    rows = pl.DataFrame(other, schema={"age": pl.String, "job": pl.String}, orient="row")
    rows = rows.with_columns(id=pl.lit("z"), sold=pl.lit(None, pl.String), y=pl.lit("0"))
    whole = pl.concat([TRAIN, rows.select(TRAIN.columns)])
    train = whole.head(8)
    assert TablePreprocess.fit(train, infer_columns(train, target="y")) == FITTED
    before = copy.deepcopy(FITTED)
    found = FITTED.apply(whole.drop("y"))  # whatever the cells hold, it is coded
    assert before == FITTED
    assert np.isfinite(found.numbers).all()
    assert found.categories.max() < FITTED.category_sizes[0]
    assert np.array_equal(found.numbers[:8], FITTED.apply(train.drop("y")).numbers)


def test_json_gives_the_same_preprocessing():
    again = TablePreprocess.from_dict(json.loads(json.dumps(PLAIN, allow_nan=False)))
    assert again == FITTED


def test_missing_columns_are_named_all_at_once():
    words = "must have the 3 columns that training used; got none called 'age', 'job'\n.*'sold'"
    with pytest.raises(DataError, match=words):
        FITTED.apply(TRAIN.select("sold"))


def test_columns_left_out_in_training_may_be_missing():
    assert FITTED.left_out == ("id",)
    assert FITTED.apply(TRAIN.drop("id", "y")).missing_columns == ("id",)


def test_drift_is_counted_and_said():
    rows = [
        {"age": "old", "job": "pilot", "sold": None},
        {"age": None, "job": "a", "sold": "then"},
        {"age": 3, "job": "b", "sold": "2020-01-01"},
    ]
    found = FITTED.apply(to_frame(rows))
    assert found.unseen == {"job": 1}
    assert found.numbers[:, 1].tolist() == [1, 1, 0]
    assert found.notes[:2] == (
        "column 'age': 1 cell not written as numbers and read as missing: 'old'",
        "column 'sold': 1 cell not written as dates like %Y-%m-%d and read as missing: 'then'",
    )


def test_typed_frames_are_taken_as_well():
    texts = FITTED.apply(TRAIN.drop("y"))
    typed = TRAIN.with_columns(pl.col("age").cast(pl.Float64), pl.col("sold").str.to_date())
    assert np.array_equal(FITTED.apply(typed).numbers, texts.numbers)


def test_columns_that_are_all_missing_and_tables_without_rows_work():
    empty = pl.DataFrame({"age": [None], "job": [None], "sold": [None]})
    found = FITTED.apply(empty)
    assert np.isfinite(found.numbers).all()
    assert found.categories.tolist() == [[1]]
    assert FITTED.apply(TRAIN.head(0)).numbers.shape == (0, 6)
    columns = infer_columns(TRAIN, target="y")
    gone = TRAIN.with_columns(age=pl.lit(None, pl.String))
    assert np.isfinite(TablePreprocess.fit(gone, columns).apply(TRAIN).numbers).all()


def test_a_table_with_nothing_to_learn_from_is_refused():
    frame = TRAIN.select("id", "y")
    with pytest.raises(DataError, match="besides its target; got none: 'id' is identifier"):
        TablePreprocess.fit(frame, infer_columns(frame, target="y"))
    with pytest.raises(DataError, match="got none: no other column"):
        TablePreprocess.fit(frame, ())


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda p: p.pop("numbers"), "preprocess.numbers must be a list; got 'None'"),
        (lambda p: p["numbers"].append(3), r"preprocess.numbers\[2\] must be a mapping; got '3'"),
        (lambda p: p["numbers"][0].update(name=1), r"numbers\[0\].name must be text; got '1'"),
        (
            lambda p: p["numbers"][0]["codings"][0].update(values=[2.0, 1.0]),
            r"numbers\[0\].codings.values must be rising numbers; got '\[2.0, 1.0\]'",
        ),
        (
            lambda p: p["categories"][0].update(known=["a", "a"]),
            r"categories\[0\].known must be different texts; got 'a'",
        ),
        (lambda p: p.update(left_out=["age"]), "columns of preprocess must be different texts"),
        (lambda p: p.update(left_out=[{}]), "columns of preprocess must be different texts"),
    ],
)
def test_a_damaged_preprocessing_is_refused_with_its_place(change, words):
    plain = json.loads(json.dumps(PLAIN))
    change(plain)
    with pytest.raises(DamageError, match=words):
        TablePreprocess.from_dict(plain)
    with pytest.raises(DamageError, match="preprocess must be a mapping; got 'None'"):
        TablePreprocess.from_dict(None)


def test_real_tables(shared_data):
    folder = shared_data / "tabular_adult"
    train = read_table(folder / "adult-train.csv").frame
    test = read_table(folder / "adult-test.csv").frame
    fitted = TablePreprocess.fit(train, infer_columns(train, target="column_15"))
    found = fitted.apply(test.drop("column_15"))
    assert found.numbers.shape == (16_281, 6)
    assert found.categories.shape == (16_281, 8)
    assert found.unseen == {}
    assert np.abs(found.numbers).max() < 3
