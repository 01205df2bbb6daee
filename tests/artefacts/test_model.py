"""A finished model comes back as it was, and no name in its file is imported, opened or called."""

import copy
import json
import sys

import pytest
import torch

from netwright.artefacts import Model, build_network, load_model, save_model, write_tensors
from netwright.errors import DamageError, StorageError
from netwright.tasks import ImageClassification, TableClassification, TableRegression

PICTURES = ImageClassification(
    classes=("cat", "dog"), side=8, channels=1, mean=(30.0,), std=(20.0,), network="convnet",
    augment="shift",
)  # fmt: skip
ROWS = TableClassification(classes=("no", "yes"), numbers=2, sizes=(3, 40), members=2)
NUMBERS = TableRegression(numbers=2, sizes=(3,), log=True, mean=1.5, std=0.5, network="logistic")
SEVERAL = ImageClassification(
    classes=("cat", "dog"), side=8, channels=1, mean=(30.0,), std=(20.0,), network="convnet",
    width=0.1, members=3, activation="tanh", init="xavier",
)  # fmt: skip
TASKS = (PICTURES, ROWS, NUMBERS)
PREPROCESS = {"kind": "picture", "notes": ["a", {"b": None}], "sides": [1, 2.5, True]}
ABOUT = {"data": "digits", "digest": "ab12", "measures": {"accuracy": 0.98}}

HOSTILE = (
    "antigravity",  # a module nobody has imported: importing it opens a browser
    "this",
    "turtle.Turtle",
    "os.system",
    "__import__('this')",
    "torch.nn.Linear",
    "netwright.models._mlp:Mlp",
    "Mlp",
    "http://127.0.0.1:1/model.json",
    "file:///etc/passwd",
    "/etc/passwd",
    "../model.safetensors",
    "\\\\host\\share",
    "model.safetensors\0",
    "${HOME}",
    "",
)
NAMED = {"task", "network", "augment", "objective", "tta", "activation", "init"}  # in our tables
OWN = {"activation", "init"}  # of these an empty name says: the network's own


@pytest.fixture(params=TASKS, ids=lambda task: task.name)
def saved(request, tmp_path):
    """A task, its weights, and the folder they are in."""
    torch.manual_seed(0)
    task, folder = request.param, tmp_path / "model"
    weights = task.model().state_dict()
    save_model(folder, task, weights, preprocess=PREPROCESS, about=ABOUT)
    return task, weights, folder


def change(folder, path, value):
    """Put a value into model.json at a path of keys; the file's words as they were."""
    facts = json.loads((folder / "model.json").read_text(encoding="utf-8"))
    before, place = copy.deepcopy(facts), facts
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    (folder / "model.json").write_text(json.dumps(facts), encoding="utf-8")
    return before


def strings(value, path=()):
    """The paths of all strings."""
    if isinstance(value, str):
        yield path
    elif isinstance(value, dict | list):
        for key, part in value.items() if isinstance(value, dict) else enumerate(value):
            yield from strings(part, (*path, key))


def facts_of(folder):
    return json.loads((folder / "model.json").read_text(encoding="utf-8"))


class Watch:
    """What the interpreter was asked to do while this is on; a hook cannot be taken away again."""

    KINDS = ("import", "open", "exec", "compile", "socket.", "subprocess.", "os.", "ctypes.")

    def __init__(self):
        self.on, self.seen = False, []
        sys.addaudithook(self.hook)

    def hook(self, event, arguments):
        if self.on and event.startswith(self.KINDS):
            self.seen.append((event, str(arguments[0]) if arguments else ""))


@pytest.fixture(scope="module")
def watch():
    return Watch()


def load_watched(folder, watch):
    """Load; fails if anything but the two files was touched."""
    modules = dict(sys.modules)
    watch.seen.clear()
    watch.on = True
    try:
        return load_model(folder)
    finally:
        watch.on = False
        assert dict(sys.modules) == modules
        ours = {str(folder / "model.json"), str(folder / "model.safetensors")}
        assert [seen for seen in watch.seen if seen[0] != "open" or seen[1] not in ours] == []


