import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from netwright.errors import DamageError, RecipeError
from netwright.recipe import ORIGINS, from_toml, resolve, to_toml

texts = st.text(max_size=12)  # no lone surrogates: hypothesis makes none, UTF-8 has none
origins = st.sampled_from(ORIGINS)
words = st.fixed_dictionaries(
    {},
    optional={
        "task": texts,
        "target": texts | st.none(),
        "kinds": texts,
        "plan": texts,
        "seed": st.integers(0, 2**31 - 1),
        "learning_rate": st.floats(0, exclude_min=True, allow_infinity=False),
        "weight_decay": st.floats(0, allow_infinity=False),
        "val_share": st.none() | st.floats(0, 1, exclude_max=True),
        "minutes": st.none() | st.floats(0, exclude_min=True, allow_infinity=False),
        "header": st.none() | st.booleans(),
    },
)


@settings(deadline=None, max_examples=100)
@given(origins, words, origins, words)
@example("user", {"learning_rate": 1e-05}, "preset", {"weight_decay": 1e22})
@example("user", {"learning_rate": 5e-324}, "preset", {"weight_decay": 1.7e308})
@example("user", {"target": None, "val_share": None}, "search", {"minutes": None})
@example("user", {"target": "größe 値 🎈 \u2028"}, "coach", {"kinds": 'a="b"\\c'})
@example("user", {"target": "\x00\x01\x1b[31m\x7f\x85\t\r\n"}, "coach", {"kinds": "'''\"\"\""})
def test_a_recipe_comes_back_as_it_was(first, values, second, others):
    recipe = resolve(**{first: values, second: others})
    text = to_toml(recipe)
    text.encode()  # it can be written
    assert from_toml(text) == recipe


def test_what_is_written_can_be_read_by_people():
    text = to_toml(resolve(user={"learning_rate": 1e-5, "target": "Sale\nPrice"}))
    lines = text.splitlines()
    assert lines[0] == "[settings]"
    assert "learning_rate = 1.0e-05" in lines
    assert 'target = "Sale\\nPrice"' in lines
    assert "tensorboard = true" in lines
    assert not any(line.startswith("minutes") for line in lines)  # None has no word in TOML
    assert lines[-3:] == ["[origins]", 'learning_rate = "user"', 'target = "user"']


def test_a_recipe_written_by_hand_may_leave_settings_out():
    recipe = from_toml("[settings]\nepochs = 2\n")
    assert recipe.settings.epochs == 2
    assert recipe.origins == {}
    assert from_toml("") == resolve()


@pytest.mark.parametrize("text", ["[settings", "a = ", "\x00", "a = " + "[" * 5_000])
def test_what_is_no_toml_is_damage(text):
    with pytest.raises(DamageError, match=r"run/recipe\.toml must be TOML; got "):
        from_toml(text, name="run/recipe.toml")


@pytest.mark.parametrize(
    "text",
    ["[settings]\n[hooks]\nrun = 'x'", "epochs = 3", "settings = 3", "[settings]\n[[origins]]"],
)
def test_foreign_tables_are_damage(text):
    words = r"recipe\.toml must hold the tables settings and origins; got "
    with pytest.raises(DamageError, match=words):
        from_toml(text)


@pytest.mark.parametrize(
    "text",
    [
        "[origins]\nepochs = 'magic'",
        "[origins]\nnothing = 'user'",
        "[origins]\nepochs = 3",
        "[origins]\nepochs = ['user']",
        "[origins.epochs]\nuser = 1",
    ],
)
def test_foreign_origins_are_damage(text):
    with pytest.raises(DamageError, match=r"recipe\.toml must give known origins; got "):
        from_toml(text)


def test_settings_that_cannot_work_are_named_all_at_once():
    with pytest.raises(RecipeError, match="epochs must be a number above 0; got 0") as caught:
        from_toml("[settings]\nepochs = 0\nsed = 1\n")
    assert len(caught.value.mistakes) == 2
