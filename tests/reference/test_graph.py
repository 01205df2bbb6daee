import numpy as np
import pytest

from netwright.reference.activations import sigmoid, tanh
from netwright.reference.gradient_check import slope_gap
from netwright.reference.graph import Graph
from netwright.reference.layers import affine
from netwright.reference.losses import cross_entropy, mse
from netwright.reference.operations import add, multiply, total


def line():
    """y = w x + b, and how far it is from a target."""
    graph = Graph()
    x, t = graph.placeholder("x"), graph.placeholder("t")
    w, b = graph.variable("w", np.zeros((1, 1))), graph.variable("b", np.zeros(1))
    y = graph.apply("y", affine, x=x, weight=w, bias=b)
    flat = graph.apply("flat", total, x=y, axis=1)
    graph.apply("loss", mse, predictions=flat, targets=t)
    return graph


def test_nothing_is_computed_while_declaring():
    graph = Graph()
    graph.placeholder("a")
    graph.placeholder("b")
    graph.apply("c", multiply, a="a", b="b")
    assert graph.lines() == ["a = placeholder", "b = placeholder", "c = multiply(a=a, b=b)"]
    values = graph.run({"a": np.array([2.0]), "b": np.array([4.0])})
    np.testing.assert_array_equal(values.of["c"], [8.0])
    assert graph.lines(values)[2] == "c = multiply(a=a, b=b)   (1,)"


def test_the_example_of_the_notes_node_by_node():
    """J = 3 (a + b c) with a = 5, b = 3, c = 2: 33, and its slopes 3, 6 and 9."""
    graph = Graph()
    for name, start in {"a": 5.0, "b": 3.0, "c": 2.0}.items():
        graph.variable(name, np.array(start))
    graph.apply("u", multiply, a="b", b="c")
    graph.apply("v", add, a="a", b="u")
    graph.apply("J", multiply, a="v", b=np.array(3.0))
    values = graph.run({})
    slopes = graph.differentiate(values, "J")
    assert float(values.of["J"]) == 33.0
    assert {n: float(slopes[n]) for n in "abcuvJ"} == {
        "a": 3,
        "b": 6,
        "c": 9,
        "u": 3,
        "v": 3,
        "J": 1,
    }


def test_a_value_that_is_used_twice_gets_the_slopes_of_both_ways():
    graph = Graph()
    x = graph.variable("x", np.array(3.0))
    graph.apply("square", multiply, a=x, b=x)
    graph.apply("sum", add, a="square", b=x)
    assert float(graph.differentiate(graph.run({}), "sum")["x"]) == 2 * 3.0 + 1


@pytest.mark.parametrize("case", range(20))
def test_slopes_of_a_small_network_match_central_differences(case):
    rng = np.random.default_rng(case)
    feed = {"x": rng.normal(size=(4, 3)), "labels": rng.integers(0, 2, size=4)}
    start = {"w1": rng.normal(size=(3, 5)), "w2": rng.normal(size=(5, 2))}

    def declared(changed):
        graph = Graph()
        graph.placeholder("x")
        graph.placeholder("labels")
        for name, value in {**start, **changed}.items():
            graph.variable(name, value)
        graph.apply("z", affine, x="x", weight="w1", bias=np.zeros(5))
        graph.apply("h", tanh, x="z")
        graph.apply("gate", sigmoid, x="z")
        graph.apply("mixed", multiply, a="h", b="gate")
        graph.apply("y", affine, x="mixed", weight="w2", bias=np.zeros(2))
        graph.apply("loss", cross_entropy, logits="y", labels="labels")
        return graph

    graph = declared({})
    slopes = graph.differentiate(graph.run(feed), "loss")
    assert "labels" not in slopes
    for name in start:

        def loss(value, name=name):
            return declared({name: value}).run(feed).of["loss"]

        assert slope_gap(loss, start[name], slopes[name], rng) < 1e-8


def test_descending_fits_a_line_and_leaves_the_old_graph_as_it_was():
    graph = first = line()
    x = np.linspace(-1, 1, 20).reshape(-1, 1)
    feed = {"x": x, "t": 3 * x[:, 0] - 0.5}
    for _ in range(300):
        graph = graph.descend(graph.differentiate(graph.run(feed), "loss"), rate=0.5)
    np.testing.assert_allclose(graph.variables["w"], [[3.0]], atol=1e-6)
    np.testing.assert_allclose(graph.variables["b"], [-0.5], atol=1e-6)
    np.testing.assert_array_equal(first.variables["w"], [[0.0]])


def test_what_cannot_be_declared():
    graph = line()
    with pytest.raises(ValueError, match="name must be new in this graph; got 'x' again"):
        graph.placeholder("x")
    with pytest.raises(ValueError, match="a must name a node declared before; got 'later'"):
        graph.apply("z", add, a="later", b="x")
    with pytest.raises(ValueError, match=r"v must be finite; got nan"):
        graph.variable("v", np.array([np.nan]))


def test_what_cannot_be_run():
    graph = line()
    with pytest.raises(ValueError, match=r"feed must name every placeholder, .*; got \['x'\]"):
        graph.run({"x": np.ones((1, 1))})
    values = graph.run({"x": np.ones((2, 1)), "t": np.ones(2)})
    with pytest.raises(ValueError, match="of must name a node; got 'los'"):
        graph.differentiate(values, "los")
    with pytest.raises(ValueError, match="of must be a single number where dy is not given"):
        graph.differentiate(values, "y")
    with pytest.raises(ValueError, match="rate must be a finite number above 0; got 0"):
        graph.descend(graph.differentiate(values, "loss"), rate=0)
