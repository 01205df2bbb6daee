"""Nothing without a twin: the packages are walked, and what is found must stand in the table.

A layer or a loss counts as compared only by a row with gradients; a row of how it starts is
another matter, and ``test_starts.py`` has it. What needs no twin is in ``NO_TWIN``, with a reason.
"""

import sys
from functools import cache
from importlib import import_module
from typing import get_args

import numpy as np
import pytest
from torch import nn

import netwright.measures
import netwright.models
import netwright.objectives
import netwright.reference
from netwright.contracts import Score
from netwright.measures import classification, multi_label, regression
from netwright.models import (
    ACTIVATIONS,
    STARTS,
    ConvNet,
    Ensemble,
    Network,
    ResNet,
    Whitening,
    _head,
    _inception,
    _inception_residual,
    _nasnet,
)
from netwright.objectives import REGRESSION_LOSSES
from netwright.recipe._settings import Optimiser, Schedule
from netwright.training import learning_rate
from netwright.training._optimisers import KEEPS, FlatOptimiser
from twins import excused, walks
from twins.test_twins import ROWS

REFERENCE = "netwright.reference"
MODULES = list(walks.modules(netwright.reference))
STACK = "a stack of parts that have twins; test_whole_networks.py compares all of it"
NO_TWIN: dict[object, str] = {
    **dict.fromkeys(walks.stacks(), STACK),
    _inception.AuxiliaryHead: "a stack of layers that have twins; test_declared_layers.py",
    _inception_residual.ResidualInception: "x + scale y; inception-residual, the same test",
    **dict.fromkeys((_nasnet.Cell, _nasnet.Halved), "of layers with twins; nasnet-a, same test"),
    ConvNet: "a stack of layers that have twins; test_plans.py and test_whole_networks.py",
    Whitening: "nn.Conv2d, which has a twin, whose kernels are given; test_speedrun.py",
    ResNet: "blocks that have twins; test_plans.py and test_whole_networks.py",
    _head.Head: "an output layer alone, nn.Linear, which has a twin",
    Ensemble: "its members side by side; convnet with members, the same test",
    nn.ModuleList: "a list, here an empty one; it computes nothing",
    classification.names_of: "looks words up",
    **excused.NO_TWIN,
}


@cache
def built():
    return walks.networks()


def compared_with_gradients(thing):
    return any(row.other is thing and hasattr(row.reference, "backward") for row in ROWS)


def compared(thing):
    return any(row.other is thing for row in ROWS)


def compared_as_a_loss(thing):
    return compared(thing) if thing in excused.NO_SLOPES else compared_with_gradients(thing)


def has_row(equation):
    return any(row.reference is equation for row in ROWS)


def has_witness(equation):
    return any(row.reference is equation and not row.fast for row in ROWS)


def found_layers():
    return walks.layers(netwright.models) | walks.leaves(built())


def found_losses():
    return walks.functions(netwright.objectives)


def found_measures():
    return walks.functions(netwright.measures)


def found_equations():
    return walks.equations(netwright.reference)


FOUND = {
    "layers": (found_layers, compared_with_gradients),
    "losses": (found_losses, compared_as_a_loss),
    "measures": (found_measures, compared),
    "equations": (found_equations, has_row),
    "equations, a witness": (found_equations, has_witness),
}


def without(kind):
    """What the walk finds, no row has, and no reason excuses."""
    find, is_compared = FOUND[kind]
    return {thing for thing in find() if thing not in NO_TWIN and not is_compared(thing)}


@pytest.mark.parametrize("kind", FOUND)
def test_everything_the_walk_finds_has_a_twin_or_a_reason(kind):
    find, _ = FOUND[kind]
    assert find()
    assert without(kind) == set()


def test_no_reason_is_stale():
    needed = {
        thing for find, is_compared in FOUND.values() for thing in find() if not is_compared(thing)
    }
    assert set(NO_TWIN) - needed == set()
    assert all(reason.strip() for reason in NO_TWIN.values())


def test_the_walk_finds_what_there_surely_is():
    assert found_layers() >= {nn.Linear, nn.Conv2d, nn.MaxPool2d, nn.Embedding, nn.Mish, ConvNet}
    assert {kind.__name__ for kind in found_layers()} >= {"_Affine", "Block", "KeyedDropout"}
    assert found_losses() >= set(REGRESSION_LOSSES.values())
    assert found_measures() >= {classification.auc, regression.mean_predictor}


# what is chosen by a word: optimisers, schedules, measures


def of_file(row, group, name):
    return row.reference.__name__ == f"{REFERENCE}.{group}.{name}"


def without_optimiser():
    """Names without a row of the fast path, or without another witness, of the file named so."""

    def is_compared(name):
        rows = [row for row in ROWS if of_file(row, "optimisers", name)]
        fast = any(row.other is FlatOptimiser and row.name == name for row in rows)
        return fast and any(not row.fast for row in rows)

    return {name for name in {*KEEPS, *get_args(Optimiser)} if not is_compared(name)}


