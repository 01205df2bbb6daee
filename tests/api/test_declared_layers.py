"""Each kind of layer alone, with settings our networks do not use."""

import copy

import numpy as np
import pytest
import torch
from torch import nn

from netwright.api._declared import declare
from netwright.api._declared_layers import LAYERS
from netwright.models import KeyedDropout, Members, Mlp, TableInput, Waves

PICTURE, ROW = (4, 2, 7, 6), (4, 3)
SINGLE = [
    (nn.Linear(3, 2), ROW),
    (nn.Linear(3, 2, bias=False), ROW),
    (Members(3, 4, 2, gain=1.0), (5, 3, 4)),
    (nn.Conv2d(2, 4, (3, 2), stride=(2, 1), padding=(1, 0), dilation=(1, 2), groups=2), PICTURE),
    (nn.Conv2d(2, 3, 1, bias=False), PICTURE),
    (nn.BatchNorm1d(3, eps=0.1), ROW),
    (nn.BatchNorm2d(2, eps=0.1), PICTURE),
    (nn.BatchNorm2d(2, track_running_stats=False), PICTURE),
    (nn.MaxPool2d(2), PICTURE),
    (nn.MaxPool2d((3, 2), stride=(1, 2), padding=1), PICTURE),
    (nn.AvgPool2d(3, stride=2, padding=1), PICTURE),
    (nn.AvgPool2d(2, ceil_mode=True), PICTURE),
    (Waves(3), ROW),
    (nn.Flatten(), PICTURE),
    (nn.ReLU(), PICTURE),
    (nn.Mish(), ROW),
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
