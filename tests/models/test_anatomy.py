"""Networks taken apart, beside torch's counter, gradients of single pixels, and hooks."""

import math

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

from netwright.errors import UnavailableError
from netwright.models import (
    NETWORKS,
    KeyedDropout,
    PictureInput,
    Size,
    TableInput,
    anatomy,
    make_network,
)
from twins.walks import CLASSIC, FAMILIES

ROWS = 4
TABLES = [
    (TableInput(numbers=4, sizes=(3, 30)), 1),
    (TableInput(numbers=4, sizes=(3, 30)), 3),
    (TableInput(numbers=2, sizes=()), 1),
    (TableInput(numbers=0, sizes=(3, 30)), 3),
]
CASES = [
    *((name, PictureInput(channels=3, side=28), Size(width=0.02)) for name in FAMILIES),
    *(
        (name, PictureInput(channels=channels, side=side), Size(width=width))
        for name, row in NETWORKS.items()
        if "picture" in row.takes and row.gives == "classes" and name not in CLASSIC
        for channels, side, width in ((1, 8, 0.25), (3, 17, 0.5), (1, 28, 1.0), (3, 33, 1.5))
    ),
    *(
        (name, shape, Size(width=0.1, members=members))
        for name, row in NETWORKS.items()
        if "table" in row.takes
        for shape, members in TABLES
        if members == 1 or name == "mlp"
    ),
]


def made(name, shape, size=None):
    """A network and a batch for it; weights that are nowhere zero."""
    torch.manual_seed(0)
    network = make_network(name, shape, 3, size)
    for parameter in network.parameters():
        nn.init.normal_(parameter, std=0.3)
    if isinstance(shape, PictureInput):
        argument = "pictures" if NETWORKS[name].takes == ("picture",) else "numbers"
        return network, {argument: torch.randn(ROWS, shape.channels, shape.side, shape.side)}
    codes = [torch.randint(size, (ROWS,)) for size in shape.sizes]
    none = torch.zeros(ROWS, 0, dtype=torch.long)
    categories = torch.stack(codes, dim=1) if codes else none
    return network, {"numbers": torch.randn(ROWS, shape.numbers), "categories": categories}


def loss(output):
    return (output**2).sum()


@pytest.mark.parametrize(("name", "shape", "size"), CASES)
def test_multiply_adds_are_half_of_torchs_flops_and_parameters_are_all(name, shape, size):
    network, given = made(name, shape, size)
    rows = anatomy(network, given)
    counter = FlopCounterMode(display=False)
    with counter, torch.no_grad():
        network(**given)
    assert 2 * ROWS * sum(row.multiply_adds for row in rows) == counter.get_total_flops()
    assert sum(row.parameters for row in rows) == sum(p.numel() for p in network.parameters())


@pytest.mark.parametrize(("name", "shape", "size"), CASES)
def test_every_figure_is_a_number_and_rows_take_earlier_ones(name, shape, size):
    network, given = made(name, shape, size)
    before = set()
    for row in anatomy(network, given, loss):
        assert set(row.takes) <= before
        before.add(row.name)
        for spread in (row.weights, row.activations, row.gradients):
            assert spread is None or all(math.isfinite(number) for number in spread)
        assert (row.sees is None) is isinstance(shape, TableInput)
        assert row.sees == "all" or row.kind != "Linear" or row.sees is None
    assert row.shape == network(**given).shape[1:]


