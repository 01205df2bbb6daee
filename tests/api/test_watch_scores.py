"""Scores of the last weights."""

import torch
from torch import nn

from netwright.api._watch_scores import score_facts
from netwright.experiments import Trial

torch.manual_seed(0)
X = torch.randn(200, 3)
Y = (X[:, 0] > 0).long()


def _trial(held: slice, dropout: float = 0.0) -> Trial:
    model = nn.Sequential(nn.Dropout(dropout), nn.Linear(3, 2))
    with torch.no_grad():
        model[1].weight.copy_(torch.tensor([[-9.0, 0, 0], [9.0, 0, 0]]))
        model[1].bias.zero_()
    pair = (model, torch.optim.SGD(model.parameters(), lr=0.1))
    loss = nn.CrossEntropyLoss()
    known = {"first": pair, "last": pair, "loss_fn": loss, "batch": 32, "kind": "classes"}
    return Trial(**known, x=X, y=Y, held_x=X[held], held_y=Y[held])


def test_a_perfect_network_has_skill_1_on_both_splits():
    found = score_facts(_trial(slice(0, 50)))
    assert (found.fit, found.skill, found.recalls) == (1, 1, (1.0, 1.0))
    assert found.held_out


def test_the_same_rows_are_not_held_out_and_none_are_the_training_rows():
    assert not score_facts(_trial(slice(0, 200))).held_out
    none = score_facts(_trial(slice(0, 0)))
    assert (none.held_out, none.skill) == (False, none.fit)


def test_modes_are_told_apart():
    found = score_facts(_trial(slice(0, 100), dropout=0.8))
    assert found.fit == 1
    assert found.fit_in_train_mode < 0.6
    assert found.skill_in_train_mode < 0.6
