"""Each kind of layer alone, with settings our networks do not use."""

import copy

import numpy as np
import pytest
import torch
from torch import nn

from netwright.api._declared import declare
from netwright.api._declared_layers import LAYERS
from netwright.models import (
    ACTIVATIONS,
    Chosen,
    Codes,
    KeyedDropout,
    Maxout,
    Members,
    Mlp,
    PaddedShortcut,
    ScaledTanh,
    Subsampling,
    TableInput,
    Waves,
    Whitening,
)
from netwright.models._inception import AuxiliaryHead
from netwright.models._inception_residual import block_a
from netwright.models._lenet import TABLE, PartConvolution
from netwright.models._nasnet import Halved

PICTURE, ROW = (4, 2, 7, 6), (4, 3)
SINGLE = [
    (nn.Linear(3, 2), ROW),
    (nn.Linear(3, 2, bias=False), ROW),
    (Members(3, 4, 2, gain=1.0), (5, 3, 4)),
    (nn.Conv2d(2, 4, (3, 2), stride=(2, 1), padding=(1, 0), dilation=(1, 2), groups=2), PICTURE),
    (nn.Conv2d(2, 3, 1, bias=False), PICTURE),
    (Whitening(2), PICTURE),
    (nn.BatchNorm1d(3, eps=0.1), ROW),
    (nn.BatchNorm2d(2, eps=0.1), PICTURE),
    (nn.BatchNorm2d(2, track_running_stats=False), PICTURE),
    (nn.MaxPool2d(2), PICTURE),
    (nn.MaxPool2d((3, 2), stride=(1, 2), padding=1), PICTURE),
    (nn.AvgPool2d(3, stride=2, padding=1), PICTURE),
    (nn.AvgPool2d(2, ceil_mode=True), PICTURE),
    (nn.MaxPool2d(2, ceil_mode=True), PICTURE),
    (nn.AvgPool2d(3, stride=2, padding=1, count_include_pad=False), PICTURE),
    (Subsampling(2), PICTURE),
    (PaddedShortcut(3, stride=2), PICTURE),
    (nn.LocalResponseNorm(2, alpha=0.5, beta=0.6, k=1.5), PICTURE),
    (nn.ZeroPad2d((-1, 2, 1, -2)), PICTURE),
    (nn.ZeroPad2d(1), PICTURE),
    (Chosen((1, 0, 1)), PICTURE),
    (Codes(3, 5), ROW),
    (ScaledTanh(), PICTURE),
    (nn.ReLU6(), PICTURE),
    (Waves(3), ROW),
    (nn.Flatten(), PICTURE),
    (nn.ReLU(), PICTURE),
    (nn.Mish(), ROW),
    (nn.LeakyReLU(0.3), PICTURE),
    (nn.ELU(0.5), PICTURE),
    (Maxout(), PICTURE),
    (Maxout(axis=-1), (4, 3, 6)),
    *((ACTIVATIONS[name](), PICTURE) for name in ACTIVATIONS),
    (nn.Identity(), ROW),
    (KeyedDropout(0.5), ROW),
]


def compare(network, given):
    """Output, gradients of the parameters and of the inputs, within rounding."""
    torch.manual_seed(0)
    for parameter in network.parameters():
        nn.init.normal_(parameter)
    floats = [t.requires_grad_() for t in given.values() if t.is_floating_point()]
    declared = declare(network, given)
    output = network(**given)
    dy = np.random.default_rng(0).standard_normal(output.shape)
    output.backward(torch.from_numpy(dy))
    values = declared.graph.run(declared.feed)
    np.testing.assert_allclose(values.of[declared.output], output.detach(), rtol=1e-11, atol=1e-13)
    slopes = declared.graph.differentiate(values, declared.output, dy=dy)
    found = declared.gradients(slopes)
    for name, parameter in network.named_parameters():
        np.testing.assert_allclose(found[name], parameter.grad, rtol=1e-11, atol=1e-12)
    for tensor, name in zip(floats, declared.feed, strict=False):
        np.testing.assert_allclose(slopes[name], tensor.grad, rtol=1e-11, atol=1e-12)
    return declared


@pytest.mark.parametrize("training", [True, False], ids=["train", "eval"])
@pytest.mark.parametrize(("layer", "shape"), SINGLE, ids=str)
def test_a_layer_alone_is_torchs(layer, shape, training):
    torch.manual_seed(1)
    layer = copy.deepcopy(layer)
    if isinstance(layer, nn.BatchNorm2d) and layer.running_mean is not None:
        layer.running_mean.normal_()
        layer.running_var.uniform_(0.5, 2.0)
    network = nn.Sequential(layer).double().train(training)
    if isinstance(layer, KeyedDropout):
        layer.eval()
    compare(network, {"input": torch.randn(*shape, dtype=torch.float64)})


