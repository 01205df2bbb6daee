from pathlib import Path

import numpy as np
import pytest

from netwright.api._data_facts import (
    class_counts,
    decoded_facts,
    expect_classes,
    form_facts,
)
from netwright.data import Decoded, PictureForm, Splits
from netwright.errors import DataError


def test_classes_are_counted_in_each_split():
    rows = {"train": np.array([0, 1, 2]), "val": np.array([3])}
    counts = class_counts(("a", "b"), np.array([0, 0, 1, 1]), Splits(rows=rows, why=""))
    assert counts == {"a": {"train": 2, "val": 0}, "b": {"train": 1, "val": 1}}


def test_every_class_must_be_trained_and_one_that_is_never_scored_is_said():
    counts = {"a": {"train": 3, "val": 1, "test": 0}, "b": {"train": 1, "val": 1, "test": 1}}
    assert expect_classes(counts) == ["test has no row of 1 of 2 classes: 'a'"]
    assert expect_classes({"a": {"train": 3}, "b": {"train": 1}}) == []
    counts["b"]["train"] = 0
    with pytest.raises(DataError, match="train must have rows of every class; got 'b' elsewhere"):
        expect_classes(counts)


def test_of_decoded_pictures_what_is_damaged_and_repeated_is_kept():
    done = Decoded(
        pictures=np.zeros((2, 1, 8, 8), dtype=np.uint8),
        kept=np.array([0]),
        quarantined=(("b.png", "dark", "cut short"),),
        folder=Path(),
    )
    assert decoded_facts(done, 3, PictureForm(side=8, channels=1)) == {
        "quarantined": [["b.png", "dark", "cut short"]],
        "duplicates": 3,
        "picture": {"side": 8, "channels": 1},
    }


def test_a_form_says_how_it_is_cut_only_where_it_is():
    plain = {"kind": "picture", "side": 8, "channels": 3}
    assert form_facts(PictureForm(side=8, channels=3)) == plain
    whole = PictureForm(side=8, channels=3, whole=True)
    assert form_facts(whole) == {**plain, "whole": True}
    cut = PictureForm(side=8, channels=3, cut=0.875)
    assert form_facts(cut) == {**plain, "cut": 0.875}