def test_a_model_comes_back_as_it_was(saved):
    task, weights, folder = saved
    model = load_model(folder)
    assert isinstance(model, Model)
    assert model.task == task
    assert (model.preprocess, model.about) == (PREPROCESS, ABOUT)
    found = model.network.state_dict()
    assert found.keys() == weights.keys()
    assert all(torch.equal(found[name], weights[name]) for name in weights)
    assert not model.network.training
    assert model.parameters == sum(p.numel() for p in task.model().parameters())
    assert sorted(path.name for path in folder.iterdir()) == ["model.json", "model.safetensors"]


def test_a_model_replaces_the_one_that_is_there(saved):
    task, weights, folder = saved
    before = (folder / "model.safetensors").read_bytes()
    save_model(folder, task, weights, preprocess={}, about={"second": True})
    assert load_model(folder).about == {"second": True}
    assert (folder / "model.safetensors").read_bytes() == before
    assert [path.name for path in folder.parent.iterdir()] == ["model"]


def test_no_string_of_the_file_is_more_than_a_string(saved, watch):
    _, _, folder = saved
    load_model(folder)  # whatever is imported late is imported now
    before = facts_of(folder)
    paths = list(strings(before))
    assert {path[-1] for path in paths} & NAMED >= {"task", "network"}
    for path in paths:
        for value in HOSTILE:
            change(folder, path, value)
            named = path[-1] in NAMED and path[0] in ("task", "settings")
            if named and not (value == "" and path[-1] in OWN):
                with pytest.raises(DamageError, match=r"must (be one of|have settings that fit)"):
                    load_watched(folder, watch)
            else:
                model = load_watched(folder, watch)  # free text: names of classes, facts
                said = {"settings": model.task.settings(), "preprocess": model.preprocess}
                said = json.loads(json.dumps({**said, "about": model.about}))
                assert said.items() <= facts_of(folder).items()
            (folder / "model.json").write_text(json.dumps(before), encoding="utf-8")


@pytest.mark.parametrize(
    "value",
    [
        {"class_name": "os.system", "config": {"command": "true"}},
        {"_target_": "os.system"},
        ["os", 7],
        {"$ref": "file:///etc/passwd"},
        None,
    ],
)
def test_no_table_stands_for_an_object(saved, watch, value):
    _, _, folder = saved
    load_model(folder)
    for name in facts_of(folder)["settings"]:
        before = change(folder, ("settings", name), value)
        with pytest.raises(DamageError, match="must have settings that fit"):
            load_watched(folder, watch)
        (folder / "model.json").write_text(json.dumps(before), encoding="utf-8")
    change(folder, ("task",), value)
    with pytest.raises(DamageError, match="task must be one of image-classification"):
        load_watched(folder, watch)


def test_a_setting_nobody_knows_is_damage(saved):
    _, _, folder = saved
    change(folder, ("settings", "module"), "os")
    with pytest.raises(DamageError, match=r"must have known settings; got \['module'\]"):
        load_model(folder)


@pytest.mark.parametrize("name", ["settings", "preprocess", "about"])
@pytest.mark.parametrize("value", [[], "os.system", None, 3])
def test_the_three_tables_are_tables(saved, name, value):
    _, _, folder = saved
    change(folder, (name,), value)
    with pytest.raises(DamageError, match=rf"{name} in model\.json must be a table; got "):
        load_model(folder)


@pytest.mark.parametrize("text", ["[]", "{}", '"a"', '{"format": 1, "task": "image"}'])
def test_other_keys_are_damage(saved, text):
    _, _, folder = saved
    (folder / "model.json").write_text(text)
    with pytest.raises(DamageError, match=r"model\.json must hold \['about', .*\]; got other keys"):
        load_model(folder)


