import numpy as np
import pytest
import torch
from torch import nn

from netwright.api._declaring import Declared, Declaring, as_array
from netwright.models import traced
from netwright.reference.layers import affine


@pytest.fixture
def declaring():
    torch.manual_seed(0)
    network = nn.Sequential(nn.Linear(2, 3), nn.Linear(3, 3, bias=False))
    given = {"input": torch.randn(4, 2)}
    return Declaring(traced(network, given).module, given)


def test_a_weight_is_one_variable_however_often_it_is_used(declaring):
    layer = declaring.network.get_submodule("0")
    assert declaring.weight(layer.weight, turned=True) == "0.weight"
    assert declaring.weight(layer.weight, turned=True) == "0.weight"
    assert set(declaring.made.graph.variables) == declaring.made.turned == {"0.weight"}
    value = declaring.made.graph.variables["0.weight"]
    np.testing.assert_array_equal(value, layer.weight.detach().double().numpy().T)


def test_a_bias_is_a_variable_or_zeros(declaring):
    with_bias, without = declaring.network.get_submodule("0"), declaring.network.get_submodule("1")
    assert declaring.bias(with_bias, 3) == "0.bias"
    np.testing.assert_array_equal(declaring.bias(without, 3), np.zeros(3))
    assert set(declaring.made.graph.variables) == {"0.bias"}


def test_what_is_fed_is_a_placeholder_and_its_value(declaring):
    assert declaring.fed("x", np.ones(2)) == "x"
    assert declaring.made.graph.nodes["x"].kind == "placeholder"
    np.testing.assert_array_equal(declaring.made.feed["x"], np.ones(2))


def test_gradients_are_laid_out_as_the_network_has_them():
    made = Declared(turned={"weight"})
    made.graph.variable("weight", np.zeros((2, 3)))
    made.graph.variable("bias", np.zeros(3))
    slopes = {"weight": np.arange(6.0).reshape(2, 3), "y": np.zeros(1)}
    found = made.gradients(slopes)
    assert set(found) == {"weight"}  # the bias was not reached
    np.testing.assert_array_equal(found["weight"], np.arange(6.0).reshape(2, 3).T)


def test_a_declared_layer_runs_as_torchs(declaring):
    layer = declaring.network.get_submodule("0")
    graph = declaring.made.graph
    x = declaring.fed("x", as_array(declaring.given["input"]))
    weight = declaring.weight(layer.weight, turned=True)
    y = graph.apply("y", affine, x=x, weight=weight, bias=declaring.bias(layer, 3))
    values = graph.run(declaring.made.feed)
    expected = layer.double()(declaring.given["input"].double()).detach().numpy()
    np.testing.assert_allclose(values.of[y], expected, rtol=1e-12)


@pytest.mark.parametrize(
    ("given", "expected"),
    [(torch.float32, np.float64), (torch.float64, np.float64), (torch.int64, np.int64)],
)
def test_floats_become_float64_and_codes_stay_whole(given, expected):
    tensor = torch.tensor([1, 2], dtype=given)
    assert as_array(tensor).dtype == expected
    assert as_array(tensor).tolist() == [1, 2]
