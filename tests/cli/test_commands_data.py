import json
from pathlib import Path

import numpy as np
from safetensors.numpy import save_file

from netwright.models import NETWORKS
from netwright.tasks import TASKS


def test_inspect_says_what_the_data_are_and_where_each_choice_is_from(place, call):
    done = call("inspect people.csv --target label --seed 4")
    lines = done.out.splitlines()
    assert (done.code, done.err) == (0, "")
    assert lines[:2] == ["table: people.csv", "task: table-classification"]
    assert "keyed by seed 4" in lines[2]
    assert "class no: train 34, val 12, test 12" in lines
    assert "column town: category" in lines
    assert "note: people.csv: UTF-8, comma between cells, header in the first row" in lines
    assert "seed = 4 (user)" in lines
    assert "model = mlp (inferred)" in lines
    assert not any("(default)" in line for line in lines)


def test_inspect_trains_nothing_and_leaves_nothing(place, call):
    before = sorted(Path().rglob("*"))
    assert call("inspect photos").code == 0
    assert sorted(Path().rglob("*")) == before


def test_inspect_draws_what_augmentation_makes_of_the_pictures(place, call, tmp_path):
    done = call(f"inspect photos --augment flip+crop:2 --out {tmp_path / 'sheet.png'}")
    assert (done.code, done.err) == (0, "")
    assert done.out.splitlines()[-1] == f"sheet: {tmp_path / 'sheet.png'}"
    assert (tmp_path / "sheet.png").read_bytes().startswith(b"\x89PNG")
    facts = json.loads(call("inspect photos --augment flip --json").out)
    assert facts["sheet"] == "augment.png"
    Path("augment.png").unlink()
    alone = call("inspect photos --out x.png")
    assert (alone.code, alone.out) == (2, "")
    assert "--out must come with --augment; got it alone" in alone.err


def test_the_lists_have_a_line_for_each(call):
    for name, rows in (("tasks", len(TASKS)), ("models", len(NETWORKS)), ("datasets", 6)):
        done = call(name)
        assert (done.code, done.err) == (0, ""), name
        assert len(done.out.splitlines()) == rows + 1
    assert "mnist" in call("datasets").out
    assert "here" in call("datasets").out.splitlines()[1]


def test_get_says_where_the_set_is(call, monkeypatch):
    from netwright import api

    monkeypatch.setattr(api, "get", lambda name, base_url: Path(f"/cache/{name}{base_url or ''}"))
    assert call("get mnist").out == "mnist is in /cache/mnist\n"
    assert call("get mnist --base-url X").out == "mnist is in /cache/mnistX\n"


def test_import_weights_says_what_came_in_and_what_did_not(call, tmp_path, monkeypatch):
    save_file({"a": np.zeros((2, 3), np.float32)}, tmp_path / "theirs.safetensors")
    ours = tmp_path / "ours.safetensors"
    done = call(f"import-weights {tmp_path / 'theirs.safetensors'} --out {ours}")
    assert done.out == f"{ours}: 1 tensors, 6 numbers\n"
    again = call(f"import-weights {tmp_path / 'theirs.safetensors'} --out {ours}")
    assert again.code == 2

    from netwright import api
    from netwright.artefacts import Imported

    odd = Imported(ours, 1, 6, 100, opened="state", left_out=("epoch",))
    monkeypatch.setattr(api, "import_weights", lambda file, out: odd)
    assert call("import-weights x.pt").out.endswith("left out: epoch is no dense tensor\n")
