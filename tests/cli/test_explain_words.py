import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netwright.cli._explain_words import (
    check_words,
    explanation_words,
    graph_words,
    head,
    layer_table,
    scientific,
    short,
    spread,
)

FINITE = st.floats(allow_nan=False, allow_infinity=False, width=32)


def _layer(name, kind, takes=(), shape=(4,), **more):
    nothing = dict.fromkeys(("sees", "weights", "activations", "gradients"))
    counts = {"formula": "", "parameters": 0, "multiply_adds": 0}
    facts = {"name": name, "kind": kind, "takes": list(takes), "shape": list(shape)}
    return {**facts, **counts, **nothing, **more}


def _pair(mean, deviation):
    return {"mean": mean, "deviation": deviation}


LAYERS = [
    _layer("x", "input", (), (1, 8, 8), sees=[1, 1], activations=_pair(-0.01405, 0.98339)),
    _layer("c", "Conv2d", ["x"], (32, 6, 6), formula="floor((8 - 2 - 1) / 1) + 1 = 6",
           parameters=1320, multiply_adds=18432, sees=[3, 3], weights=_pair(0.0, 0.0),
           activations=_pair(9e-6, 0.036), gradients=_pair(2.6e-7, 2.7075e-05)),
    _layer("add", "add", ["c", "x"], (), sees="all", gradients=_pair(0.0, 0.0044531)),
]  # fmt: skip


def _tensor(name, worst, **more):
    facts = {"numbers": 640, "checked": 50, "difference": 1e-10, "worst": worst, "at": [8, 19]}
    return {"name": name, **facts, "gradient": 0.0009031563, "slope": 0.0009031562, **more}


CHECK = {
    "right": True, "worst": 1.19e-8, "directions": [2e-9, 1e-9], "penalty": 0.0, "loss": 2.3,
    "tensors": [_tensor(f"w{n}", 1.19e-8 / (n + 1)) for n in range(7)],
}  # fmt: skip

GRAPH = {
    "declared": ["x = placeholder   (64, 8)", "y = affine(x=x, weight=w)   (64, 10)"],
    "nodes": [],
    "captured": [
        {"name": "x", "operation": "placeholder", "takes": [], "shape": [64, 8]},
        {"name": "y", "operation": "aten.linear", "takes": ["x", "w"], "shape": [64, 10]},
        {"name": "output", "operation": "output", "takes": ["y"], "shape": None},
    ],
    "outputs": 0.0,
    "gradients": 2.2e-16,
}

FACTS = {
    "model": "convnet", "run": None, "data": "digits", "task": "image-classification", "rows": 64,
    "parameters": 87178, "multiply_adds": 381440, "layers": LAYERS, "gradients": None,
    "graph": None, "equation": None,
}  # fmt: skip
EQUATION = {"name": "affine", "group": "layers", "text": "\nAffine.\n\n    y = x w + b   (1)\n"}


def test_the_head_says_whether_a_network_is_fresh():
    assert head(FACTS) == [
        "convnet, fresh, as a training would start it",
        "batch: 64 rows of digits; task: image-classification",
        "87,178 parameters, 381,440 multiply-adds for one example",
    ]
    assert head({**FACTS, "run": "runs/a"})[0] == "convnet of runs/a, as it was kept"


def test_a_layer_has_a_line_and_below_it_its_formula_and_unusual_sources():
    lines = layer_table(LAYERS)
    assert lines[0].split() == [
        "layer", "kind", "output", "parameters", "multiply-", "sees", "weights", "activations",
        "gradients",
    ]  # fmt: skip
    assert lines[1].split("  ")[-1].strip() == "spread"
    assert lines[2].split() == ["x", "input", "1x8x8", "1x1", "-0.014", "+-", "0.983"]
    assert lines[3].split() == [
        "c", "Conv2d", "32x6x6", "1,320", "18,432", "3x3", "0", "+-", "0", "0.0000", "+-",
        "0.0360", "2.71e-5",
    ]  # fmt: skip
    assert lines[4] == "    floor((8 - 2 - 1) / 1) + 1 = 6"
    assert lines[5].split() == ["add", "add", "one", "all", "4.45e-3"]
    assert lines[6] == "    from c and x"
    assert lines[7] == ""
    assert [note.partition(":")[0] for note in lines[8:]] == ["spread", "gradients", "sees", "side"]
    ends = {len(line) for line in (lines[0], lines[1], lines[3], lines[5])}
    assert len(ends) == 1  # the last column is flush right


def test_columns_that_hold_nothing_and_what_explains_them_are_left_out():
    lines = layer_table([_layer("x", "input", (), (4,)), _layer("y", "relu", ["x"])])
    assert lines == [
        "layer  kind   output", "", "x      input       4", "y      relu        4", "",
        "spread: the standard deviation of the numbers",
    ]  # fmt: skip


