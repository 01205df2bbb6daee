"""Facts of the rows, from tensors."""

import math

import torch
from torch import nn

from netwright.api._watch_data_facts import input_facts, simple_facts, target_facts
from netwright.experiments import Trial

torch.manual_seed(0)
X = torch.randn(300, 5)
Y = (X[:, 0] > 0).long()


def _trial(x=X, y=Y, kind="classes", held=100) -> Trial:
    model = nn.Linear(5, 2)
    pair = (model, torch.optim.SGD(model.parameters(), lr=0.1))
    loss = nn.CrossEntropyLoss()
    known = {"first": pair, "last": pair, "loss_fn": loss, "batch": 32, "kind": kind}
    return Trial(**known, x=x, y=y, held_x=x[:held], held_y=y[:held])


def test_inputs_are_described_and_repeats_counted():
    found = input_facts(_trial(), [X[:64]])
    assert (found.examples, found.columns) == (300, 5)
    assert found.inside == 1
    assert found.read == 1
    assert input_facts(_trial(), [], total=1200).read == 0.25
    assert math.isclose(found.spread, float(X.std(correction=0)), rel_tol=1e-4)
    assert 0.8 < found.seen_spread < 1.2


def test_codes_of_words_have_no_scale():
    codes = torch.randint(0, 1000, (300, 5))
    found = input_facts(_trial(x=codes), [])
    assert math.isnan(found.largest)
    assert found.examples == 300
    assert math.isnan(simple_facts(_trial(x=codes)).within)


def test_targets_are_counted_and_batches_told_apart_by_their_rows():
    order = torch.argsort(Y)
    batches = [X[order[at : at + 32]] for at in range(0, 288, 32)]
    found = target_facts(_trial(), batches)
    assert found.counts == tuple(torch.bincount(Y).tolist())
    assert found.valid_counts == tuple(torch.bincount(Y[:100]).tolist())
    assert found.variety < 0.3
    shuffled = [X[at : at + 32] for at in range(0, 288, 32)]
    assert target_facts(_trial(), shuffled).variety > 0.8


def test_numbers_have_a_mean_and_a_spread():
    y = X[:, 1] * 4 + 9
    found = target_facts(_trial(y=y, kind="numbers"), [])
    assert math.isclose(found.mean, float(y.mean()), rel_tol=1e-4)
    assert found.counts == ()
    assert found.low < found.mean < found.high


def test_rows_that_are_not_finite_are_left_out_of_the_simple_predictors():
    holed = X.clone()
    holed[7] = math.nan
    assert simple_facts(_trial(x=holed)).within > 0.8
    assert simple_facts(_trial(held=0)).within > 0.8
    assert input_facts(_trial(x=holed), []).nonfinite == 1
