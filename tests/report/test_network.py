import math

import pytest

from netwright.contracts import Layer
from netwright.report import graph_nodes, graph_words
from netwright.report._network import network_section, totals
from netwright.report._parts import LONG


def layers(count=3):
    """A chain: an input, convolutions, and nothing folded away below ``LONG``."""
    made = [Layer(name="x", kind="input", takes=(), shape=(1, 8, 8), sees=(1, 1))]
    for number in range(1, count):
        made.append(
            Layer(
                name=f"features.{number}",
                kind="Conv2d",
                takes=(made[-1].name,),
                shape=(4, 8, 8),
                formula="floor((8 + 2*1 - 1*(3 - 1) - 1) / 1) + 1 = 8",
                parameters=1040,
                multiply_adds=2304,
                sees=(3, 3),
                weights=(0.0123, 0.456),
                activations=(-0.25, 1.5),
                gradients=(0.0, 3.25e-5),
            )
        )
    return made


def drawn(small, read, network):
    return read(network_section(small(network=network)).drawn())


def test_without_layers_there_is_no_section(small):
    assert not network_section(small()).body


def test_totals_rows_and_graph_are_shown(small, read):
    page = drawn(small, read, layers())
    assert "2,080 parameters and 4,608 multiply-adds for each example." in page.words
    assert {"features.1", "Conv2d", "4 x 8 x 8", "1,040", "2,304", "3 x 3"} <= set(page.words)
    assert "floor((8 + 2*1 - 1*(3 - 1) - 1) / 1) + 1 = 8" in page.words
    assert {"0.456", "mean 0.012", "1.5", "mean -0.25", "3.25e-5", "mean 0"} <= set(page.words)
    (drawing,) = page.drawings
    assert drawing.find("title").text == "Graph of the network"
    assert "details" not in page.tags


def test_long_tables_and_tall_graphs_are_folded(small, read):
    assert drawn(small, read, layers(LONG)).tags.count("details") == 1
    page = drawn(small, read, layers(LONG + 1))
    assert page.tags.count("details") == 2
    assert {f"Layer by layer, {LONG + 1} rows", "Graph of the network"} <= set(page.words)


def test_columns_without_anything_are_left_out(small, read):
    plain = [Layer(name="x", kind="input", takes=(), shape=(7,), activations=(0.0, 1.0))]
    page = drawn(small, read, plain)
    heads = {"layer", "kind", "output", "activations"}
    rest = {"parameters", "multiply-adds", "sees", "weights", "gradients"}
    assert set(page.words) & (heads | rest) == heads
    assert "Sees:" not in page.text
    assert "Of activations: the spread" in page.text
    assert "Gradients:" not in page.text


def test_a_layer_without_a_value_has_a_dash(small, read):
    dashes = drawn(small, read, layers(2)).words.count("—")
    assert dashes == len({"parameters", "multiply-adds", "weights", "activations", "gradients"})


def test_values_that_are_no_number_survive(small, read):
    odd = Layer(name="x", kind="k", takes=(), shape=(), activations=(math.nan, math.inf))
    page = drawn(small, read, [odd])
    assert {"one number", "infinite", "mean not a number"} <= set(page.words)


def test_boxes_note_the_shape():
    nodes = graph_nodes(layers(2))
    assert [(n.name, n.kind, n.takes, n.note) for n in nodes] == [
        ("x", "input", (), "1 x 8 x 8"),
        ("features.1", "Conv2d", ("x",), "4 x 8 x 8"),
    ]


def test_the_graph_is_told_in_words():
    chain = layers(3)
    assert graph_words(chain).told == "3 steps from x to features.2."
    join = Layer(name="add", kind="add", takes=("features.2", "x"), shape=(4, 8, 8))
    assert graph_words([*chain, join]).told == "4 steps from x to add; paths meet in 1 of them."


@pytest.mark.parametrize("count", [1, 3])
def test_totals_are_sums(count):
    assert totals(layers(count)).startswith(f"{1040 * (count - 1):,} parameters")


@pytest.mark.parametrize(("sees", "words"), [((5, 3), "5 x 3"), ("all", "all")])
def test_what_a_layer_sees_is_put_into_words(small, read, sees, words):
    layer = Layer(name="a", kind="Conv2d", takes=(), shape=(1,), sees=sees)
    assert words in drawn(small, read, [layer]).words
