import json
from pathlib import Path

import pytest


def _table(said):
    """The rows of the table: layer -> its words."""
    lines = said.out.split("\n\n")[1].splitlines()[2:]
    return {line.split()[0]: line.split()[1:] for line in lines if not line.startswith(" ")}


@pytest.mark.parametrize("name", ["convnet", "resnet"])
def test_a_network_by_name_fits_a_terminal(call, name):
    done = call(f"explain {name} --set width=0.25")
    assert (done.code, done.err) == (0, "")
    lines = done.out.splitlines()
    assert lines[0] == f"{name}, fresh, as a training would start it"
    assert lines[1] == "batch: 64 rows of digits; task: image-classification"
    assert max(map(len, lines)) <= 120
    assert not any(line != line.rstrip() for line in lines)
    rows = _table(done)
    assert rows["features.0"][0] == "Conv2d"
    assert "    floor((8 + 2*1 - 1*(3 - 1) - 1) / 1) + 1 = 8" in lines
    assert ("    from features.3.path.4 and features.3.short" in lines) == (name == "resnet")


def test_settings_and_seed_make_another_network(call):
    said = {call(f"explain logistic {more}").out for more in ("", "--seed 1", "--set side=16")}
    assert len(said) == 3


def test_a_run_is_explained_as_it_was_kept(place, call):
    for name, task in (("people", "table-classification"), ("houses", "table-regression")):
        done = call(f"explain runs/{name}")
        assert done.code == 0, done.err
        lines = done.out.splitlines()
        assert lines[0].endswith(f"of runs/{name}, as it was kept")
        assert lines[1] == f"batch: 24 rows of {name}.csv; task: {task}"
        assert "sees" not in lines[4]


def test_a_run_takes_other_data_of_its_kind(place, call, tmp_path):
    rows = Path("people.csv").read_text().splitlines()
    (tmp_path / "few.csv").write_text("\n".join(rows[:8]))
    facts = json.loads(call(f"explain runs/people {tmp_path / 'few.csv'} --json").out)
    assert (facts["run"], facts["rows"]) == ("runs/people", 7)


def test_a_network_takes_data_of_its_kind(place, call):
    done = call("explain logistic people.csv --target label")
    assert done.out.splitlines()[1] == "batch: 64 rows of people.csv; task: table-classification"


def test_a_run_wins_over_a_network_of_its_name_and_a_mere_folder_does_not(
    copied, call, monkeypatch
):
    run = copied("digits")
    monkeypatch.chdir(run.parent)
    Path("mlp").mkdir()
    run.rename("convnet")
    assert call("explain convnet").out.startswith("logistic of convnet, as it was kept")
    assert call("explain mlp").out.startswith("mlp, fresh")


def test_an_unfinished_or_damaged_run_is_refused(copied, call):
    run = copied("digits")
    weights = run / "model" / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:-1])
    damaged = call(f"explain {run}")
    assert (damaged.code, "must be as training left it; got model" in damaged.err) == (74, True)
    (run / "manifest.json").unlink()
    done = call(f"explain {run}")
    assert (done.code, done.out) == (2, "")
    assert "run must be finished; got" in done.err
    assert f"netwright train --resume {run}" in done.err


def test_right_gradients_end_with_0(place, call):
    done = call("explain runs/houses --check-gradients")
    assert (done.code, "checking gradients" in done.err) == (0, True), done.out
    assert "\ngradients right; worst gap " in done.out
    assert "\n7 of 7 numbers one by one, and 10 random directions over all of them" in done.out


def test_wrong_gradients_end_with_1(place, call, monkeypatch):
    import torch

    class Crooked(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x, weight, bias):
            return x @ weight.T + bias

        @staticmethod
        def backward(ctx, slope):
            return None, None, slope.sum(0) * 1.001

    monkeypatch.setattr(
        torch.nn.Linear, "forward", lambda self, x: Crooked.apply(x, self.weight, self.bias)
    )
    done = call("explain logistic houses.csv --target price --check-gradients --json")
    facts = json.loads(done.out)["gradients"]
    assert (done.code, facts["right"]) == (1, False)
    worst = {tensor["name"]: tensor["worst"] for tensor in facts["tensors"]}
    assert list(worst)[:2] == ["affine.weight", "affine.bias"]
    assert worst["affine.bias"] == pytest.approx(0.001, rel=0.1)
    assert worst["codes.0.weight"] < 1e-6


def test_both_graphs_agree(call, monkeypatch):
    monkeypatch.setenv("COLUMNS", "200")
    done = call("explain logistic --graph")
    lines = done.out.splitlines()
    head = next(line for line in lines if line.startswith("declared by hand"))
    assert head.endswith("captured by torch.export:")
    assert any("= affine(" in line for line in lines)
    assert any("= aten.linear" in line for line in lines)
    gaps = lines[-1].replace(",", "").split()
    assert float(gaps[-3]) < 1e-12
    assert float(gaps[-1]) < 1e-12


def test_an_equation_alone_is_its_text(call):
    from netwright.reference import equation_text

    for asked, name in (("affine", "affine"), ("flatten", "flatten"), ("adam", "adam")):
        done = call(f"explain logistic --equation {asked}")
        assert (done.code, done.out.strip()) == (0, equation_text(name).strip())


def test_a_picture_is_drawn_beside_the_result(call, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    done = call("explain logistic --svg graph.svg --json")
    assert (done.code, done.err) == (0, "picture graph.svg\n")
    assert json.loads(done.out)["model"] == "logistic"
    assert [p.name for p in tmp_path.iterdir()] == ["graph.svg"]
    assert "affine: Linear, 10" in Path("graph.svg").read_text(encoding="utf-8")


def test_a_picture_that_is_none_is_refused_before_anything_is_computed(call, monkeypatch):
    from netwright import api

    monkeypatch.setattr(api, "explain", None)
    done = call("explain logistic --svg people.csv")
    assert (done.code, done.out) == (2, "")
    assert "--svg must be a file ending in .svg; got 'people.csv'" in done.err


def test_a_layer_without_an_equation_has_no_graph_by_hand(call, monkeypatch):
    from torch import nn

    from netwright.api import _declared

    monkeypatch.delitem(_declared.LAYERS, nn.MaxPool2d)
    done = call("explain convnet --set width=0.25 --graph")
    assert (done.code, done.out) == (69, "")
    assert "must be of layers the reference has equations for; got MaxPool2d" in done.err
