"""Every parameter of every network begins where an initialiser of the reference says it does.

Networks of ours are held to it number by number, and so are all starts by name; the starts of
papers by the mean and the spread of each weight, as a paper says them.
"""

import math

import numpy as np
import pytest
from torch import nn

from netwright.models import STARTS, Members, Mlp, Size, Subsampling, TableInput, start
from netwright.models._lenet import Codes, lenet5
from netwright.reference.initialisers import zero
from twins import starts, walks
from twins.rows_initialisers import DRAW, seeded
from twins.rows_starts import NAMED, given
from twins.test_twins import ROWS

SEED = 3


def without_start(make):
    """Parameters that do not begin where the reference says, or whose initialiser has no row."""
    model = seeded(SEED, make)
    planned = {begun.draw.name: begun.by for begun in starts.plan(model)}
    values = starts.begin(model, SEED)
    wrong = set(values) - set(dict(model.named_parameters()))
    for name, parameter in model.named_parameters():
        owner, _, leaf = name.rpartition(".")
        part = model.get_submodule(owner)
        if leaf == "weight" and isinstance(part, nn.BatchNorm1d | nn.BatchNorm2d):
            found, wanted, stands = parameter, np.ones(parameter.shape), True  # a norm's gain
        else:
            kinds = {type(model), *(type(part) for part in _along(model, owner))}
            stands = any(r.reference is planned.get(name) and r.other in kinds for r in ROWS)
            found, wanted = parameter, values.get(name, np.nan)
        if not stands or not np.allclose(found.detach().numpy(), wanted, rtol=0, atol=1e-13):
            wrong.add(name)
    return wrong


def _along(model, path):
    """The parts on the way to one."""
    names = path.split(".")
    return [model.get_submodule(".".join(names[: i + 1])) for i in range(len(names))]


def planned():
    """All networks of ours but one, half of whose kernels are an identity: test_speedrun.py."""
    return [make for make in walks.networks() if make.name not in (*walks.CLASSIC, "speedrun")]


@pytest.mark.parametrize("make", planned(), ids=str)
def test_every_parameter_of_every_network_begins_where_a_row_says(make):
    assert without_start(make) == set()


def test_another_start_and_a_parameter_more_are_noticed():
    class Odd(Mlp):
        def __init__(self):
            super().__init__(walks.PICTURES[0], 3, hidden=(4,))
            nn.init.zeros_(self.layers[0].bias)
            self.odd = nn.Parameter(self.layers[0].bias.detach() + 1)

    assert without_start(Odd) >= {"layers.0.bias", "odd"}


# by name


def by_hand(weight, name):
    """What the reference makes of the numbers torch draws next; weights (out, in) or kernels."""
    if name == "zero":
        return zero.forward(len(weight), weight[0].numel()).reshape(weight.shape)
    file, form, _ = NAMED[name]
    behind = math.prod(weight.shape[2:])
    if name == "orthogonal":
        matrix = DRAW[form](len(weight), weight[0].numel()).numpy()
        return file.forward(matrix).reshape(weight.shape)
    more = given(name, weight[0].numel(), len(weight) * behind)
    return file.forward(DRAW[form](weight.shape).numpy(), **more)


@pytest.mark.parametrize("name", STARTS)
@pytest.mark.parametrize(
    "make",
    [
        walks.Built("convnet", walks.PICTURES[4], Size(width=0.3)),
        walks.Built("mobilenet-v1", walks.PICTURES[4], Size(width=0.1)),
        walks.Built("mlp", TableInput(numbers=2, sizes=(3, 20)), Size(width=0.02, members=3)),
    ],
    ids=str,
)
def test_a_start_by_name_fills_every_layer_as_the_reference_does(name, make):
    model = seeded(0, make)

    def draw_all():
        values = []
        for layer in model.modules():
            if isinstance(layer, Members):
                values.append(np.stack([by_hand(w.T, name).T for w in layer.weight]))
            elif isinstance(layer, nn.Conv2d | nn.Linear):
                values.append(by_hand(layer.weight, name))
            else:
                continue
            if name == "torch" and layer.bias is not None:
                DRAW["uniform"](layer.bias.shape)
        return values

    wanted = seeded(SEED, draw_all)
    seeded(SEED, lambda: start(model, name))
    kinds = (Members, nn.Conv2d, nn.Linear)
    found = [layer.weight for layer in model.modules() if isinstance(layer, kinds)]
    for mine, theirs in zip(found, wanted, strict=True):
        np.testing.assert_allclose(mine.detach().numpy(), theirs, rtol=0, atol=1e-9)


# of papers

OUTPUT = ("lenet5", "alexnet", "vgg11")  # whose last weights have a deviation of 0.01


def paper_start(name, layer, *, last):
    """Form, deviation of the weights, and of the biases, as the file of the network says them."""
    inputs = layer.weight[0].numel()
    if name == "lenet5 of the paper":
        return "uniform", 2.4 / inputs / math.sqrt(3), 0.0
    if last and name in OUTPUT:
        return "normal", 0.01, 0.0
    if last:
        torch_default = 1 / math.sqrt(3 * inputs)
        return "uniform", torch_default, torch_default
    return "normal", math.sqrt(2 / inputs), 0.0


def classics():
    built = [walks.family(name, width=0.5, dropout=0.0) for name in walks.FAMILIES]
    return [(make.name, make) for make in built] + [
        ("lenet5 of the paper", lambda: lenet5(walks.PICTURES[2], 10))
    ]


@pytest.mark.parametrize(("name", "make"), classics(), ids=lambda value: str(value)[:20])
def test_a_network_of_a_paper_begins_as_its_file_says(name, make):
    model = seeded(SEED, make)
    layers = [p for p in model.modules() if isinstance(p, nn.Conv2d | nn.Linear)]
    for layer in layers:
        if isinstance(layer, Codes):
            continue
        form, deviation, of_bias = paper_start(name, layer, last=layer is layers[-1])
        expect_spread(layer.weight, form, deviation)
        if layer.bias is not None and of_bias == 0:
            assert not layer.bias.any()
        elif layer.bias is not None:
            assert 0 < layer.bias.abs().max() <= of_bias * math.sqrt(3)
    for part in model.modules():
        if isinstance(part, nn.BatchNorm2d):
            assert (part.weight == 1).all()
            assert not part.bias.any()
        if isinstance(part, Subsampling):
            assert (part.weight == 0.25).all()
            assert not part.bias.any()


def expect_spread(weight, form, deviation):
    """Mean 0 and the deviation within 5 standard errors; and a normal form has far numbers."""
    numbers = weight.detach().numpy().ravel()
    n, bound = numbers.size, math.sqrt(3) * deviation
    assert abs(numbers.mean()) < 5 * deviation / math.sqrt(n)
    kurtosis = 3.0 if form == "normal" else 1.8
    assert abs(numbers.var() / deviation**2 - 1) < 5 * math.sqrt((kurtosis - 1) / n)
    if form == "uniform":
        assert np.abs(numbers).max() <= bound
    elif n >= 500:
        assert np.abs(numbers).max() > 1.2 * bound