def test_a_check_says_the_worst_number_and_five_tensors():
    lines = check_words(CHECK)
    assert lines[0] == (
        "gradients right; worst gap 1.19e-8 in w0[8, 19]: autograd 9.031563e-4, differences "
        "9.031562e-4"
    )
    assert lines[1] == (
        "350 of 4,480 numbers one by one, and 2 random directions over all of them "
        "(worst gap 2.00e-9)"
    )
    assert [line.split()[0] for line in lines[4:]] == [f"w{n}[8," for n in range(5)]
    assert not any("penalty" in line for line in lines)


def test_a_check_can_be_wrong_along_a_direction_and_with_a_penalty():
    lines = check_words({**CHECK, "right": False, "worst": 0.5, "directions": [1e-9, 0.5],
                         "penalty": 5e-4})  # fmt: skip
    assert lines[0] == "gradients WRONG; worst gap 5.00e-1 along a random direction"
    assert lines[2] == "with an L2 penalty of 0.0005 in the loss"


def test_graphs_stand_side_by_side_where_there_is_room():
    lines = graph_words(GRAPH, 120)
    assert lines[0].split("  ")[0] == "declared by hand, equation by equation:"
    assert lines[0].endswith("captured by torch.export:")
    assert lines[2].startswith("y = affine(x=x, weight=w)   (64, 10)")
    assert lines[2].endswith("y = aten.linear(x, w)   (64, 10)")
    assert lines[3].split() == ["output", "=", "output(y)"]
    assert lines[-1].endswith("largest number: outputs 0, gradients 2.20e-16")
    starts = {
        lines[row].rindex(word) for row, word in enumerate(("captured", "x =", "y =", "output ="))
    }
    assert len(starts) == 1


def test_graphs_stand_one_after_the_other_where_there_is_not():
    lines = graph_words(GRAPH, 40)
    second = lines.index("captured by torch.export:")
    assert lines[:second] == [
        "declared by hand, equation by equation:", "x = placeholder   (64, 8)",
        "y = affine(x=x, weight=w)   (64, 10)", "",
    ]  # fmt: skip
    assert lines[second + 1] == "x = placeholder   (64, 8)"
    long = {**GRAPH, "declared": [f"y = f({', '.join(f'argument={n}' for n in range(9))})"]}
    wrapped = graph_words(long, 40)[1:5]
    assert all(len(line) <= 40 for line in wrapped)
    assert [line.startswith("    ") for line in wrapped] == [False, True, True, True]


def test_an_equation_asked_for_alone_is_all_there_is():
    alone = explanation_words({**FACTS, "equation": EQUATION}, width=120)
    assert alone == "Affine.\n\n    y = x w + b   (1)"
    both = explanation_words({**FACTS, "equation": EQUATION, "gradients": CHECK}, width=120)
    assert both.startswith("convnet, fresh")
    assert both.endswith(f"equation affine\n\n{alone}")
    assert "gradients right" in both


def test_everything_asked_for_comes_below_the_table():
    words = explanation_words({**FACTS, "gradients": CHECK, "graph": GRAPH}, width=0)
    parts = ["layer ", "gradients right", "declared by hand", "captured by", "both run forward"]
    places = [words.index(part) for part in parts]
    assert places == sorted(places)
    plain = explanation_words(FACTS, width=120)
    assert "declared by hand" not in plain
    assert "gradients right" not in plain


@pytest.mark.parametrize(
    ("pair", "words"),
    [
        (None, ""),
        (_pair(1.0, 0.0), "1 +- 0"),
        (_pair(-1e-9, 0.2), "0.000 +- 0.200"),
        (_pair(0.0199, 8.94e-5), "0.0199 +- 8.94e-5"),
        (_pair(8.7e-13, 7.67e-4), "0 +- 7.67e-4"),
        (_pair(123456.7, 1234.5), "123457 +- 1234"),
        (_pair(1e30, 1e31), "1.00e30 +- 1.00e31"),
        (_pair(math.nan, math.inf), "nan +- inf"),
    ],
)
def test_a_mean_is_as_exact_as_its_deviation(pair, words):
    assert spread(pair) == words


@given(FINITE)
def test_three_digits_are_within_half_a_percent(value):
    for words in (short(value), scientific(value)):
        assert float(words) == pytest.approx(value, rel=5.1e-3, abs=0)
    assert scientific(value, 7) == "0" or float(scientific(value, 7)) == pytest.approx(
        value, rel=1e-6, abs=0
    )


@given(FINITE, FINITE.map(abs))
def test_any_pair_can_be_said(mean, deviation):
    said, _, rest = spread(_pair(mean, deviation)).partition(" +- ")
    assert float(said) != 0 or not said.startswith("-")
    assert float(rest) == pytest.approx(deviation, rel=5.1e-3, abs=0)
    assert abs(float(said) - mean) <= max(6e-3 * abs(mean), 6e-3 * deviation)
