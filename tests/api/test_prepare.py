import numpy as np
import pytest

from netwright import store
from netwright.api._prepare import prepare, prepared_again
from netwright.api._prepared import Asked, quiet
from netwright.errors import DataError, SettingError


def test_a_run_finds_its_rows_again_under_another_recipe(data, runs):
    run = runs.people
    facts = store.read_json(run.path / "data.json")
    same = prepared_again(facts, run.recipe)
    other = prepared_again(facts, run.recipe.with_values("user", learning_rate=0.5))
    assert same.data == facts
    assert other.recipe.settings.learning_rate == 0.5
    for split in ("train", "val", "test"):
        np.testing.assert_array_equal(same.examples.rows(split), other.examples.rows(split))


def test_other_data_than_those_of_the_run_are_refused(runs):
    facts = {**store.read_json(runs.people.path / "data.json"), "digest": "of others"}
    with pytest.raises(DataError, match="must be as it was when the run began; got another digest"):
        prepared_again(facts, runs.people.recipe)


def test_pictures_have_one_task(data):
    asked = Asked(data=str(data / "photos"), test=None, user={"task": "table-regression"})
    with pytest.raises(SettingError, match="task must be image-classification for pictures"):
        prepare(asked, quiet)