def reached(network, channels, side, pictures=8):
    """Height and width of the pixels with a slope along one number in the middle of the map."""
    x = torch.randn(pictures, channels, side, side, dtype=torch.float64, requires_grad=True)
    maps = network(x)
    middle = [size // 2 for size in maps.shape[2:]]
    maps[:, :, middle[0], middle[1]].sum().backward()
    touched = (x.grad != 0).any(dim=(0, 1))
    found = []
    for axis in (1, 0):
        places = touched.any(dim=axis).nonzero().flatten()
        assert places[0] > 0, "the input must be larger, to judge"
        assert places[-1] < side - 1, "the input must be larger, to judge"
        found.append(int(places[-1] - places[0]) + 1)
    return tuple(found)


def sees(network, channels, side):
    """The same, as the last row says."""
    network.double().eval()
    return anatomy(network, {"input": torch.randn(1, channels, side, side).double()})[-1].sees


def convolution(kernel, **settings):
    return nn.Conv2d(2, 2, kernel, **settings)


@pytest.mark.parametrize(
    ("layers", "expected"),
    [
        ([convolution(3), convolution(3)], (5, 5)),
        ([convolution(5)], (5, 5)),
        ([convolution(3, stride=2), convolution(3)], (7, 7)),
        ([convolution(3, dilation=4)], (9, 9)),
        ([convolution((1, 5), stride=(2, 1)), nn.AvgPool2d((3, 2))], (5, 6)),
        ([nn.MaxPool2d(2), nn.ReLU(), convolution(3, padding=1), nn.MaxPool2d(2)], (8, 8)),
        ([nn.ConvTranspose2d(2, 2, 4, stride=2, padding=1), convolution(3)], (3, 3)),
    ],
)
def test_what_a_pixel_sees_worked_out_by_hand(layers, expected):
    torch.manual_seed(0)
    network = nn.Sequential(*layers)
    assert sees(network, 2, 32) == reached(network, 2, 32) == expected


LAYERS = st.builds(
    lambda pool, kernel, stride, dilation: (
        nn.AvgPool2d(kernel, stride=stride)
        if pool
        else convolution(kernel, stride=stride, dilation=dilation)
    ),
    pool=st.booleans(),
    kernel=st.tuples(st.integers(1, 3), st.integers(1, 3)),
    stride=st.tuples(st.integers(1, 2), st.integers(1, 2)),
    dilation=st.tuples(st.integers(1, 2), st.integers(1, 2)),
)


@settings(max_examples=40)
@given(layers=st.lists(LAYERS, min_size=1, max_size=4))
def test_what_a_pixel_sees_is_where_its_slope_is_not_zero(layers):
    network = nn.Sequential(*layers)
    assert sees(network, 2, 150) == reached(network, 2, 150)


class TwoPaths(nn.Module):
    def __init__(self, one, other):
        super().__init__()
        self.one, self.other = one, other

    def forward(self, input):  # as nn.Sequential calls it
        return self.one(input) + self.other(input)


def test_where_paths_meet_the_one_that_sees_more_counts():
    torch.manual_seed(0)
    long = nn.Sequential(convolution(3, padding=1, stride=2), convolution(3, padding=1))
    network = nn.Sequential(TwoPaths(long, convolution(1, stride=2)), convolution(3))
    assert sees(network, 2, 40) == reached(network, 2, 40) == (11, 11)
    network = nn.Sequential(TwoPaths(nn.Identity(), convolution(7, padding=3)), convolution(3))
    assert sees(network, 2, 40) == reached(network, 2, 40) == (9, 9)


@pytest.mark.parametrize(
    ("name", "side", "places"),
    [
        ("convnet", 130, {0: 5, 1: 6, 4: 10, 5: 12, 8: 20, 12: 40, 15: 48}),
        ("resnet", 108, {0: 3, 3: 7, 5: 15, 6: 21, 8: 37, 9: 49, 11: 81}),
    ],
)
def test_the_maps_of_our_networks_see_what_they_say(name, side, places):
    network, given = made(name, PictureInput(channels=1, side=96), Size(width=0.1))
    rows = {row.name: row for row in anatomy(network, given)}
    features = network.features.double().eval()
    for place, expected in places.items():
        last = [row for path, row in rows.items() if f"{path}.".startswith(f"features.{place}.")]
        assert last[-1].sees == (expected, expected), place
        assert reached(features[: place + 1], 1, side, pictures=3) == last[-1].sees, place


def spread(values):
    return values.double().mean().item(), values.double().std(correction=0).item()


@pytest.mark.parametrize("training", [True, False])
@pytest.mark.parametrize(
    ("name", "shape", "size"), [CASES[1], CASES[9], CASES[13], *CASES[-3:]], ids=str
)
def test_means_and_deviations_are_those_of_hooks(name, shape, size, training):
    network, given = made(name, shape, size)
    network.train(training)
    rows = {row.name: row for row in anatomy(network, given, loss)}
    seen = {}
    for path, module in network.named_modules():
        if path in rows:

            def keep(module, given, output, path=path):
                output.retain_grad()
                seen[path] = output

            module.register_forward_hook(keep)
    loss(network(**given)).backward()
    assert seen
    for path, output in seen.items():
        assert rows[path].shape == output.shape[1:]
        assert rows[path].activations == pytest.approx(spread(output), rel=1e-6, abs=1e-9)
        if not isinstance(network.get_submodule(path), nn.Identity):  # adds to its source's slope
            assert rows[path].gradients == pytest.approx(spread(output.grad), rel=1e-4, abs=1e-7)
    for path, module in network.named_modules():
        weight = getattr(module, "weight", None)
        if path in rows and weight is not None and weight.numel():
            assert rows[path].weights == pytest.approx(spread(weight), rel=1e-12)


def test_parameters_gradients_and_buffers_are_left_as_they_are():
    network, given = made("resnet", PictureInput(channels=1, side=8), Size(width=0.5))
    for parameter in network.parameters():
        parameter.grad = torch.randn_like(parameter)
    held = [parameter.grad for parameter in network.parameters()]

    def state():
        tensors = [*network.state_dict().values(), *held]
        return [tensor.detach().numpy().tobytes() for tensor in tensors]

    before = state()
    anatomy(network, given, loss)
    assert state() == before
    assert all(p.grad is grad for p, grad in zip(network.parameters(), held, strict=True))

    def broken(output):
        loss(output).backward()
        raise KeyError("label")

    with pytest.raises(KeyError, match="label"):
        anatomy(network, given, broken)
    assert state() == before
    assert all(p.grad is grad for p, grad in zip(network.parameters(), held, strict=True))
    assert network.training


class Twice(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer, self.bend = nn.Linear(3, 3), nn.ReLU()

    def forward(self, numbers):
        return self.bend(self.layer(self.bend(self.layer(numbers))))


def test_a_layer_used_twice_has_two_rows():
    rows = anatomy(Twice(), {"numbers": torch.randn(5, 3)}, loss)
    assert [row.name for row in rows] == ["numbers", "layer", "bend", "layer (2)", "bend (2)"]
    assert [row.takes for row in rows[1:]] == [(row.name,) for row in rows[:-1]]
    assert rows[1].activations != rows[3].activations


def test_without_a_loss_there_are_no_gradients():
    rows = anatomy(Twice(), {"numbers": torch.randn(5, 3)})
    assert {row.gradients for row in rows} == {None}


def test_a_private_form_of_a_layer_has_the_name_people_know():
    network, given = made("logistic", PictureInput(channels=1, side=8))
    assert [row.kind for row in anatomy(network, given)] == ["input", "flatten", "Linear"]


def test_dropout_in_training_is_part_of_what_is_seen():
    network, given = made("mlp", PictureInput(channels=1, side=8), Size(width=0.5, dropout=0.5))
    row = next(row for row in anatomy(network, given) if row.kind == KeyedDropout.__name__)
    network.eval()
    silent = next(r for r in anatomy(network, given) if r.name == row.name)
    assert row.activations[1] > silent.activations[1]


class Branching(nn.Module):
    def forward(self, numbers):
        return numbers if numbers.sum() > 0 else -numbers


class Counting(nn.Module):
    def forward(self, numbers):
        return numbers / len(numbers)


@pytest.mark.parametrize("network", [Branching(), Counting()])
def test_a_network_that_decides_by_values_is_refused(network):
    words = r"network must have a forward that torch.fx can follow; got .*\nlet forward decide by"
    with pytest.raises(UnavailableError, match=f"(?s){words}"):
        anatomy(network, {"numbers": torch.ones(2, 3)})
