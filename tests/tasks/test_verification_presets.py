import pytest

from netwright.recipe import Settings
from netwright.tasks._verification_presets import (
    LEAST_EPOCHS,
    MOST_EPOCHS,
    verification_settings,
)


@pytest.mark.parametrize("train", [1, 100, 300, 5_000, 100_000])
@pytest.mark.parametrize("channels", [1, 3])
def test_they_are_settings_and_within_bounds(train, channels):
    found = verification_settings(train=train, channels=channels, model="auto")
    settings = Settings(**found)
    assert settings.task == "verification"
    assert settings.model == "embedder"
    assert LEAST_EPOCHS <= settings.epochs <= MOST_EPOCHS
    assert ("saturation" in settings.augment) is (channels == 3)


def test_a_network_that_was_asked_for_is_kept():
    found = verification_settings(train=100, channels=1, model="resnet")
    assert found["model"] == "resnet"


def test_few_pictures_are_held_by_members_and_many_need_none():
    few, many = (verification_settings(train=n, channels=1, model="auto") for n in (300, 9_000))
    assert (few["members"], many["members"]) == (3, 1)
    assert few["dropout"] > many["dropout"]
    assert few["evaluations"] == 1, "the last weights are kept where few people could choose"