PARTS = [
    (PartConvolution(TABLE), (2, 6, 7, 6)),
    (AuxiliaryHead(3, side=6, outputs=2, layer=1), (4, 3, 6, 6)),
    (block_a(8, scale=0.3), (2, 8, 5, 4)),
    (Halved(3, 4), (2, 3, 5, 6)),
]


@pytest.mark.parametrize(("part", "shape"), PARTS, ids=lambda value: type(value).__name__)
def test_parts_of_several_layers_are_joined_as_torch_joins_them(part, shape):
    """Joined by channels, scaled and added, shifted."""
    part = copy.deepcopy(part).double()
    for layer in part.modules():
        if isinstance(layer, KeyedDropout):
            layer.eval()
    compare(part, {"x": torch.randn(*shape, dtype=torch.float64)})


class Arithmetic(nn.Module):
    """Sums and products in every order, and parts joined along any axis."""

    def forward(self, x):
        y = torch.cat([x, x * x, 2 * x], -1)
        return torch.cat((y + y, 1 + y)) * 0.5


def test_sums_products_and_joints_take_their_arguments_in_order():
    declared = compare(Arithmetic(), {"x": torch.randn(3, 2, dtype=torch.float64)})
    does = [node.does for node in declared.graph.nodes.values()]
    assert (does.count("multiply"), does.count("add"), does.count("concatenate")) == (3, 2, 3)


def test_every_kind_of_the_table_is_tried_here_or_in_test_declared():
    tried = {type(layer) for layer, _ in SINGLE}
    assert {kind.__name__ for kind in set(LAYERS) - tried} == {"Embedding", "TableEmbedding"}


class Rows(nn.Module):
    """An embedding of a table and codes of its own."""

    def __init__(self, shape):
        super().__init__()
        self.embedding = Mlp(shape, 1, hidden=()).embedding

    def forward(self, numbers, categories):
        return self.embedding(numbers, categories)


def test_a_tables_embedding_is_declared_part_by_part():
    torch.manual_seed(0)
    shape = TableInput(numbers=2, sizes=(40, 3, 50, 2))
    codes = torch.tensor([[39, 0, 49, 1], [0, 1, 0, 0], [39, 2, 5, 1]])
    numbers = torch.randn(3, 2, dtype=torch.float64)
    declared = compare(Rows(shape).double(), {"numbers": numbers, "categories": codes})
    does = [node.does for node in declared.graph.nodes.values()]
    assert (does.count("waves"), does.count("embedding"), does.count("concatenate")) == (1, 2, 4)
    assert declared.feed["embedding.flags"].tolist() == [
        [1, 0, 0, 0, 1],
        [0, 1, 0, 1, 0],
        [0, 0, 1, 0, 1],
    ]


class Code(nn.Module):
    def __init__(self):
        super().__init__()
        self.table = nn.Embedding(5, 2)

    def forward(self, categories):
        return self.table(categories[:, 1])


def test_an_embedding_takes_its_column():
    declared = compare(Code().double(), {"categories": torch.tensor([[0, 4], [1, 0], [2, 4]])})
    assert declared.feed["categories[1]"].tolist() == [4, 0, 4]


def test_a_layer_used_twice_shares_its_weights():
    layer = nn.Linear(3, 3)
    network = nn.Sequential(layer, nn.Mish(), layer).double()
    declared = compare(network, {"input": torch.randn(4, 3, dtype=torch.float64)})
    assert len(declared.graph.variables) == 2


def test_a_table_without_numbers_leaves_the_bias_of_an_affine_layer():
    class Nothing(nn.Module):
        def __init__(self):
            super().__init__()
            self.affine = nn.Linear(1, 2).double()
            self.affine.in_features = 0
            self.affine.weight = nn.Parameter(torch.zeros(2, 0, dtype=torch.float64))

        def forward(self, numbers):
            return self.affine(numbers)

    network = Nothing()
    numbers = torch.zeros(3, 0, dtype=torch.float64)
    declared = declare(network, {"numbers": numbers})
    values = declared.graph.run(declared.feed)
    np.testing.assert_array_equal(values.of["affine"], network(numbers).detach())
    slopes = declared.graph.differentiate(values, "affine", dy=np.ones((3, 2)))
    assert declared.gradients(slopes)["affine.bias"].tolist() == [3.0, 3.0]
    assert set(declared.feed) == {"affine.nothing"}
