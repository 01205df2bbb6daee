import pytest
import torch
from torch import nn
from torch.nn import functional

from netwright.models import Embedder, EmbedderNetwork, PictureInput
from netwright.models._embedder import Cosines, UnitRows, WeightedDifference

SHAPE = PictureInput(channels=1, side=16)


def make(head, **more):
    torch.manual_seed(0)
    return Embedder(EmbedderNetwork(SHAPE, 6, width=0.25), 6, head=head, **more)


def pictures(count=4):
    return torch.randn(count, 1, 16, 16, generator=torch.Generator().manual_seed(1))


def test_the_parameters_are_as_written_for_faces():
    network = EmbedderNetwork(PictureInput(channels=1, side=92), 64)
    assert sum(p.numel() for p in network.parameters()) == 390_176
    widths = [part.out_channels for part in network.modules() if isinstance(part, nn.Conv2d)]
    assert widths == [32, 64, 96, 128]


@pytest.mark.parametrize(("side", "stages"), [(8, 1), (16, 2), (31, 2), (32, 3), (64, 4), (112, 4)])
def test_it_is_as_deep_as_the_side_allows(side, stages):
    network = EmbedderNetwork(PictureInput(channels=3, side=side), 5, width=0.25)
    assert sum(isinstance(part, nn.MaxPool2d) for part in network.modules()) == stages
    assert network(torch.randn(2, 3, side, side)).shape == (2, 5)


@pytest.mark.parametrize(
    ("head", "training", "columns"),
    [
        ("none", True, 6),
        ("cosines", True, 6 + 9),
        ("cosines", False, 6),
        ("difference", True, 7),
        ("difference", False, 7),
    ],
)
def test_what_comes_out(head, training, columns):
    model = make(head, classes=9).train(training)
    output = model(pictures())
    assert output.shape == (4, columns)
    if head != "difference":
        torch.testing.assert_close(output[:, :6].norm(dim=1), torch.ones(4))


def test_cosines_are_those_of_the_directions():
    layer, rows = Cosines(5, 3), UnitRows()(torch.randn(4, 5))
    wanted = functional.cosine_similarity(rows[:, None], layer.weight[None], dim=2)
    torch.testing.assert_close(layer(rows), wanted)
    with torch.no_grad():
        layer.weight.mul_(7.0)
    torch.testing.assert_close(layer(rows), wanted)


def test_differences_are_weighted_by_what_is_learned():
    layer, rows = WeightedDifference(5), torch.randn(2, 5)
    torch.testing.assert_close(layer(rows)[:, :5], rows)  # every weight is 1 at the start
    with torch.no_grad():
        layer.raw.copy_(torch.randn(5))
    output = layer(rows)
    weights = functional.softplus(layer.raw)
    apart = (output[0, :5] - output[1, :5]).abs().sum()
    torch.testing.assert_close(apart, (weights * (rows[0] - rows[1]).abs()).sum())
    assert torch.equal(output[:, 5], layer.bias.expand(2))


def test_a_row_of_zeros_stays_one():
    assert torch.equal(UnitRows()(torch.zeros(1, 3)), torch.zeros(1, 3))


@pytest.mark.parametrize("head", ["none", "cosines", "difference"])
def test_every_weight_learns(head):
    model = make(head, classes=9)
    (model(pictures()) * torch.randn(1)).square().sum().backward()
    for name, parameter in model.named_parameters():
        assert parameter.grad is not None, name
