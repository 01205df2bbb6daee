"""A Keras model with weights of its own, tried on a stand-in and on Keras itself."""

import copy
from types import SimpleNamespace

import numpy as np
import pytest
import torch
from torch import nn

from netwright.api._callback_keras_network import KerasNetwork


class Model:
    """Embedding, dense layer and running mean with the names that are read of Keras."""

    def __init__(self):
        torch.manual_seed(0)
        shapes = {"words/embeddings": (7, 4), "dense/kernel": (4, 2), "dense/bias": (2,)}
        self.trainable_variables = [
            SimpleNamespace(path=path, value=nn.Parameter(torch.randn(shape)))
            for path, shape in shapes.items()
        ]
        self.non_trainable_variables = [SimpleNamespace(path="mean", value=torch.zeros(4))]

    def stateless_call(self, weights, state, x, *, training):
        words, kernel, bias = weights
        hidden = words[x].mean(1)
        mean = hidden.mean(0) if training else state[0]
        return (hidden - mean) @ kernel + bias, [mean]


X = torch.arange(12).reshape(4, 3) % 7


def test_weights_lie_as_torch_has_them_and_answers_are_the_models():
    model = Model()
    network = KerasNetwork(model).eval()
    assert [tuple(one.shape) for one in network.parameters()] == [(7, 4), (2, 4), (2,)]
    values = [one.value for one in model.trainable_variables]
    expected = model.stateless_call(values, [torch.zeros(4)], X, training=False)[0]
    # a product with a matrix that lies the other way: AVX-512 adds in another order
    torch.testing.assert_close(network(X), expected, rtol=1e-6, atol=1e-7)


def test_copies_learn_by_themselves():
    model = Model()
    network = KerasNetwork(model)
    other, optimizer = copy.deepcopy((network, torch.optim.SGD(network.parameters(), lr=0.1)))
    other(X).square().sum().backward()
    optimizer.step()
    before = [one.detach().clone() for one in network.parameters()]
    changed = [not torch.equal(a, b) for a, b in zip(other.parameters(), before, strict=True)]
    assert changed == [True, True, True]
    assert network.weights[0].grad is None
    assert other._shared.model is model
    values = [one.value for one in model.trainable_variables]
    assert torch.equal(values[1].T, before[1])


def test_state_moves_in_training_only():
    network = KerasNetwork(Model()).eval()
    network(X)
    assert torch.equal(network.state_0, torch.zeros(4))
    network.train()(X)
    assert not torch.equal(network.state_0, torch.zeros(4))
    assert not network.state_0.requires_grad


@pytest.mark.filterwarnings("ignore")
def test_networks_of_keras_answer_the_same(keras):
    layers = keras.layers
    keras.utils.set_random_seed(0)
    model = keras.Sequential(
        [
            layers.Input((6, 6, 3)),
            layers.Conv2D(4, 3),
            layers.BatchNormalization(),
            layers.ReLU(),
            layers.Flatten(),
            layers.Dropout(0.5),
            layers.Dense(2),
        ]
    )
    x = torch.rand(5, 6, 6, 3, dtype=torch.float64)
    network = KerasNetwork(model).eval()
    assert tuple(network.weights[0].shape) == (4, 3, 3, 3)
    with torch.no_grad():
        expected = model(x.float(), training=False)
        assert torch.allclose(network(x), expected, atol=1e-6)
    kept = [one.copy() for one in model.get_weights()]
    network.train()
    first, second = network(x), network(x)
    assert not torch.equal(first, second)  # dropout draws anew
    first.sum().backward()
    assert all(one.grad is not None for one in network.weights)
    assert all(np.array_equal(a, b) for a, b in zip(kept, model.get_weights(), strict=True))
