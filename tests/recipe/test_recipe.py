"""Layers, origins, and all mistakes at once."""

import dataclasses

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from netwright.errors import RecipeError
from netwright.recipe import ORIGINS, Recipe, Settings, resolve

layers = st.dictionaries(
    st.sampled_from(ORIGINS),
    st.dictionaries(st.sampled_from(["seed", "patience", "evaluations"]), st.integers(0, 99)),
)


@settings(deadline=None)
@given(layers)
def test_the_last_layer_that_speaks_wins_and_is_the_origin(given_layers):
    recipe = resolve(**given_layers)
    for name in ("seed", "patience", "evaluations"):
        speaking = [origin for origin in ORIGINS if name in given_layers.get(origin, {})]
        if speaking:
            assert getattr(recipe.settings, name) == given_layers[speaking[-1]][name]
            assert recipe.origin(name) == speaking[-1]
        else:
            assert getattr(recipe.settings, name) == Settings.model_fields[name].default
            assert recipe.origin(name) == "default"


def test_the_user_has_the_last_word_whatever_the_order_of_the_layers():
    recipe = resolve(user={"epochs": 1}, preset={"epochs": 2, "width": 2}, inferred={"width": 3})
    assert (recipe.settings.epochs, recipe.settings.width) == (1, 2)
    assert recipe.origins == {"epochs": "user", "width": "preset"}


def test_rows_are_every_setting_in_the_order_of_the_definition():
    rows = resolve(coach={"epochs": 2}).rows()
    assert [row[0] for row in rows] == list(Settings.model_fields)
    assert ("epochs", 2.0, "coach") in rows
    assert ("seed", 0, "default") in rows


def test_every_mistake_of_every_layer_is_named_at_once():
    with pytest.raises(RecipeError, match="epochs must be a number above 0; got 0") as caught:
        resolve(
            preset={"epochs": 0}, user={"dropout": 1, "lerning_rate": 2, "augment": "flip flip"}
        )
    assert caught.value.mistakes == (
        "augment must be none, or kinds joined by +, each with a strength if wanted: flip+crop:4; "
        "got 'flip flip'",
        "dropout must be a share, from 0 up to, not at, 1; got 1",
        "epochs must be a number above 0; got 0",
        "lerning_rate must be a setting; got 'lerning_rate' (did you mean learning_rate?)",
    )


def test_values_put_in_later_are_stamped_and_checked():
    recipe = resolve(preset={"epochs": 3, "width": 2})
    changed = recipe.with_values("search", epochs=5, seed=1)
    assert (changed.settings.epochs, changed.settings.seed, changed.settings.width) == (5, 1, 2)
    assert changed.origins == {"epochs": "search", "seed": "search", "width": "preset"}
    assert recipe.settings.epochs == 3
    with pytest.raises(RecipeError, match="seed must be a whole number, 0 or more; got -1"):
        recipe.with_values("search", seed=-1)


def test_a_recipe_is_frozen():
    with pytest.raises(dataclasses.FrozenInstanceError):
        resolve().settings = Settings()
    assert resolve() == Recipe(settings=Settings(), origins={})
