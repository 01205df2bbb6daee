"""What any remedy must do, on recipes of all kinds; see also ``netwright.actions.Remedy``."""

import pytest

from netwright.actions import REMEDIES
from netwright.actions._inferred import SETS as TRAINING
from netwright.diagnosis import RULES
from netwright.diagnosis._strategy_actions import GROUPS
from netwright.recipe import Settings, from_toml, resolve, to_toml

CODES = {code for rule in RULES for code in rule.codes} | set(GROUPS)
RECIPES = {
    "plain": {},
    "minutes": {"minutes": 1.0},
    "wrong": {
        "learning_rate": 1.0,
        "init": "zero",
        "activation": "sigmoid",
        "dropout": 0.9,
        "weight_decay": 5.0,
        "l1": 0.1,
        "epochs": 1.0,
        "batch_size": 4096,
        "optimiser": "sgd",
        "schedule": "constant",
        "clip": 1e-4,
        "smoothing": 0.4,
        "ema": 0.999,
        "augment": "rotate:180",
        "width": 0.25,
        "patience": 1,
        "members": 2,
    },
    "edge": {
        "learning_rate": 1e-9,
        "epochs": 1_000.0,
        "width": 4.0,
        "weight_decay": 9.0,
        "dropout": 0.6,
        "clip": 0.5,
        "warmup": 0.5,
        "optimiser": "muon",
        "schedule": "cosine",
    },
}
DATA = {"pictures": {}, "table": {"channels": 0, "classes": False}, "nothing known": None}
remedies = pytest.mark.parametrize("remedy", REMEDIES, ids=lambda remedy: remedy.name)
recipes = pytest.mark.parametrize("values", RECIPES.values(), ids=RECIPES)
data = pytest.mark.parametrize("facts", DATA.values(), ids=DATA)


@pytest.fixture
def facts_of(known):
    empty = {"inferred": {}, "optimisers": {}, "channels": 0}
    return lambda facts: known(rate=3e-3) if facts == {} else known(**(facts or empty))


@remedies
@recipes
@data
def test_it_is_pure_valid_and_changes_only_what_it_says(remedy, values, facts, facts_of):
    recipe, known = resolve(user=values), facts_of(facts)
    text = to_toml(recipe)
    after = remedy.apply(recipe, known)
    assert to_toml(recipe) == text
    assert after == remedy.apply(resolve(user=values), known)
    assert from_toml(to_toml(after)) == after  # so that every value was checked
    old, new = recipe.settings.model_dump(), after.settings.model_dump()
    changed = {name for name in old if old[name] != new[name]}
    assert changed <= set(remedy.sets)
    assert {name for name in old if after.origin(name) == "coach"} == changed
    assert (after is recipe) == (not changed)


@remedies
@recipes
@data
def test_it_is_idempotent_or_says_that_it_is_not(remedy, values, facts, facts_of):
    known = facts_of(facts)
    once = remedy.apply(resolve(user=values), known)
    twice = remedy.apply(once, known)
    assert twice is once or remedy.repeats


@remedies
def test_repeating_it_comes_to_an_end(remedy, known):
    recipe = resolve(user={})
    for _ in range(40):
        after = remedy.apply(recipe, known())
        if after is recipe:
            return
        recipe = after
    raise AssertionError(f"{remedy.name} has no end")


@remedies
def test_its_causes_and_settings_exist_and_it_says_what_to_expect(remedy):
    assert set(remedy.causes) <= CODES
    assert remedy.causes or remedy.general
    assert remedy.sets
    assert set(remedy.sets) <= set(Settings.model_fields)
    assert remedy.name
    assert remedy.expect
    assert remedy.cost


def test_names_are_given_once_and_every_remedy_changes_some_recipe(known):
    assert len({remedy.name for remedy in REMEDIES}) == len(REMEDIES) >= 20
    facts = known(rate=3e-3)
    for remedy in REMEDIES:
        found = [remedy.apply(resolve(user=v), facts) for v in RECIPES.values()]
        changed = [
            after.settings != resolve(user=v).settings
            for v, after in zip(RECIPES.values(), found, strict=True)
        ]
        assert any(changed), remedy.name


def test_no_remedy_touches_data_seed_or_what_is_learned():
    fixed = {"task", "target", "seed", "val_share", "test_share", "model", "side", "pretrained"}
    assert not fixed & {name for remedy in REMEDIES for name in remedy.sets}
    assert not {"epochs", "minutes"} & set(TRAINING)


@pytest.mark.parametrize(
    "code",
    [
        *("LR_HIGH", "LR_LOW", "OPT", "UNDERTRAIN", "BATCH_SIZE", "INIT_SCALE", "INIT_SYMMETRIC"),
        *("GRAD_VANISH", "GRAD_EXPLODE", "DEAD_RELU", "SATURATED", "ACT_CHOICE", "MISSING_ACT"),
        *("CONST_OUTPUT", "TOO_DEEP", "REG_HIGH", "DROPOUT_HIGH", "OVERFIT", "AUG_SHIFT"),
        *("AVOIDABLE_BIAS", "VARIANCE"),
    ],
)
def test_every_cause_that_a_setting_can_mend_has_a_remedy(code):
    assert any(code in remedy.causes for remedy in REMEDIES)
