import numpy as np
import pytest

from netwright.api._held import Held, expect_same, own_split, scored_part
from netwright.errors import DataError

ALL = Held(split="all", arrays={"x": np.arange(4)}, names=("a", "b", "c", "d"), notes=("said",))


def test_of_a_runs_own_rows_test_is_scored_or_val():
    held = own_split(ALL, {"held_out": {"val": [0, 1], "test": [3]}})
    assert (held.split, held.names, held.own) == ("test", ("d",), True)
    assert held.arrays["x"].tolist() == [3]
    assert own_split(ALL, {"held_out": {"val": [0, 1]}}).names == ("a", "b")
    with pytest.raises(DataError, match="the run must have held out rows to score on its own data"):
        own_split(ALL, {"held_out": {}})


def test_of_other_data_the_test_part_or_all():
    part = scored_part(ALL, ["train", "test", None, "test"])
    assert (part.split, part.names, part.notes, part.own) == ("test", ("b", "d"), ("said",), False)
    assert scored_part(ALL, [None] * 4) is ALL
    assert scored_part(ALL, ["test"] * 4) is ALL


def test_a_runs_own_data_must_be_as_they_were():
    facts = {"data": "here", "digest": "ab"}
    assert expect_same("ab", facts, own=True)
    assert not expect_same("cd", facts, own=False)
    with pytest.raises(DataError, match="here must be as it was in training; got other bytes"):
        expect_same("cd", facts, own=True)
