"""The table of remedies; ``test_conformance.py`` holds each of them to what any must do."""

import pytest

from netwright.actions import REMEDIES
from netwright.actions._conformance import RECIPES
from netwright.actions._inferred import SETS as TRAINING
from netwright.diagnosis import RULES
from netwright.diagnosis._strategy_actions import GROUPS
from netwright.recipe import resolve

CODES = {code for rule in RULES for code in rule.codes} | set(GROUPS)


def test_their_causes_are_codes_of_the_coach():
    assert {cause for remedy in REMEDIES for cause in remedy.causes} <= CODES


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
