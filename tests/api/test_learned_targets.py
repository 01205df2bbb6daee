"""How targets are read, fitted and stored; whole data sets are in test_several_targets.py."""

import numpy as np
import polars as pl
import pytest

from netwright.api._learned_targets import fit_targets, read_targets, target_facts
from netwright.data import Splits
from netwright.errors import DataError
from netwright.recipe import resolve

FRAME = pl.DataFrame(
    {
        "colour": ["red", None, None, "blue", "blue", "red"],
        "price": ["1", "2", None, None, "4", "9"],
        "marks": ["a|b", "|", None, None, "a", "b"],
    }
)

SPLITS = Splits(rows={"train": np.array([0, 1, 2]), "val": np.array([3])}, why="")


@pytest.fixture
def learned():
    return read_targets(FRAME, {"price": "number"})


def test_rows_with_one_target_count(learned):
    assert learned.rows.tolist() == [0, 1, 3, 4, 5]
    assert learned.notes == (
        "rows without any target, left out: 1, the first of them row 3",
        "colour is missing in rows: 1; such a row counts for its other targets alone",
        "price is missing in rows: 1; such a row counts for its other targets alone",
        "marks is missing in rows: 1; such a row counts for its other targets alone",
    )
    assert [len(column.missing) for column in learned.columns] == [5, 5, 5]


@pytest.mark.parametrize("first", FRAME.columns)
def test_the_split_is_stratified_by_the_first_target(first):
    others = [name for name in FRAME.columns if name != first]
    strata = read_targets(FRAME.select(first, *others), {"price": "number"}).strata
    assert (strata.dtype, len(strata)) == (np.int64, 5)
    if first == "colour":
        assert (strata[0] == strata[4], strata[2] == strata[3]) == (True, True)
        assert len(set(strata[:3].tolist())) == 3  # missing is a stratum of its own
    if first == "price":
        assert strata[2] == -1


def test_targets_are_fitted_on_the_training_rows_alone(learned):
    recipe = resolve(user={"loss_weights": "marks=2", "log_target": False})
    parts, stored, notes = fit_targets(learned.columns, SPLITS, recipe)
    colour, price, marks = parts
    assert (colour.classes, colour.shares) == (("blue", "red"), (0.5, 0.5))
    assert (price.mean, price.std) == (1.5, 0.5)
    np.testing.assert_allclose(marks.shares, [1.5 / 3, 1.5 / 3])
    assert (colour.weight, marks.weight) == (1.0, 2.0)
    assert stored["labels:marks"].tolist() == [[1, 1], [0, 0], [255, 255], [1, 0], [0, 1]]
    assert notes[0] == "colour: 2 classes (2 different words)"
    facts = target_facts(parts, stored, SPLITS)
    assert facts["colour"]["classes"] == {
        "blue": {"train": 1, "val": 1}, "red": {"train": 1, "val": 0},
    }  # fmt: skip
    assert facts["price"] == {"kind": "number", "missing": {"train": 1, "val": 0}}
    assert facts["marks"]["classes"]["a"] == {"train": 1, "val": 1}


def test_one_class_alone_is_not_learned(learned):
    with pytest.raises(DataError, match="train must have 2 or more classes of 'colour'; got 1"):
        fit_targets(
            learned.columns, Splits(rows={"train": np.array([0])}, why=""), resolve(user={})
        )
    with pytest.raises(DataError, match="train must have rows with the target 'colour'; got none"):
        fit_targets(
            learned.columns, Splits(rows={"train": np.array([1])}, why=""), resolve(user={})
        )
