"""Every network of ours, by hand and by torch: the same outputs and the same gradients."""

import numpy as np
import pytest
import torch
from torch import nn

from netwright.api._declared import declare
from netwright.errors import UnavailableError
from netwright.models import NETWORKS, PictureInput, Size, TableInput, make_network
from twins.walks import CLASSIC, FAMILIES

TOLERANCE = 1e-11  # of the largest number of each tensor: float64, up to 53 layers
# of the largest slope: below it a tensor is held to that one's digits. A slope of 0 is a sum of
# terms of its size; processors that add in another order (AVX-512) leave 5 roundings of them, and
# 50 are allowed
SMALL = 1e-3
ROWS = 5
PICTURES = [(1, 8, 0.1), (3, 9, 0.3), (3, 16, 0.1), (1, 25, 0.2), (2, 24, 1.1)]
TABLES = [
    TableInput(numbers=4, sizes=(3, 30)),
    TableInput(numbers=2, sizes=()),
    TableInput(numbers=0, sizes=(3,)),
    TableInput(numbers=0, sizes=(30, 4, 40)),
]
CASES = (
    [
        (
            name,
            PictureInput(channels=channels, side=side),
            Size(width=width, dropout=0.5 * (side == 9)),
        )
        for name, row in NETWORKS.items()
        if "picture" in row.takes and row.gives == "classes" and name not in CLASSIC
        for channels, side, width in PICTURES
    ]
    + [
        *((name, PictureInput(channels=3, side=17), Size(width=0.02)) for name in FAMILIES),
    ]
    + [
        (name, shape, Size(width=0.1, members=members))
        for name, row in NETWORKS.items()
        if "table" in row.takes
        for shape in TABLES
        for members in ((1, 3) if name == "mlp" else (1,))
    ]
)


def made(name, shape, size):
    """A network in float64 and a batch; its weights and running statistics are nowhere special."""
    torch.manual_seed(0)
    network = make_network(name, shape, 3, size).double()
    for parameter in network.parameters():  # by the width: else many layers die out or blow up
        nn.init.normal_(parameter, std=max(11, parameter[0].numel()) ** -0.5)
    for norm in (m for m in network.modules() if isinstance(m, nn.BatchNorm1d | nn.BatchNorm2d)):
        norm.running_mean.normal_()
        norm.running_var.uniform_(0.5, 2.0)
    if isinstance(shape, PictureInput):
        argument = "pictures" if NETWORKS[name].takes == ("picture",) else "numbers"
        x = torch.randn(ROWS, shape.channels, shape.side, shape.side, dtype=torch.float64)
        return network, {argument: x}
    codes = [torch.randint(size, (ROWS, 1)) for size in shape.sizes]
    categories = torch.cat([torch.zeros(ROWS, 0, dtype=torch.long), *codes], dim=1)
    numbers = torch.randn(ROWS, shape.numbers, dtype=torch.float64)
    return network, {"numbers": numbers, "categories": categories}


def without_dropout(network):
    for module in network.modules():
        if type(module).__name__ == "KeyedDropout":
            module.eval()
    return network


def gap(found, wanted, least=0.0):
    """Relative to the largest number wanted, and to no less than ``least``."""
    assert found.shape == wanted.shape
    return np.abs(found - wanted).max() / (max(least, np.abs(wanted).max()) or 1.0)


@pytest.mark.parametrize("training", [True, False], ids=["train", "eval"])
@pytest.mark.parametrize(("name", "shape", "size"), CASES, ids=str)
def test_outputs_and_gradients_are_those_of_torch(name, shape, size, training):
    network, given = made(name, shape, size)
    without_dropout(network.train(training))
    declared = declare(network, given)
    output = network(**given)
    dy = np.random.default_rng(0).standard_normal(output.shape)
    output.backward(torch.from_numpy(dy))
    values = declared.graph.run(declared.feed)
    assert gap(values.of[declared.output], output.detach().numpy()) <= TOLERANCE
    found = declared.gradients(declared.graph.differentiate(values, declared.output, dy=dy))
    wanted = {n: p.grad.numpy() for n, p in network.named_parameters() if p.numel()}
    assert set(found) == set(declared.graph.variables) == set(wanted)
    # a bias that the next norm takes away has a slope of 0, and rounding alone
    least = SMALL * max(np.abs(gradient).max() for gradient in wanted.values())
    for parameter, gradient in wanted.items():
        assert gap(found[parameter], gradient, least) <= TOLERANCE, parameter


def test_the_network_and_its_statistics_are_left_as_they_are():
    network, given = made("resnet", PictureInput(channels=1, side=8), Size(width=0.1))
    before = {name: tensor.clone() for name, tensor in network.state_dict().items()}
    declared = declare(network, given)
    declared.graph.run(declared.feed)
    assert all(torch.equal(tensor, before[name]) for name, tensor in network.state_dict().items())


def test_lines_name_every_layer_and_what_it_takes():
    network, given = made("logistic", TABLES[0], Size())
    declared = declare(network, given)
    lines = declared.graph.lines(declared.graph.run(declared.feed))
    assert lines[-1].startswith("add_1 = add(a=add, b=codes.1)   (5, 3)")
    assert "categories" not in declared.graph.nodes  # only its columns are used
    assert set(declared.feed) == {"numbers", "categories[0]", "categories[1]"}


class Sequence(nn.Module):
    def forward(self, numbers):
        return torch.relu(numbers) * 2


class Mean(nn.Module):
    def forward(self, numbers):
        return numbers.mean(dim=1)


@pytest.mark.parametrize(
    ("network", "kind"),
    [
        (nn.Sequential(nn.Linear(3, 2), nn.Softsign()), "Softsign"),
        (Sequence(), "relu"),
        (Mean(), "mean"),
    ],
)
def test_a_layer_without_an_equation_is_refused(network, kind):
    given = {"input" if isinstance(network, nn.Sequential) else "numbers": torch.ones(2, 3)}
    words = f"network must be of layers the reference has equations for; got {kind}\nleave --graph"
    with pytest.raises(UnavailableError, match=words):
        declare(network, given)
