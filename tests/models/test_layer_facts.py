"""Sizes, reach and cost of single layers, beside what torch makes of them."""

import math
import re

import pytest
import torch
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

from netwright.models import (
    Facts,
    Logistic,
    Maxout,
    Members,
    PaddedShortcut,
    Subsampling,
    TableEmbedding,
    TableInput,
    Waves,
    facts_of,
)
from netwright.models._layer_facts import FACTS

WINDOW = re.compile(
    r"(floor|ceil)\(\((\d+) \+ 2\*(\d+) - (\d+)\*\((\d+) - 1\) - 1\) / (\d+)\) \+ 1( - 1)? = (\d+)"
)
GROWING = re.compile(
    r"\((\d+) - 1\)\*(\d+) - 2\*(\d+) \+ (\d+)\*\((\d+) - 1\) \+ (\d+) \+ 1 = (\d+)"
)
KINDS = {"convolution": nn.Conv2d, "maximum": nn.MaxPool2d, "average": nn.AvgPool2d}


def computed(words):
    """What the left side of one axis comes to, and the right side."""
    if found := WINDOW.fullmatch(words):
        b, p, d, k, s, a = (int(found[i]) for i in (2, 3, 4, 5, 6, 8))
        rounded = math.floor if found[1] == "floor" else math.ceil
        return rounded((b + 2 * p - d * (k - 1) - 1) / s) + 1 - bool(found[7]), a
    b, s, p, d, k, q, a = (int(number) for number in GROWING.fullmatch(words).groups())
    return (b - 1) * s - 2 * p + d * (k - 1) + q + 1, a


def pairs(low, high):
    return st.tuples(st.integers(low, high), st.integers(low, high))


def ran(layer, sides):
    """Shapes of one example before and after a layer; the case is left out if torch refuses it."""
    x = torch.zeros(1, 2, *sides)
    try:
        return tuple(x.shape[1:]), tuple(layer(x).shape[1:])
    except RuntimeError:
        assume(False)


def check(layer, sides, start):
    """Each axis has its formula, it begins with the real side and comes to the real side."""
    before, after = ran(layer, sides)
    words = facts_of(layer, before, after).formula.split(" by ")
    words = words if len(words) == 2 else words * 2
    assert [computed(axis) for axis in words] == [(a, a) for a in after[1:]]
    assert all(a.startswith(f"{start}{b} ") for a, b in zip(words, sides, strict=True))


@pytest.mark.parametrize("kind", KINDS)
@given(
    sides=pairs(1, 12), kernel=pairs(1, 4), stride=pairs(1, 4), padding=pairs(0, 2),
    dilation=pairs(1, 3), ceil=st.booleans(),
)  # fmt: skip
def test_size_formulas_come_to_the_side_torch_gives(
    kind, sides, kernel, stride, padding, dilation, ceil
):
    given = {"kernel_size": kernel, "stride": stride, "padding": padding}
    if kind == "convolution":
        layer = nn.Conv2d(2, 3, dilation=dilation, **given)
    else:
        assume(all(2 * p <= k for p, k in zip(padding, kernel, strict=True)))
        given |= {"dilation": dilation} if kind == "maximum" else {}
        layer = KINDS[kind](ceil_mode=ceil, **given)
    rounded = "ceil" if ceil and kind != "convolution" else "floor"
    check(layer, sides, f"{rounded}((")


@given(
    sides=pairs(1, 6), kernel=pairs(1, 4), stride=pairs(1, 4), padding=pairs(0, 2),
    dilation=pairs(1, 3), more=pairs(0, 2),
)  # fmt: skip
def test_size_formulas_of_transposed_convolutions_do_too(
    sides, kernel, stride, padding, dilation, more
):
    layer = nn.ConvTranspose2d(
        2, 3, kernel, stride, padding, output_padding=more, dilation=dilation
    )
    check(layer, sides, "(")


def test_axes_that_agree_are_said_once_and_others_beside_each_other():
    facts = facts_of(nn.MaxPool2d(2), (1, 6, 6), (1, 3, 3))
    assert facts.formula == "floor((6 + 2*0 - 1*(2 - 1) - 1) / 2) + 1 = 3"
    facts = facts_of(nn.Conv2d(1, 1, (3, 1), padding=(1, 0)), (1, 6, 5), (1, 6, 5))
    assert facts.formula == (
        "floor((6 + 2*1 - 1*(3 - 1) - 1) / 1) + 1 = 6 by "
        "floor((5 + 2*0 - 1*(1 - 1) - 1) / 1) + 1 = 5"
    )


def test_a_window_that_would_begin_in_the_padding_is_left_out_of_the_formula():
    layer = nn.AvgPool2d(1, stride=3, ceil_mode=True)
    after = tuple(layer(torch.zeros(1, 1, 5, 5)).shape[1:])
    assert after == (1, 2, 2)
    assert facts_of(layer, (1, 5, 5), after).formula == (
        "ceil((5 + 2*0 - 1*(1 - 1) - 1) / 3) + 1 - 1 = 2"
    )


def half_of_flops(layer, x, *more):
    counter = FlopCounterMode(display=False)
    with counter, torch.no_grad():
        y = layer(x, *more)
    products = counter.get_total_flops() / 2 / len(x)
    assert products == int(products)
    return int(products), tuple(y.shape[1:])


