"""Passes read from calls of torch, not from names of modules."""

import math

import torch
from torch import nn
from torch.nn import functional

from netwright.api._watch_pass import read_pass
from netwright.models import KeyedDropout

torch.manual_seed(0)
X, Y = torch.randn(64, 6), torch.arange(64) % 3


class Opaque(nn.Module):
    """Two layers, no modules inside."""

    def __init__(self, *, cut: bool = False) -> None:
        super().__init__()
        self.a = nn.Parameter(torch.randn(8, 6) / 3)
        self.b = nn.Parameter(torch.randn(3, 8) / 3)
        self.cut = cut

    def forward(self, x):
        x = functional.dropout(functional.relu(functional.linear(x, self.a)), 0.25, self.training)
        return functional.linear(x.detach() if self.cut else x, self.b)


def _read(model: nn.Module):
    return read_pass(model, functional.cross_entropy, X, Y)


def test_operations_are_seen_in_modules_and_without():
    modules = nn.Sequential(nn.Linear(6, 8), nn.ReLU(), nn.Linear(8, 3), nn.Softmax(dim=1))
    assert [x.operation for x in _read(modules).layers] == ["linear", "relu", "linear", "softmax"]
    assert _read(modules).layers[-1].axis == 1
    opaque = _read(Opaque())
    assert [x.operation for x in opaque.layers] == ["linear", "relu", "dropout", "linear"]
    assert opaque.dropout == 0.25
    assert _read(nn.Sequential(KeyedDropout(0.75), nn.Linear(6, 3))).dropout == 0.75


def test_spreads_and_gradients_are_those_of_the_pass():
    model = nn.Sequential(nn.Linear(6, 8), nn.Linear(8, 3))
    found = _read(model)
    first = model[0](X).detach()
    assert math.isclose(found.layers[0].spread, float(first.std(correction=0)), rel_tol=1e-5)
    assert math.isclose(found.loss, float(functional.cross_entropy(model(X), Y).detach()))
    weight = model[1].weight
    expected = float(weight.grad.norm() / weight.detach().norm())
    assert math.isclose(found.gradients[1], expected, rel_tol=1e-5)
    assert found.cut == 0


def test_a_cut_graph_is_seen():
    assert _read(Opaque(cut=True)).cut == 48 / 72
    frozen = Opaque()
    frozen.a.requires_grad_(False)
    assert _read(frozen).cut == 0
    assert _read(nn.Sequential(Opaque(), nn.Identity())).cut == 0


def test_dead_and_saturated_units_are_counted():
    dead = nn.Sequential(nn.Linear(6, 8), nn.ReLU())
    nn.init.constant_(dead[0].bias, -100)
    model = nn.Sequential(dead, nn.Linear(8, 3))
    assert _read(model).layers[1].dead == 1
    flat = nn.Sequential(nn.Linear(6, 8), nn.Sigmoid(), nn.Linear(8, 3))
    nn.init.constant_(flat[0].bias, 50)
    assert _read(flat).layers[1].saturated == 1


def test_an_output_layer_may_begin_at_0():
    model = nn.Sequential(nn.Linear(6, 8), nn.ReLU(), nn.Linear(8, 3))
    nn.init.zeros_(model[2].weight)
    assert _read(model).alike == 0
    first, last = _read(model).gradients
    assert first == 0
    assert math.isnan(last)
    alone = nn.Linear(6, 3)
    nn.init.zeros_(alone.weight)
    assert _read(alone).alike == 0


def test_equal_rows_and_what_is_not_finite_are_seen():
    same = nn.Sequential(nn.Linear(6, 8), nn.ReLU(), nn.Linear(8, 3))
    nn.init.constant_(same[0].weight, 0.1)
    assert _read(same).alike == 1
    assert _read(nn.Sequential(nn.Linear(6, 8), nn.ReLU(), nn.Linear(8, 3))).alike == 0
    broken = nn.Linear(6, 3)
    nn.init.constant_(broken.weight, math.nan)
    found = _read(broken)
    assert (found.nonfinite_weights, found.layers[0].nonfinite) == (True, True)
    assert math.isnan(found.cut)
