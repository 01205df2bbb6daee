"""Settings of one task are refused with any other, all at once."""

import pytest

import netwright as nw
from netwright.api._own_settings import OWN
from netwright.errors import RecipeError
from netwright.recipe import Settings
from netwright.tasks import TASKS


def test_the_table_names_settings_and_tasks_that_there_are():
    assert set(OWN) <= set(Settings.model_fields)
    assert {task for tasks in OWN.values() for task in tasks} <= {*TASKS, ""}


def test_settings_of_another_task_are_refused_before_the_data_are_opened():
    with pytest.raises(RecipeError, match="margin must be left out unless the task is verif") as e:
        nw.inspect("nowhere", task="image-classification", margin=0.2, dims=32)
    assert e.value.mistakes == (
        "margin must be left out unless the task is verification; got 0.2",
        "dims must be left out unless the task is verification; got 32",
    )


def test_a_default_value_may_be_given():
    assert nw.inspect("digits", dims=64).prepared.recipe.settings.dims == 64