def without_schedule(names):
    """Names without a row of the fast path that has a file of its own."""
    files = {row.name: row.reference for row in ROWS if row.other is learning_rate}
    shared = {name for name in names if list(files.values()).count(files.get(name)) > 1}
    return {name for name in names if name not in files} | shared


def measured():
    """Every measure the fast path hands out, by the function that does it."""
    rng, numbers = np.random.default_rng(0), np.arange(1, 9)
    odds, off = rng.normal(size=(8, 3)), rng.normal(size=8)
    given = [
        (classification.classification_measures, odds[:, :2], numbers % 2),
        (classification.classification_measures, odds, numbers % 3),
        (multi_label.multi_label_measures, odds, (odds > off[:, None]).astype(int)),
        (regression.regression_measures, numbers + off, numbers),
    ]
    return {(f, name): score for f, *args in given for name, score in f(*args).items()}


def without_measure(scores):
    rows = {(row.other, row.name) for row in ROWS if row.fast}
    errors = {(f, f"{name}: standard error") for (f, name), s in scores.items() if s.standard_error}
    return {name for f, name in {*scores, *errors} if (f, name) not in rows}


def without_row(table):
    """Names of a table whose row is not called so."""
    rows = {row.name for row in ROWS}
    return {name for name in table if f"{name} by name" not in rows}


def test_every_activation_and_every_initialiser_has_a_twin_by_its_name(monkeypatch):
    assert without_row(ACTIVATIONS) == set()
    assert without_row(STARTS) == set()
    monkeypatch.setitem(ACTIVATIONS, "odd", nn.CELU)
    assert without_row(ACTIVATIONS) == {"odd"}


def test_every_optimiser_schedule_and_measure_has_a_twin_by_its_name():
    assert set(KEEPS) == set(get_args(Optimiser))
    assert without_optimiser() == set()
    assert without_schedule(get_args(Schedule)) == set()
    assert without_measure(measured()) == set()


# independence


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_no_twin_is_the_reference_itself(row, monkeypatch):
    """The other runs with every equation of the reference broken."""
    assert not str(getattr(row.other, "__module__", "")).startswith(REFERENCE)
    arguments = row.arguments(np.random.default_rng(0))
    result = row.reference.forward(**arguments)
    given = [arguments]
    if hasattr(row.reference, "backward"):
        given.append(np.ones(np.shape(result[0])))

    def broken(*_, **__):
        raise AssertionError("the other asked the reference")

    for module in MODULES:
        for name in {"forward", "backward"} & set(vars(module)):
            monkeypatch.setattr(module, name, broken)
    row.run(*given)


# the walk notices


@pytest.fixture
def thrown_in(monkeypatch, tmp_path):
    """Put a module of this source into a package, where a walk comes past it."""
    made = []

    def throw(package, name, source):
        folder = tmp_path / name
        folder.mkdir()
        (folder / f"{name}.py").write_text(source, encoding="utf-8")
        monkeypatch.setattr(package, "__path__", [*package.__path__, str(folder)])
        made.append((package, name))
        return import_module(f"{package.__name__}.{name}")

    yield throw
    for package, name in made:
        sys.modules.pop(f"{package.__name__}.{name}", None)
        if hasattr(package, name):
            delattr(package, name)


def test_a_new_layer_a_new_loss_and_a_new_measure_are_noticed(thrown_in):
    layer = thrown_in(
        netwright.models, "_odd", "from torch import nn\nclass _Odd(nn.ReLU):\n    pass\n"
    )
    assert without("layers") == {layer._Odd}
    loss = thrown_in(
        netwright.objectives, "_odd_loss", "LOSSES = {'odd': lambda p, y: p - y}\ndef odd(p): ...\n"
    )
    assert without("losses") == {loss.odd, loss.LOSSES["odd"]}
    measure = thrown_in(netwright.measures, "odd_measure", "def odd(logits, labels): ...\n")
    assert without("measures") == {measure.odd}


def test_a_new_equation_is_noticed(thrown_in):
    equation = thrown_in(netwright.reference, "odd_equation", "def forward(x): ...\n")
    assert without("equations") == without("equations, a witness") == {equation}


def test_a_layer_of_torch_in_a_new_network_is_noticed(monkeypatch):
    def make(shape, outputs, size):
        return nn.Sequential(nn.Linear(shape.features, outputs), nn.CELU())

    monkeypatch.setitem(walks.NETWORKS, "odd", Network("odd", "", ("picture",), make))
    built.cache_clear()
    try:
        assert without("layers") == {nn.CELU}
    finally:
        built.cache_clear()


def test_a_row_of_a_start_alone_is_no_twin_of_a_layer():
    assert compared(ConvNet)
    assert not compared_with_gradients(ConvNet)


def test_new_names_are_noticed(monkeypatch):
    monkeypatch.setitem(KEEPS, "odd", ())
    assert without_optimiser() == {"odd"}
    assert without_schedule(["cosine", "odd"]) == {"odd"}
    f = classification.classification_measures
    odd = {**measured(), (f, "odd"): Score(0.5, 0.1)}
    assert without_measure(odd) == {"odd", "odd: standard error"}
