import json

import numpy as np
import pytest
import torch
from torch import nn

import netwright as nw
from netwright.api import _explain
from netwright.api._explain import CHECK_ROWS, ROWS
from netwright.errors import DataError, SettingError, UnavailableError

LAYER = {
    "name", "kind", "takes", "shape", "formula", "parameters", "multiply_adds", "sees", "weights",
    "activations", "gradients",
}  # fmt: skip


@pytest.fixture
def drawn(monkeypatch):
    """--graph without torch.export, whose import costs 5 s; test_captured.py has it."""
    monkeypatch.setattr(_explain, "captured", lambda network, given: [{"name": "x"}])


def plain(explanation):
    """The summary as --json prints it; NaN is refused."""
    return json.loads(json.dumps(explanation.summary(), allow_nan=False))


@pytest.mark.parametrize("name", ["logistic", "mlp", "convnet", "resnet"])
def test_a_network_by_name_is_explained_on_the_digits(name):
    found = nw.explain(name, width=0.5)
    facts = plain(found)
    assert (facts["model"], facts["run"], facts["data"]) == (name, None, "digits")
    assert (facts["task"], facts["rows"]) == ("image-classification", ROWS)
    assert all(set(layer) == LAYER for layer in facts["layers"])
    assert facts["parameters"] == sum(layer["parameters"] for layer in facts["layers"])
    assert facts["parameters"] == sum(p.numel() for p in found.subject.network.parameters())
    assert facts["multiply_adds"] == sum(layer["multiply_adds"] for layer in facts["layers"])
    first, last = facts["layers"][0], facts["layers"][-1]
    assert (first["kind"], first["shape"], first["sees"]) == ("input", [1, 8, 8], [1, 1])
    assert (last["shape"], last["sees"]) == ([10], "all")
    assert last["gradients"]["deviation"] > 0
    assert (facts["gradients"], facts["graph"], facts["equation"]) == (None, None, None)


def test_settings_reach_the_network():
    small, large = (nw.explain("convnet", width=width) for width in (0.5, 1.0))
    assert small.summary()["layers"][1]["shape"] == [16, 8, 8]
    assert large.summary()["layers"][1]["shape"] == [32, 8, 8]
    assert small.parameters < large.parameters
    assert small.multiply_adds < large.multiply_adds


@pytest.mark.parametrize(
    ("name", "task", "sees"),
    [
        ("people", "table-classification", None),
        ("houses", "table-regression", None),
        ("photos", "image-classification", "all"),
    ],
)
def test_a_run_is_explained_on_rows_it_held_out(runs, name, task, sees):
    run = getattr(runs, name)
    facts = plain(nw.explain(run.path))
    assert (facts["run"], facts["task"]) == (str(run.path), task)
    assert facts["rows"] == min(ROWS, nw.evaluate(run).rows)
    assert facts["parameters"] == run.model.parameters
    assert facts["layers"][-1]["sees"] == sees


def test_the_figures_are_those_of_the_network_without_dropout():
    plain_one, dropped = nw.explain("mlp", width=0.1), nw.explain("mlp", width=0.1, dropout=0.5)
    figures = {layer.name: layer.activations for layer in plain_one.layers}
    found = {layer.name: layer.activations for layer in dropped.layers}
    assert found["layers.0"] == figures["layers.0"]
    assert dropped.layers[-1].activations == plain_one.layers[-1].activations


def test_an_explained_network_is_left_as_a_training_would_start_it():
    subject = nw.explain("resnet", width=0.5).subject
    fresh = nw.api._subject.subject_of("resnet", None, 2, {"width": 0.5})
    for name, tensor in fresh.network.state_dict().items():
        assert torch.equal(tensor, subject.network.state_dict()[name]), name


def test_gradients_are_checked_on_fewer_rows(monkeypatch):
    sizes = []
    real = _explain.check_gradients

    def check(subject, rows):
        sizes.append(len(subject.precise(rows).batch["picture"]))
        return real(subject, rows)

    monkeypatch.setattr(_explain, "check_gradients", check)
    found = nw.explain("logistic", check=True)
    facts = plain(found)["gradients"]
    assert sizes == [CHECK_ROWS]
    assert facts["right"] is found.check.right is True
    assert facts["worst"] == found.check.worst < 1e-6
    assert (len(facts["directions"]), facts["penalty"]) == (10, 0.0)
    assert {t["name"]: t["checked"] for t in facts["tensors"]} == {
        "affine.weight": 640,
        "affine.bias": 10,
    }
    assert next(iter(found.subject.network.parameters())).dtype == torch.float32


@pytest.mark.usefixtures("drawn")
@pytest.mark.parametrize("name", ["people", "houses", "photos"])
def test_the_graph_of_a_run_is_declared_and_agrees(runs, name):
    found = nw.explain(getattr(runs, name).path, graph=True)
    facts = plain(found)["graph"]
    assert facts["outputs"] <= 1e-12
    assert facts["gradients"] <= 1e-12
    assert facts["captured"] == [{"name": "x"}]
    assert {node["does"] for node in facts["nodes"]} >= {"placeholder", "variable"}


def test_graphs_that_differ_are_told_apart(monkeypatch):
    real = _explain.declare

    def declare(network, given):
        declared = real(network, given)
        weights = declared.graph.variables["layers.0.weight"]
        declared.graph.variables["layers.0.weight"] = 1.01 * weights
        return declared

    monkeypatch.setattr(_explain, "declare", declare)
    monkeypatch.setattr(_explain, "captured", lambda network, given: [])
    drawn = nw.explain("mlp", graph=True, width=0.1).graph
    assert drawn.outputs >= 1e-3
    assert drawn.gradients >= 1e-3


def test_an_equation_comes_along():
    facts = plain(nw.explain("logistic", equation="affine"))
    assert (facts["equation"]["name"], facts["equation"]["group"]) == ("affine", "layers")
    assert "Source: " in facts["equation"]["text"]


def test_a_table_without_numbers_has_no_figures_where_there_are_none(tmp_path):
    rows = np.random.default_rng(0).integers(0, 8, (80, 3))
    lines = [f"t{a},p{b},{'no' if c % 2 else 'yes'}" for a, b, c in rows]
    (tmp_path / "towns.csv").write_text("town,pet,label\n" + "\n".join(lines) + "\n")
    for name in ("logistic", "mlp"):
        facts = plain(nw.explain(name, tmp_path / "towns.csv", target="label"))
        layers = {layer["name"]: layer for layer in facts["layers"]}
        assert (layers["numbers"]["shape"], layers["numbers"]["activations"]) == ([0], None)
        assert facts["multiply_adds"] >= 0


class Branching(nn.Module):
    def forward(self, numbers):
        return numbers if numbers.sum() > 0 else -numbers


def test_what_cannot_be_explained_is_said(runs, data, monkeypatch):
    with pytest.raises(SettingError, match=r"model must be one of .*; got 'covnet'\n.*convnet"):
        nw.explain("covnet")
    with pytest.raises(SettingError, match="settings must be left out: a run has its own; got"):
        nw.explain(runs.people.path, width=2)
    with pytest.raises(DataError, match="must be a path or the name of a data set"):
        nw.explain("mlp", data / "nowhere")
    with pytest.raises(SettingError, match="equation must be a layer of the network"):
        nw.explain("logistic", equation="afine")
    monkeypatch.setattr("netwright.tasks.ImageClassification.model", lambda task: Branching())
    with pytest.raises(UnavailableError, match=r"a forward that torch\.fx can follow"):
        nw.explain("logistic")
