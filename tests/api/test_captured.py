"""What torch.export captures; the tests that need its import, 5 s, are all in this file."""

import json

import pytest
import torch
from torch import nn

import netwright as nw
from netwright.api._captured import captured
from netwright.errors import UnavailableError
from netwright.models import PictureInput, Size, TableInput, make_network

TOLERANCE = 1e-12


def test_operations_have_their_sources_and_shapes():
    torch.manual_seed(0)
    network = nn.Sequential(nn.Linear(3, 2), nn.ReLU())
    rows = captured(network, {"input": torch.randn(4, 3)})
    assert [row["operation"] for row in rows] == [
        "placeholder", "placeholder", "placeholder",
        "aten.linear.default", "aten.relu.default", "output",
    ]  # fmt: skip
    linear, relu = rows[3:5]
    assert linear["takes"] == [rows[2]["name"], rows[0]["name"], rows[1]["name"]]
    assert (linear["shape"], relu["shape"], rows[-1]["shape"]) == ([4, 2], [4, 2], None)
    assert relu["takes"] == [linear["name"]]


@pytest.mark.parametrize("name", ["convnet", "resnet"])
def test_networks_of_pictures_are_captured_and_left_as_they_are(name):
    network = make_network(name, PictureInput(channels=1, side=16), 3, Size(width=0.1)).eval()
    before = {key: tensor.clone() for key, tensor in network.state_dict().items()}
    rows = captured(network, {"pictures": torch.randn(2, 1, 16, 16)})
    convolutions = sum(isinstance(m, nn.Conv2d) for m in network.modules())
    assert sum("conv2d" in row["operation"] for row in rows) == convolutions
    assert all(torch.equal(tensor, before[key]) for key, tensor in network.state_dict().items())
    assert not network.training


@pytest.mark.parametrize("members", [1, 2])
def test_a_network_of_tables_is_captured(members):
    shape = TableInput(numbers=2, sizes=(3, 30))
    network = make_network("mlp", shape, 3, Size(width=0.1, members=members)).eval()
    given = {"numbers": torch.randn(4, 2), "categories": torch.zeros(4, 2, dtype=torch.long)}
    rows = captured(network, given)
    last = next(row for row in rows if row["name"] == rows[-1]["takes"][0])
    assert last["shape"] == ([4, 3] if members == 1 else [4, 2, 3])


class Branching(nn.Module):
    def forward(self, numbers):
        return numbers if numbers.sum() > 0 else -numbers


class Renamed(nn.Module):
    def forward(self, x):
        return x


@pytest.mark.parametrize("network", [Branching(), Renamed()])
def test_a_network_that_cannot_be_captured_is_refused(network):
    words = r"(?s)network must be one that torch.export can capture; got .*\nleave --graph out"
    with pytest.raises(UnavailableError, match=words):
        captured(network, {"numbers": torch.ones(2, 3)})


@pytest.mark.parametrize(
    ("what", "settings"),
    [("logistic", {}), ("convnet", {"width": 0.1, "dropout": 0.5}), ("people", {}), ("photos", {})],
)
def test_both_graphs_of_an_explained_network_agree(runs, what, settings):
    run = getattr(runs, what, None)
    found = nw.explain(what if run is None else run.path, graph=True, **settings)
    drawn = found.graph
    assert drawn.outputs <= TOLERANCE
    assert drawn.gradients <= TOLERANCE
    assert len(drawn.declared) == len(drawn.nodes)
    assert [line.split(" = ")[0] for line in drawn.declared] == [n["name"] for n in drawn.nodes]
    known = {node["name"] for node in drawn.nodes}
    assert all(set(node["takes"]) <= known for node in drawn.nodes)
    assert drawn.captured[-1]["operation"] == "output"
    assert found.subject.network.training is (run is None)
    json.dumps(found.summary(), allow_nan=False)


def test_a_table_without_numbers_has_both_graphs(tmp_path):
    lines = ["town,pet,label"]
    lines += [
        f"{'abcdefgh'[i % 8]},{'stuvwxyz'[i // 8]},{'no' if i % 3 else 'yes'}" for i in range(64)
    ]
    (tmp_path / "towns.csv").write_text("\n".join(lines) + "\n")
    found = nw.explain("logistic", tmp_path / "towns.csv", target="label", graph=True)
    assert max(found.graph.outputs, found.graph.gradients) <= TOLERANCE
    json.dumps(found.summary(), allow_nan=False)
