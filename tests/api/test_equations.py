from functools import cache

import pytest
import torch

from netwright.api._equations import OF_KIND, equation_of
from netwright.contracts import Layer
from netwright.errors import SettingError
from netwright.models import NETWORKS, PictureInput, Size, TableInput, anatomy, make_network
from netwright.reference import equation_text, equations
from twins.walks import CLASSIC, FAMILIES

CLASSES = [name for name, row in NETWORKS.items() if row.gives == "classes"]
KINDS = [name for name in CLASSES if name in FAMILIES or name not in CLASSIC]
# kinds of rows that have no equation, and why
WITHOUT = {
    "input": "data as they come in",
    "getitem": "picks a column of the codes; nothing is computed",
}
LAYERS = (
    Layer(name="numbers", kind="input", takes=(), shape=(3,)),
    Layer(name="features.0", kind="Conv2d", takes=("numbers",), shape=(3,)),
    Layer(name="add", kind="add", takes=("numbers", "features.0"), shape=(3,)),
    Layer(name="getitem", kind="getitem", takes=("numbers",), shape=(3,)),
)


@cache
def kinds_of(name):
    """Of the rows of a network in all its forms: pictures, tables, members, dropout, wide."""
    row, found = NETWORKS[name], set()
    for shape in (
        PictureInput(channels=1, side=8),
        PictureInput(channels=3, side=16),
        TableInput(numbers=2, sizes=(3, 30)),
    ):
        picture = isinstance(shape, PictureInput)
        if ("picture" if picture else "table") not in row.takes:
            continue
        if picture and shape.side < row.least:
            shape = PictureInput(channels=shape.channels, side=row.least)
        for members in (1, 2) if name == "mlp" else (1,):
            network = make_network(
                name,
                shape,
                2,
                Size(width=0.02 if name in CLASSIC else 1.1, dropout=0.1, members=members),
            )
            x = torch.randn(2, *((shape.channels, shape.side, shape.side) if picture else (2,)))
            given = {network.forward.__code__.co_varnames[1]: x}
            if not picture:
                given["categories"] = torch.zeros(2, 2, dtype=torch.long)
            found |= {layer.kind for layer in anatomy(network, given)}
    return found


@pytest.mark.parametrize("name", KINDS)
def test_every_kind_of_layer_has_an_equation_or_a_reason(name):
    layers = [Layer(name=kind, kind=kind, takes=(), shape=()) for kind in kinds_of(name)]
    for layer in layers:
        if layer.kind in WITHOUT:
            with pytest.raises(SettingError, match="layer with an equation"):
                equation_of(layer.name, layers)
        else:
            found = equation_of(layer.name, layers)
            assert found.name == OF_KIND[layer.kind]
            assert "Source: " in found.text


def test_no_reason_is_stale():
    assert set().union(*map(kinds_of, KINDS)) >= set(WITHOUT)
    assert not set(WITHOUT) & set(OF_KIND)


def test_every_kind_of_the_table_leads_to_a_file():
    assert set(OF_KIND.values()) <= set(equations())


@pytest.mark.parametrize(
    ("asked", "name", "group"),
    [
        ("features.0", "convolution", "layers"),
        ("add", "add", "operations"),
        ("MaxPool2d", "max_pool", "layers"),
        ("Linear", "affine", "layers"),
        ("convolution", "convolution", "layers"),
        ("adam", "adam", "optimisers"),
        ("cosine", "cosine", "schedules"),
        ("cross_entropy", "cross_entropy", "losses"),
    ],
)
def test_a_layer_a_kind_and_an_equation_are_found(asked, name, group):
    found = equation_of(asked, LAYERS)
    assert (found.name, found.group) == (name, group)
    assert found.text == equation_text(name)


def test_a_word_means_a_row_first_and_an_equation_then():
    assert equation_of("mean", LAYERS).name == "mean"
    mean = Layer(name="mean", kind="mean", takes=(), shape=(3,))
    assert equation_of("mean", [*LAYERS, mean]).name == "global_average_pool"
    named = Layer(name="adam", kind="Linear", takes=(), shape=(3,))
    assert equation_of("adam", [named]).name == "affine"


@pytest.mark.parametrize(("asked", "kind"), [("numbers", "input"), ("getitem", "getitem")])
def test_a_row_without_an_equation_says_so(asked, kind):
    words = f"equation must be a layer with an equation; {kind} has none; got '{asked}'"
    with pytest.raises(SettingError, match=words):
        equation_of(asked, LAYERS)


@pytest.mark.parametrize(
    ("asked", "hint"),
    [
        ("feature.0", "did you mean features.0"),
        ("conv2d", "did you mean Conv2d"),
        ("convolutoin", "did you mean convolution"),
        ("???", "netwright explain NETWORK lists its layers"),
    ],
)
def test_what_is_neither_is_refused(asked, hint):
    words = f"equation must be a layer of the network, a kind of layer, or a file .*\n{hint}"
    with pytest.raises(SettingError, match=words):
        equation_of(asked, LAYERS)
