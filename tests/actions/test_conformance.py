"""What any remedy must do: a bad remedy of each sort is refused."""

import itertools
from dataclasses import replace

import pytest

from netwright.actions import REMEDIES, Remedy, check_remedy
from netwright.errors import SettingError
from netwright.recipe import resolve

COUNTER = itertools.count(1)
GOOD = Remedy(
    name="mine",
    causes=("LR_HIGH",),
    sets=("learning_rate",),
    expect="a calmer loss",
    cost="nothing",
    change=lambda settings, known: {"learning_rate": 0.01},
)


class _Mutating(Remedy):
    def apply(self, recipe, known):
        object.__setattr__(recipe, "origins", {"seed": "coach"})
        return recipe


class _Unstamped(Remedy):
    def apply(self, recipe, known):
        return recipe.with_values("user", learning_rate=0.01)


class _Copying(Remedy):
    def apply(self, recipe, known):
        return replace(recipe)


class _Silent(Remedy):
    def apply(self, recipe, known):
        return None


def _like(kind: type[Remedy]) -> Remedy:
    names = ("name", "causes", "sets", "expect", "cost", "change")
    return kind(**{name: getattr(GOOD, name) for name in names})


def _halved(settings, known):
    return {"learning_rate": settings.learning_rate * 0.999}


@pytest.mark.parametrize("remedy", [GOOD, *REMEDIES], ids=lambda remedy: remedy.name)
def test_a_good_remedy_and_all_of_ours_pass(remedy):
    check_remedy(remedy)


@pytest.mark.parametrize(
    ("remedy", "words"),
    [
        (replace(GOOD, change=lambda s, k: 1 / 0), "a valid recipe; got 'ZeroDivisionError"),
        (
            replace(GOOD, change=lambda s, k: {"learning_rate": -1.0}),
            "must be one that gives a valid recipe; got .*learning_rate must be",
        ),
        (_like(_Silent), "must be one that gives a recipe; got None"),
        (_like(_Mutating), "pure, leaving the recipe as it is; got 'a changed argument'"),
        (
            replace(GOOD, change=lambda s, k: {"learning_rate": next(COUNTER) / 1e4}),
            "must be the same for the same recipe; got 'two results'",
        ),
        (
            replace(GOOD, change=lambda s, k: {"dropout": 0.3}),
            r"only what it sets \(learning_rate\); got 'dropout'",
        ),
        (_like(_Unstamped), r"whose changes have the origin 'coach'; got \['learning_rate'"),
        (_like(_Copying), "the recipe itself where nothing changes; got 'a copy'"),
        (replace(GOOD, change=_halved), "nothing the second time, or says that it repeats; got"),
        (replace(GOOD, change=_halved, repeats=True), "comes to an end when it is repeated"),
    ],
)
def test_a_bad_remedy_is_refused_by_name_with_the_recipe_it_was_given(remedy, words):
    with pytest.raises(SettingError, match=words) as refused:
        check_remedy(remedy)
    assert str(refused.value).startswith("remedy 'mine' must be")
    assert "it was given: " in refused.value.hint


@pytest.mark.parametrize("missing", ["name", "expect", "cost", "causes"])
def test_a_remedy_that_says_too_little_is_refused(missing):
    empty = {missing: () if missing == "causes" else ""}
    with pytest.raises(SettingError, match="complete: a name, what to expect, a cost, and causes"):
        check_remedy(replace(GOOD, **empty))
    check_remedy(replace(GOOD, causes=(), general=True))


@pytest.mark.parametrize("sets", [(), ("learning_rate", "luck")])
def test_a_remedy_sets_settings(sets):
    with pytest.raises(SettingError, match="must be one that sets settings of a recipe"):
        check_remedy(replace(GOOD, sets=sets))


def test_the_recipe_it_was_tried_on_is_as_before():
    before = resolve(user={})
    check_remedy(GOOD)
    assert resolve(user={}) == before
