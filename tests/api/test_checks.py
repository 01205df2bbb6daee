import pytest

import netwright as nw
from netwright.api._checks import check_user_settings
from netwright.errors import RecipeError
from netwright.models import NETWORKS
from netwright.tasks import TASKS


def test_settings_that_can_work_pass():
    check_user_settings({"epochs": 3, "model": "auto", "task": "", "dropout": 0.1})


def test_every_mistake_is_named_at_once_before_anything_is_read():
    with pytest.raises(RecipeError) as caught:
        nw.train("no such data", epochs=0, modl="mlp", model="mpl", task="table", dropout=1)
    assert caught.value.mistakes == (
        "dropout must be a share, from 0 up to, not at, 1; got 1",
        "epochs must be a number above 0; got 0",
        f"model must be one of the {len(NETWORKS)} of: netwright models; got 'mpl' "
        "(did you mean mlp?)",
        "modl must be a setting; got 'modl' (did you mean model?)",
        f"task must be one of {', '.join(TASKS)}; got 'table' (did you mean table-regression?)",
    )


def test_a_name_of_no_activation_and_of_no_initialiser_is_named_with_the_nearest():
    check_user_settings({"activation": "gelu", "init": "he"})
    check_user_settings({"activation": "", "init": ""})
    with pytest.raises(RecipeError) as caught:
        check_user_settings({"activation": "rely", "init": "xaver"})
    assert caught.value.mistakes == (
        "activation must be one of linear, sigmoid, tanh, scaled_tanh, relu, relu6, leaky_relu, "
        "elu, softplus, mish, gelu, silu, hard_swish, maxout; got 'rely' (did you mean relu?)",
        "init must be one of zero, small, xavier, xavier_normal, he, he_uniform, lecun, "
        "orthogonal, torch; got 'xaver' (did you mean xavier?)",
    )


def test_words_of_augment_are_looked_up_and_each_mistake_is_told_once():
    check_user_settings({"augment": "none"})
    check_user_settings({"augment": "flip+crop:40"})  # whether it fits, the pictures tell
    for augment, words in (
        ("flip+rotat", "augment must be none, or some of flip, altflip, .*did you mean rotate.*"),
        ("rotate:181", "augment must be rotate:0 to rotate:180; got 'rotate:181'"),
        ("flip flip", "augment must be none, or kinds joined by .*; got 'flip flip'"),
    ):
        with pytest.raises(RecipeError, match=f"^{words}$") as caught:
            check_user_settings({"augment": augment})
        assert len(caught.value.mistakes) == 1


def test_epochs_and_minutes_exclude_each_other():
    with pytest.raises(RecipeError, match="epochs must be left out where minutes are given"):
        check_user_settings({"epochs": 1, "minutes": 1})


def test_frozen_weights_must_come_from_somewhere():
    check_user_settings({"freeze": "none"})
    check_user_settings({"freeze": "0"})
    words = r"freeze must come with pretrained weights; got 'features' \(fresh ones are random\)"
    with pytest.raises(RecipeError, match=words):
        check_user_settings({"freeze": "features"})
    with pytest.raises(RecipeError) as caught:
        check_user_settings({"freeze": "all"})
    assert caught.value.mistakes == (
        "freeze must be none, features or a number of stages; got 'all'",
    )
