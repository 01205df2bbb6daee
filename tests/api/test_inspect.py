import pytest

import netwright as nw
from netwright.errors import RecipeError


def test_it_sees_what_training_would_use(runs, data):
    facts = nw.inspect(data / "people.csv", target="label", model="mlp").summary()
    assert facts["task"] == "table-classification"
    assert facts["goal"] == runs.people.goal["measure"]
    assert facts["data"]["held_out"] == {"val": 24, "test": 24}
    assert facts["data"]["counts"] == {"train": 72, "val": 24, "test": 24}
    assert facts["recipe"]["target"] == {"value": "label", "origin": "user"}
    pictures = nw.inspect(data / "photos").summary()["data"]
    assert pictures["picture"] == {"side": 10, "channels": 3}
    assert set(pictures["classes"]) == {"dark", "light"}


def test_it_checks_settings_as_training_does(data):
    with pytest.raises(RecipeError, match="epochs must be a number above 0; got -1"):
        nw.inspect(data / "photos", epochs=-1)
