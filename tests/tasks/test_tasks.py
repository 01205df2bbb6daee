"""R8 among others: a file names settings of a known task, and nothing else comes of it."""

import contextlib
import dataclasses
import json
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netwright.errors import DamageError, SettingError
from netwright.tasks import (
    TASKS,
    Detection,
    ImageClassification,
    ImageToImage,
    SeveralTargets,
    Style,
    TableClassification,
    TableRegression,
    Target,
    Verification,
    task_from,
    task_named,
)

MADE = {
    "detection": Detection(
        classes=("a", "b"),
        side=96,
        channels=1,
        mean=(1.0,),
        std=(4.0,),
        anchors=((8.0, 9.5), (20.0, 16.0)),
        width=0.5,
        augment="flip",
        mosaic=0.5,
        score=0.375,
    ),
    "image-classification": ImageClassification(
        classes=("a", "b"),
        side=28,
        channels=3,
        mean=(1.0, 2.0, 3.0),
        std=(4.0, 5.0, 6.0),
        network="resnet",
        width=0.5,
        dropout=0.25,
        smoothing=0.1,
        augment="shift+flip",
    ),
    "table-classification": TableClassification(
        classes=("a", "b", "c"), numbers=3, sizes=(2, 40), members=4, dropout=0.1
    ),
    "table-regression": TableRegression(
        numbers=3, sizes=(), log=True, mean=1.5, std=0.5, objective="huber"
    ),
    "several-targets": SeveralTargets(
        parts=(
            Target(name="a", kind="class", classes=("x", "y"), shares=(0.25, 0.75), weight=2.0),
            Target(name="b", kind="number", log=True, mean=1.5, std=0.5),
            Target(name="c", kind="labels", classes=("p", "q"), shares=(0.5, 0.125)),
        ),
        numbers=0,
        sizes=(),
        side=28,
        channels=1,
        mean=(1.0,),
        std=(4.0,),
        augment="flip",
    ),
    "verification": Verification(
        people=("a", "b", "c"),
        side=28,
        channels=1,
        mean=(1.0,),
        std=(4.0,),
        dims=32,
        objective="triplet",
        margin=0.25,
        augment="flip",
        tta="all",
        threshold=0.75,
    ),
    "image-to-image": ImageToImage(
        classes=("0", "1", "2"),
        sides=(64, 96),
        channels=3,
        mean=(1.0, 2.0, 3.0),
        std=(4.0, 5.0, 6.0),
        network="unet:resnet18",
        up="resize",
        dice=0.5,
        class_weights=(1.0, 2.0, 3.0),
        boundary="0",
        augment="flip",
    ),
    "style": Style(side=64, width=0.5, augment="altflip"),
}
HOSTILE = [
    "os.system",
    "builtins.eval",
    "torch.nn.Linear",
    "netwright.models._mlp.Mlp",
    "subprocess:run",
    "https://example.org/net.py",
    "file:///etc/passwd",
    "../../../weights.bin",
    "__import__('antigravity')",
    "!!python/object/apply:os.system",
    "ImageClassification",
    "antigravity",
    {"__class__": "os.system"},
    {"class_path": "os.system", "init_args": {"command": "true"}},
    ["os.system"],
    None,
    float("nan"),
]
NAMED = ["network", "augment", "objective"]


def plain(name):
    """As ``model.json`` holds it."""
    return json.loads(json.dumps(MADE[name].settings()))


def fields(name):
    return sorted(plain(name))


@pytest.mark.parametrize("name", TASKS)
def test_the_table_names_its_tasks(name):
    assert TASKS[name].name == name
    assert task_named(name) is TASKS[name]
    assert name in MADE, "a new task needs an example here"


@pytest.mark.parametrize("name", TASKS)
def test_a_task_survives_its_file(name):
    made = task_from(name, plain(name))
    assert made == MADE[name]
    assert type(made) is TASKS[name]
    assert task_from(name, made.settings()) == made


def test_an_unknown_task_names_the_nearest():
    with pytest.raises(SettingError, match=r"task must be one of .*\n.*mean image-classification"):
        task_named("image-class")
    with pytest.raises(SettingError, match=r"got 'zzz'\nnetwright tasks lists them"):
        task_named("zzz")


@pytest.mark.parametrize("name", [h for h in HOSTILE if isinstance(h, str)])
def test_a_task_is_a_name_of_the_table(name):
    with pytest.raises(DamageError, match="task must be one of image-classification, table-"):
        task_from(name, plain("table-regression"))


@pytest.mark.parametrize("name", TASKS)
@pytest.mark.parametrize("extra", ["class_path", "_target_", "name", "__class__", "module", "goal"])
def test_an_unknown_setting_is_an_error(name, extra):
    with pytest.raises(DamageError, match=rf"must have known settings; got \['{extra}'\]"):
        task_from(name, {**plain(name), extra: "os.system"})


@pytest.mark.parametrize("name", TASKS)
def test_a_missing_setting_is_an_error(name):
    needed = [f.name for f in dataclasses.fields(MADE[name]) if f.default is dataclasses.MISSING]
    assert needed
    for field in needed:
        values = plain(name)
        del values[field]
        with pytest.raises(DamageError, match=f"{name} must have settings that fit"):
            task_from(name, values)


@pytest.mark.parametrize("name", TASKS)
@pytest.mark.parametrize("hostile", HOSTILE, ids=str)
def test_hostile_values_are_an_error_and_load_nothing(name, hostile):
    task_from(name, plain(name))  # what loading a good one imports is loaded
    before = set(sys.modules)
    for field in fields(name):
        if (name, field, hostile) == ("detection", "classes", ["os.system"]):
            continue  # one class of things is enough here, and it may be called so
        with pytest.raises(DamageError, match=f"{name} must have settings that fit"):
            task_from(name, {**plain(name), field: hostile})
    assert set(sys.modules) == before


@pytest.mark.parametrize("field", NAMED)
@pytest.mark.parametrize("hostile", [h for h in HOSTILE if isinstance(h, str)])
def test_names_are_looked_up_in_tables(field, hostile):
    name = next(name for name in TASKS if field in fields(name))
    with pytest.raises(DamageError, match=r"(?s)must have settings that fit; got .* must be "):
        task_from(name, {**plain(name), field: hostile})


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


@pytest.mark.parametrize("name", TASKS)
@given(data=st.data(), value=JSON)
def test_any_value_makes_a_task_or_a_damage_error(name, data, value):
    field = data.draw(st.sampled_from(fields(name)))
    made = None
    with contextlib.suppress(DamageError):
        made = task_from(name, {**plain(name), field: value})
    assert made is None or type(made) is TASKS[name]
    assert made is None or sorted(made.settings()) == fields(name)


@pytest.mark.parametrize(
    ("name", "field", "value"),
    [
        ("table-regression", "numbers", "3"),
        ("table-regression", "mean", "nan"),
        ("table-regression", "log", 1),
        ("table-classification", "sizes", [2.5]),
        ("image-classification", "side", 28.5),
        ("image-classification", "mean", {"0": 1.0}),
    ],
)
def test_values_of_another_kind_are_not_guessed_at(name, field, value):
    with pytest.raises(DamageError, match=rf"(?s)must have settings that fit; got .*{field}"):
        task_from(name, {**plain(name), field: value})
