"""Every setting's range, and the sentence that names what would do."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from netwright.recipe import Settings, mistakes_in
from netwright.recipe._settings import WANTED

# setting -> values just outside what it takes, or of another kind
WRONG = {
    "preset": ["quick", 1, None],
    "seed": [-1, 2**31, 0.5, "x"],
    "val_share": [-0.1, 1, "x", math.nan],
    "test_share": [-0.1, 1, "x", math.inf],
    "train_dev_share": [-0.1, 1, None],
    "damaged": [-0.1, 1.0, "x"],
    "side": [-1, 1025, 8.5],
    "channels": [2, "grey", None],
    "header": ["perhaps", 2],
    "log_target": ["perhaps", 2],
    "width": [0, 64.5, math.nan],
    "members": [0, 65, 1.5],
    "dropout": [-0.1, 1],
    "epochs": [0, 100_001, math.inf],
    "minutes": [0, -1, math.nan],
    "batch_size": [0, 2**20 + 1, 1.5],
    "optimiser": ["lion", 0],
    "learning_rate": [0, -1, math.inf],
    "momentum": [-0.1, 1],
    "beta2": [-0.1, 1],
    "weight_decay": [-1e-9, math.inf],
    "schedule": ["sometimes", 0],
    "warmup": [-0.1, 1],
    "rate_drop": [1, 0.5, math.inf],
    "plateau": [0, 1.5],
    "l1": [-1e-9, math.inf],
    "clip": [-1, math.nan],
    "freeze": ["all", "", "-1", 2],
    "thaw": [-0.1, 1],
    "stage_rate": [0, 1.1],
    "tta": ["sometimes", 0],
    "progressive": [-0.1, 1, "half"],
    "objective": ["angle", "", 0],
    "margin": [-0.1, math.inf, "wide"],
    "dims": [1, 4097, 2.5],
    "anchors": ["0", "65", 2.5, "10x", "10x13+", "", True],
    "mosaic": [-0.1, 1.1, "x"],
    "overlap": [-0.1, 1.1, math.nan],
    "score": [-0.1, 1.1, "x"],
    "void": ["x", "256", "1+", True],
    "given": ["top", 0],
    "boundary": ["256", "1+2", "x"],
    "dice": [-0.1, math.inf],
    "up": ["down", 0],
    "distance": ["ssim", 0],
    "adversarial": [-0.1, math.nan],
    "content_weight": [-0.1, math.inf, "x"],
    "style_weight": [0, -1, math.nan],
    "smooth": [-0.1, math.inf],
    "style_scale": [0, 16.5, "wide"],
    "smoothing": [-0.1, 1],
    "ema": [-0.1, 1],
    "lookahead": [-0.1, 1, math.nan],
    "augment": ["", "flip+", "+flip", "flip flip", "crop:", "crop:-1", "Flip", 3],
    "patience": [-1, 0.5],
    "evaluations": [-1, 0.5],
    "device": ["tpu", 0],
    "tensorboard": ["perhaps", 2],
}
TEXTS = (
    "task",
    "target",
    "model",
    "group",
    "time",
    "kinds",
    "plan",
    "activation",
    "init",
    "pretrained",
    "loss_weights",
    "style",
    "features",
)


def test_every_setting_with_a_constraint_has_its_sentence_and_the_others_are_text():
    assert set(WRONG) == set(WANTED)
    assert set(WANTED) | set(TEXTS) == set(Settings.model_fields)


@pytest.mark.parametrize("name", WANTED)
def test_the_sentence_of_every_setting_is_reached(name):
    for wrong in WRONG[name]:
        assert mistakes_in({name: wrong}) == [f"{name} must be {WANTED[name]}; got {wrong!r}"]


@pytest.mark.parametrize("name", TEXTS)
def test_texts_are_text(name):
    assert mistakes_in({name: 3}) == [f"{name} must be text; got 3"]
    assert mistakes_in({name: "anything; even $(this)"}) == []
    half = "\udc80"  # a byte that is no UTF-8, as a command line gives it; no file could keep it
    assert mistakes_in({name: half}) == [f"{name} must be text; got {half!r}"]


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("seed", [0, 2**31 - 1, "7"]),
        ("val_share", [0, 0.999, None, "0.2"]),
        ("side", [0, 1024]),
        ("channels", [0, 1, 3]),
        ("width", [1e-3, 64]),
        ("members", [1, 64]),
        ("epochs", [1e-6, 100_000, "0.5"]),
        ("batch_size", [1, 2**20]),
        ("minutes", [None, 0.1]),
        ("augment", ["none", "flip", "shift+affine+flip", "crop:4+rotate:.5"]),
        ("tensorboard", [True, False, "true"]),
    ],
)
def test_the_ends_of_every_range_will_do(name, values):
    for value in values:
        assert mistakes_in({name: value}) == []


def test_all_mistakes_are_named_at_once_in_order_of_the_names():
    wrong = {name: values[0] for name, values in WRONG.items()}
    found = mistakes_in({**wrong, "zzz": 1, "aaa": 1})
    assert [line.split()[0] for line in found] == sorted([*wrong, "aaa", "zzz"])


@settings(deadline=None, max_examples=50)
@given(
    st.dictionaries(
        st.sampled_from(sorted(Settings.model_fields)) | st.text(max_size=8),
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
        max_size=6,
    )
)
def test_whatever_comes_there_is_one_sentence_for_each_mistake(values):
    found = mistakes_in(values)
    assert all(" must be " in line for line in found)
    assert len(found) <= len(values)
    if found:
        with pytest.raises(ValidationError, match="validation error"):
            Settings.model_validate(values)
    else:
        assert Settings.model_validate(values) is not None


@pytest.mark.parametrize(
    ("name", "near"),
    [("learning_rat", "learning_rate"), ("optimizer", "optimiser"), ("epoch", "epochs"),
     ("batchsize", "batch_size")],
)  # fmt: skip
def test_a_misspelt_setting_hears_the_nearest_one(name, near):
    assert mistakes_in({name: 1}) == [
        f"{name} must be a setting; got {name!r} (did you mean {near}?)"
    ]


def test_a_name_near_to_none_hears_where_they_are_listed():
    assert mistakes_in({"zzz": 1}) == [
        "zzz must be a setting; got 'zzz' (netwright train --help lists them)"
    ]


def test_settings_are_frozen():
    with pytest.raises(ValidationError, match="Instance is frozen"):
        Settings().epochs = 3.0


def test_every_setting_is_described():
    assert all(field.description for field in Settings.model_fields.values())