@settings(max_examples=20)
@given(
    transposed=st.booleans(), groups=st.integers(1, 3), inputs=st.integers(1, 3),
    outputs=st.integers(1, 3), kernel=pairs(1, 3), stride=pairs(1, 2), rows=st.integers(1, 3),
)  # fmt: skip
def test_multiply_adds_of_convolutions_are_half_of_torchs_flops(
    transposed, groups, inputs, outputs, kernel, stride, rows
):
    kind = nn.ConvTranspose2d if transposed else nn.Conv2d
    layer = kind(groups * inputs, groups * outputs, kernel, stride, groups=groups)
    x = torch.zeros(rows, groups * inputs, 5, 4)
    products, after = half_of_flops(layer, x)
    assert facts_of(layer, tuple(x.shape[1:]), after).multiply_adds == products


@pytest.mark.parametrize(
    ("layer", "x"),
    [
        (nn.Linear(4, 3), torch.zeros(5, 4)),
        (nn.Linear(4, 3), torch.zeros(5, 7, 4)),
        (Members(3, 4, 2, gain=1.0), torch.zeros(5, 3, 4)),
        (Waves(3), torch.zeros(5, 3)),
        (Logistic(TableInput(numbers=4, sizes=()), 2).affine, torch.zeros(5, 4)),
    ],
)
def test_multiply_adds_of_products_are_half_of_torchs_flops(layer, x):
    products, after = half_of_flops(layer, x)
    assert facts_of(layer, tuple(x.shape[1:]), after).multiply_adds == products > 0


@pytest.mark.parametrize("numbers", [0, 3])
def test_of_a_tables_embedding_only_the_waves_multiply(numbers):
    layer = TableEmbedding(TableInput(numbers=numbers, sizes=(3, 40)))
    codes = torch.zeros(5, 2, dtype=torch.long)
    products, after = half_of_flops(layer, torch.zeros(5, numbers), codes)
    assert facts_of(layer, (numbers,), after).multiply_adds == products
    assert (products > 0) is (numbers > 0)


@pytest.mark.parametrize(
    ("layer", "reach", "stride", "grows"),
    [
        (nn.Conv2d(1, 1, (3, 2), stride=(2, 1), dilation=(2, 5)), (5, 6), (2, 1), False),
        (nn.MaxPool2d(3, stride=1, dilation=2), (5, 5), (1, 1), False),
        (nn.AvgPool2d((2, 3)), (2, 3), (2, 3), False),
        (nn.ConvTranspose2d(1, 1, 3, stride=2), (3, 3), (2, 2), True),
        (Subsampling(1), (2, 2), (2, 2), False),
        (PaddedShortcut(1, stride=3), (1, 1), (3, 3), False),
    ],
)
def test_a_window_reaches_as_far_as_its_kernel_and_gaps(layer, reach, stride, grows):
    window = facts_of(layer, (1, 12, 12), (1, 1, 1)).window
    assert (window.reach, window.stride, window.grows) == (reach, stride, grows)


@pytest.mark.parametrize(
    "layer", [nn.Linear(4, 3), Members(2, 4, 3, gain=1.0), nn.AdaptiveAvgPool2d(1)]
)
def test_affine_layers_and_global_pools_see_everything(layer):
    assert facts_of(layer, (2, 4), (3, 1, 1)).sees_all


def test_subsampling_has_the_formula_of_its_pool_and_multiplies_nothing():
    layer = Subsampling(2)
    facts = facts_of(layer, (2, 7, 7), tuple(layer(torch.zeros(1, 2, 7, 7)).shape[1:]))
    assert facts.formula == "floor((7 + 2*0 - 1*(2 - 1) - 1) / 2) + 1 = 3"
    assert facts.multiply_adds == 0


@pytest.mark.parametrize(("side", "stride"), [(7, 2), (8, 2), (8, 3), (1, 2)])
def test_a_padded_shortcut_says_how_many_places_it_keeps(side, stride):
    after = tuple(PaddedShortcut(1, stride=stride)(torch.zeros(1, 2, side, side)).shape[1:])
    facts = facts_of(PaddedShortcut(1, stride=stride), (2, side, side), after)
    assert facts.formula == f"floor(({side} - 1) / {stride}) + 1 = {after[1]}"
    assert (side - 1) // stride + 1 == after[1]
    assert facts.multiply_adds == 0


def test_flattening_says_how_many_numbers_come_out():
    assert facts_of(nn.Flatten(), (8, 4, 3), (96,)).formula == "8 * 4 * 3 = 96"
    assert facts_of(nn.Flatten(), (96,), (96,)).formula == ""


@pytest.mark.parametrize(
    "layer", [nn.ReLU(), nn.BatchNorm2d(2), nn.Embedding(3, 2), nn.LocalResponseNorm(3)]
)
def test_a_kind_outside_the_table_keeps_sizes_and_costs_nothing(layer):
    assert not isinstance(layer, tuple(FACTS))
    assert facts_of(layer, (2, 4, 4), (2, 4, 4)) == Facts()


def test_maxout_says_how_many_units_its_pieces_make():
    assert facts_of(Maxout(), (8, 4, 3), (4, 4, 3)) == Facts("8 / 2 = 4")
    assert facts_of(Maxout(axis=-1), (3, 10), (3, 5)) == Facts("10 / 2 = 5")
    assert facts_of(Maxout(axis=-1), (10,), (5,)) == Facts("10 / 2 = 5")
