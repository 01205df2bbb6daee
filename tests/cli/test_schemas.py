"""Every command with --json prints one object, that of its schema, and nothing else on stdout."""

import copy
import json
from importlib import resources

import jsonschema
import numpy as np
import pytest
from safetensors.numpy import save_file

FAST = "--epochs 1 --plan fp32"
LINES = {
    "evaluate": ["evaluate runs/digits", "evaluate runs/people people.csv", "evaluate runs/houses"],
    "predict": [
        "predict runs/people people.csv",
        "predict runs/houses houses.csv --quiet",
        "predict runs/photos photos photos/dark/d00.png",
    ],
    "compare": ["compare runs/people runs/people", "compare runs/houses runs/houses",
                "compare runs/people runs/people --require parameters<=9"],
    "diagnose": ["diagnose runs/digits --seconds 1", "diagnose runs/houses --seconds 1",
                 "diagnose runs/people --seconds 1 --against runs/people --minutes 3",
                 "diagnose people.csv --target label", "diagnose photos"],
    "verify": ["verify runs/digits"],
    "reproduce": ["reproduce runs/people"],
    "inspect": ["inspect digits", "inspect people.csv --target label", "inspect photos",
                "inspect houses.csv --target price", "inspect paths.csv --target label",
                "inspect people.csv --target label,age"],
    "explain": ["explain runs/people", "explain runs/photos --equation Linear",
                "explain runs/houses --check-gradients"],
    "learning-rate": ["train digits --lr find --plan fp32 --model logistic"],
    "tasks": ["tasks"],
    "models": ["models"],
    "datasets": ["datasets"],
    "error": ["verify photos", "train nowhere", "tran", "predict runs/photos words.txt"],
}  # fmt: skip
CASES = [(name, line) for name, lines in LINES.items() for line in lines]


def _schema(name):
    text = resources.files("netwright.cli").joinpath("schemas", f"{name}.json").read_text("utf-8")
    return json.loads(text)


def _names():
    folder = resources.files("netwright.cli").joinpath("schemas")
    return sorted(file.name.removesuffix(".json") for file in folder.iterdir())


def _checked(name, said):
    assert said.out.endswith("\n")
    assert said.out.count("\n") == 1
    facts = json.loads(said.out)
    schema = _schema(name)
    jsonschema.validate(facts, schema, cls=jsonschema.Draft202012Validator)
    return facts


def test_every_command_with_json_has_a_schema_and_no_schema_is_left_over():
    from netwright.cli._commands import app

    commands = [name for name in app if not name.startswith("-")]
    written = ["improve-journal", "improve-trials"]  # files, a line of each
    assert _names() == sorted([*commands, *written, "error", "learning-rate"])


@pytest.mark.parametrize("name", _names())
def test_a_schema_is_sound_and_lets_nothing_unnamed_through(name):
    schema = _schema(name)
    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["additionalProperties"] is False
    assert schema["required"] == list(schema["properties"])


@pytest.mark.parametrize(("name", "line"), CASES, ids=[line for _, line in CASES])
def test_a_command_prints_what_its_schema_says(place, call, name, line):
    done = call(f"{line} --json")
    facts = _checked(name, done)
    assert (done.code == 0) == (name != "error")
    assert "{" not in done.err
    for key in facts:  # the schema is exact: without any of its keys, or with another, it refuses
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate({k: v for k, v in facts.items() if k != key}, _schema(name))
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**facts, "more": 1}, _schema(name))


@pytest.mark.parametrize(
    ("line", "measures"),
    [
        ("train digits --model logistic", {"accuracy"}),
        ("train people.csv --target label --model logistic", {"accuracy"}),
        ("train houses.csv --target price --model logistic", {"r2", "rmse", "mae", "rmse_log"}),
        ("train signed.csv --target y --model logistic", {"r2", "rmse", "mae"}),
    ],
)
def test_train_prints_what_its_schema_says(place, call, tmp_path, line, measures):
    done = call(f"{line} {FAST} --json --out {tmp_path}")
    facts = _checked("train", done)
    assert facts["run"].startswith(str(tmp_path))
    assert set(facts["measures"]) == {"train", "val", "test"}
    for split in facts["measures"].values():
        assert measures <= set(split)
        assert ("rmse_log" in split) == ("rmse_log" in measures)
    goal = facts["goal"]
    assert goal["value"] == facts["measures"][goal["split"]][goal["measure"]]
    assert goal["split"] == "test"
    assert facts["seconds"]["train"] >= facts["seconds"]["plan"]
    wrong = copy.deepcopy(facts)
    del wrong["measures"]["val"]["rmse" if "rmse" in measures else "accuracy"]
    with pytest.raises(jsonschema.ValidationError, match="is a required property"):
        jsonschema.validate(wrong, _schema("train"))


def test_get_prints_what_its_schema_says(call, monkeypatch, tmp_path):
    from netwright import api

    monkeypatch.setattr(api, "get", lambda name, base_url: tmp_path / name)  # fetching: tests/data
    facts = _checked("get", call("get mnist --json"))
    assert facts == {"name": "mnist", "path": str(tmp_path / "mnist")}


def test_import_weights_prints_what_its_schema_says(call, tmp_path):
    source = tmp_path / "theirs.safetensors"
    save_file({"a": np.zeros((2, 3), np.float32)}, source)
    done = call(f"import-weights {source} --out {tmp_path / 'ours.safetensors'} --json")
    facts = _checked("import-weights", done)
    assert (facts["tensors"], facts["parameters"], facts["left_out"]) == (1, 6, [])


def test_damage_and_difference_are_results_not_errors(copied, call):
    run = copied("digits")
    (run / "card.md").unlink()
    done = call(f"verify {run} --json")
    facts = _checked("verify", done)
    assert (done.code, facts["damages"]) == (74, [{"path": "card.md", "problem": "missing"}])


def test_an_error_names_code_and_next_step(place, call):
    done = call("train photo --json")
    facts = _checked("error", done)["error"]
    assert facts["exit_code"] == done.code == 65
    assert facts["hint"] == "did you mean photos?"
    assert facts["message"] in done.err


def test_several_targets_print_what_the_schemas_say(place, call, tmp_path):
    line = f"train people.csv --target label,age --model logistic {FAST} --out {tmp_path} --json"
    run = _checked("train", call(line))
    assert {"skill", "label/accuracy", "age/rmse"} <= set(run["measures"]["test"])
    assert _checked("evaluate", call(f"evaluate {run['run']} --json"))["goal"] == run["goal"]
    _checked("compare", call(f"compare {run['run']} {run['run']} --json"))
    answers = _checked("predict", call(f"predict {run['run']} people.csv --json"))["answers"]
    assert set(answers[0]["targets"]) == {"label", "age"}
    words = call(f"predict {run['run']} people.csv").out.splitlines()[0].split()
    assert words[0::2] == ["label", "age"]
