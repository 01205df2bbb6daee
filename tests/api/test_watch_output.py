"""What an output can be, found without its name."""

import math

import pytest
import torch
from torch import nn

from netwright.api._watch_output import output_spread, read_output

torch.manual_seed(0)
X, Y = torch.randn(80, 5), torch.arange(80) % 4


class Named(nn.Module):
    """A function under a name that says nothing."""

    def __init__(self, of) -> None:
        super().__init__()
        self.of = of

    def forward(self, x):
        return self.of(x)


@pytest.mark.parametrize(
    ("last", "floor", "ceiling"),
    [
        (torch.sigmoid, 0.0, 1.0),
        (torch.tanh, -1.0, 1.0),
        (torch.relu, 0.0, math.inf),
        (lambda x: torch.softmax(x, 1), 0.0, 1.0),
        (lambda x: x.exp() / x.exp().sum(1, keepdim=True).clamp_min(1e-30), -math.inf, math.inf),
        (lambda x: x, -math.inf, math.inf),
    ],
    ids=["sigmoid", "tanh", "relu", "softmax", "overflowing", "plain"],
)
def test_the_range_of_the_output(last, floor, ceiling):
    model = nn.Sequential(nn.Linear(5, 16), nn.ReLU(), nn.Linear(16, 4), Named(last))
    before = [one.clone() for one in model.parameters()]
    found = read_output(model, X, Y)
    assert (found.units, found.floor, found.ceiling) == (4, floor, ceiling)
    assert all(torch.equal(a, b) for a, b in zip(before, model.parameters(), strict=True))


def test_sums_over_rows_and_columns():
    rows = nn.Sequential(nn.Linear(5, 4), nn.Softmax(dim=1))
    assert read_output(rows, X, Y).rows_sum_to_one
    columns = read_output(nn.Sequential(nn.Linear(5, 4), nn.Softmax(dim=0)), X, Y)
    assert (columns.rows_sum_to_one, columns.columns_sum_to_one) == (False, True)
    assert columns.mixing > 0.1


def test_examples_that_see_each_other():
    assert read_output(nn.Linear(5, 4), X, Y).mixing < 1e-6
    mixed = nn.Sequential(nn.Linear(5, 4), Named(lambda x: x + x.mean(0)))
    assert read_output(mixed, X, Y).mixing > 0.01
    noisy = nn.Sequential(nn.Linear(5, 4), Named(lambda x: x + torch.randn_like(x)))
    assert math.isnan(read_output(noisy, X, Y).mixing)


def test_shapes_that_only_broadcasting_brings_together():
    model = nn.Linear(5, 1)
    assert read_output(model, X, Y.float()).shape_differs
    assert not read_output(model, X, Y.float().unsqueeze(1)).shape_differs


def test_spread_zeros_and_what_is_not_finite():
    model = nn.Linear(5, 2)
    expected = float(model(X).detach().std(0, correction=0).mean())
    assert math.isclose(output_spread(model, X), expected, rel_tol=1e-5)
    relu = nn.Sequential(nn.Linear(5, 4), nn.ReLU())
    assert 0.1 < read_output(relu, X, Y).zeros < 0.9
    nn.init.constant_(model.weight, math.nan)
    assert math.isnan(read_output(model, X, Y).lowest)
