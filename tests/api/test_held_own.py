"""Rows of tasks of their own kind: the run's held-out ones, or all of other data."""

import pytest

from netwright import store
from netwright.api._held_own import own_held
from netwright.errors import DataError
from paired import masks_folder
from styled import photos_folder


def held(run, data, *, own):
    return own_held(run, data, store.read_json(run.path / "data.json"), own=own)


def test_of_its_own_photographs_a_run_scores_those_it_held_out(style_run, tmp_path):
    facts = store.read_json(style_run.path / "data.json")
    own = held(style_run, facts["data"], own=True)
    assert (own.split, own.own, len(own.names)) == ("test", True, 2)
    other = held(style_run, photos_folder(tmp_path / "photos", 5), own=False)
    assert (other.split, other.own) == ("all", False)
    assert other.arrays["picture"].shape == (5, 3, 32, 32)
    with pytest.raises(DataError, match="must be as it was in training; got other bytes"):
        held(style_run, tmp_path / "photos", own=True)


def test_of_other_pairs_the_part_called_test_is_scored(masks_run, tmp_path):
    other = held(masks_run, masks_folder(tmp_path / "m", train=3, val=1, test=2), own=False)
    assert (other.split, len(other.names)) == ("test", 2)


def test_data_of_other_tasks_are_opened_as_usual(runs):
    assert held(runs.photos, "anything", own=False) is None
