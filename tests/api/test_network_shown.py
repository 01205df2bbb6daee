import dataclasses

import pytest
import torch
from torch import nn

import netwright as nw
from netwright.api._network_shown import ROWS, network_shown
from netwright.models import anatomy


def _prepared(run, data, **settings):
    fixed = {name: getattr(run.recipe.settings, name) for name in ("model", "width", "members")}
    return nw.inspect(data, plan="fp32", **settings | fixed).prepared


def test_the_kept_network_is_taken_apart_on_validation_rows(runs, data):
    prepared, network = _prepared(runs.photos, data / "photos"), runs.photos.model.network
    shown = network_shown(prepared, network)
    pictures = torch.from_numpy(prepared.examples.arrays["picture"][prepared.examples.rows("val")])
    batch = prepared.task.prepare({"picture": pictures.clone()})
    expected = anatomy(network, {"numbers": batch["picture"]})
    assert [dataclasses.replace(layer, gradients=None) for layer in shown] == expected
    assert shown[-1].kind == "Linear"
    assert shown[-1].gradients[1] > 0
    assert sum(layer.parameters for layer in shown) == runs.photos.model.parameters


@pytest.mark.parametrize(("name", "target"), [("people", "label"), ("houses", "price")])
def test_networks_of_tables_are_taken_apart_too(runs, data, name, target):
    run = getattr(runs, name)
    shown = network_shown(_prepared(run, data / f"{name}.csv", target=target), run.model.network)
    assert sum(layer.parameters for layer in shown) == run.model.parameters
    assert {layer.sees for layer in shown} == {None}
    assert shown[-1].gradients is not None


def test_the_network_is_left_as_it_was(runs, data):
    network = runs.people.model.network
    before = {name: tensor.clone() for name, tensor in network.state_dict().items()}
    network_shown(_prepared(runs.people, data / "people.csv", target="label"), network)
    assert all(torch.equal(tensor, before[name]) for name, tensor in network.state_dict().items())
    assert all(parameter.grad is None for parameter in network.parameters())
    assert not network.training


class Branching(nn.Module):
    def forward(self, numbers):
        return numbers if numbers.sum() > 0 else -numbers


def test_a_network_that_cannot_be_followed_has_no_rows(runs, data):
    assert network_shown(_prepared(runs.photos, data / "photos"), Branching()) == []


def test_large_examples_are_taken_fewer_at_a_time_and_train_without_a_validation_split(
    runs, data, monkeypatch
):
    prepared = _prepared(runs.photos, data / "photos")
    examples = dataclasses.replace(
        prepared.examples, splits={"train": prepared.examples.rows("train")}
    )
    prepared = dataclasses.replace(prepared, examples=examples)
    sizes = []
    monkeypatch.setattr(
        "netwright.api._network_shown.anatomy",
        lambda network, given, loss: sizes.append(len(given["numbers"])) or [],
    )
    for numbers in (2**18, 700, 1):
        monkeypatch.setattr("netwright.api._network_shown.NUMBERS", numbers)
        network_shown(prepared, runs.photos.model.network)
    assert sizes == [min(ROWS, len(examples.rows("train"))), 2, 1]