@pytest.mark.parametrize("number", [0, 2, "1", None, [1]])
def test_another_format_says_so(saved, number):
    _, _, folder = saved
    change(folder, ("format",), number)
    with pytest.raises(DamageError, match=r"model\.json must be of format 1; got") as caught:
        load_model(folder)
    assert caught.value.hint == "it was written by another version of netwright"


@pytest.mark.parametrize("name", ["model.json", "model.safetensors"])
def test_a_missing_file_is_named(saved, name):
    _, _, folder = saved
    (folder / name).unlink()
    with pytest.raises(StorageError, match=rf"{name} must exist; got nothing there"):
        load_model(folder)


def test_files_that_are_cut_are_damage(saved):
    _, _, folder = saved
    for name, words in (("model.safetensors", "safetensors"), ("model.json", "must be JSON")):
        whole = (folder / name).read_bytes()
        (folder / name).write_bytes(whole[: len(whole) // 2])
        with pytest.raises(DamageError, match=words):
            load_model(folder)


def altered(weights, how):
    name = next(name for name, tensor in weights.items() if tensor.dim() > 1)
    return {
        "missing": lambda: {key: value for key, value in weights.items() if key != name},
        "extra": lambda: {**weights, "extra.weight": torch.zeros(2)},
        "transposed": lambda: {**weights, name: weights[name].transpose(0, 1).contiguous()},
        "wider": lambda: {**weights, name: torch.cat([weights[name]] * 2)},
        "empty": dict,
    }[how]()


@pytest.mark.parametrize("how", ["missing", "extra", "transposed", "wider", "empty"])
def test_weights_of_another_shape_are_damage(saved, how):
    task, weights, folder = saved
    write_tensors(folder / "model.safetensors", altered(weights, how))
    with pytest.raises(DamageError, match=f"the weights must fit {task.name}'s network; got "):
        load_model(folder)


def test_weights_of_another_model_are_damage(tmp_path):
    with pytest.raises(DamageError, match="the weights must fit table-regression's network"):
        build_network(NUMBERS, PICTURES.model().state_dict())


def test_several_networks_come_back_as_one(tmp_path):
    torch.manual_seed(0)
    network = SEVERAL.model().eval()
    save_model(tmp_path / "m", SEVERAL, network.state_dict(), preprocess={}, about={})
    loaded = load_model(tmp_path / "m")
    assert loaded.task == SEVERAL
    pictures = torch.randn(4, 1, 8, 8)
    assert torch.equal(loaded.network(pictures), network(pictures))
    for fewer in (1, 2):
        change(tmp_path / "m", ("settings", "members"), fewer)
        with pytest.raises(DamageError, match="the weights must fit image-classification's"):
            load_model(tmp_path / "m")


@pytest.mark.parametrize(("setting", "value"), [("width", 0), ("members", 2), ("numbers", 10**30)])
def test_settings_no_network_has_are_damage(tmp_path, setting, value):
    save_model(tmp_path / "m", NUMBERS, NUMBERS.model().state_dict(), preprocess={}, about={})
    change(tmp_path / "m", ("settings", setting), value)
    with pytest.raises(DamageError, match="the weights must fit table-regression's network; got"):
        load_model(tmp_path / "m")


@pytest.mark.parametrize(
    ("task", "setting", "value"),
    [
        (NUMBERS, "numbers", 10**9),
        (ROWS, "members", 64),
        (ROWS, "width", 64.0),
        (PICTURES, "members", 64),
        (PICTURES, "width", 64.0),
        (PICTURES, "activation", "maxout"),
        (SEVERAL, "members", 4),
        (SEVERAL, "side", 1024),
    ],
)
def test_settings_that_would_fill_the_memory_are_refused_before_they_do(
    tmp_path, task, setting, value
):
    save_model(tmp_path / "m", task, task.model().state_dict(), preprocess={}, about={})
    change(tmp_path / "m", ("settings", setting), value)
    words = r"the weights must fit [\w-]+'s network; got [\d,]+ numbers for [\d,]+"
    with pytest.raises(DamageError, match=words):
        load_model(tmp_path / "m")
