"""Copies and answers."""

import torch
from torch import nn

from netwright.experiments import answers, copied, in_numpy, some_rows, truth_of


def test_the_optimiser_of_a_copy_holds_the_parameters_of_the_copy():
    model = nn.Linear(3, 2)
    optimizer = torch.optim.Adam(model.parameters())
    other, its = copied((model, optimizer))
    held = {id(one) for group in its.param_groups for one in group["params"]}
    assert held == {id(one) for one in other.parameters()}
    assert not held & {id(one) for one in model.parameters()}


def test_answers_come_in_the_mode_that_is_asked_for():
    model = nn.Sequential(nn.Dropout(0.99), nn.Linear(4, 2))
    x = torch.rand(600, 4)
    calm = answers(model, x)
    assert calm.shape == (600, 2)
    assert (calm == answers(model, x)).all()
    assert (calm != answers(model, x, training=True)).any()


def test_rows_are_spaced_and_fewer_where_they_are_large():
    assert some_rows(torch.zeros(10, 3), 4).tolist() == [0, 3, 6, 9]
    assert len(some_rows(torch.zeros(10, 3), 99)) == 10
    assert len(some_rows(torch.zeros(1, 3, 512, 512).expand(900, -1, -1, -1), 512)) == 64
    assert some_rows(torch.zeros(0, 3), 4).tolist() == []


def test_one_hot_targets_become_class_numbers():
    y = torch.tensor([[0.0, 1], [1, 0]])
    assert truth_of("classes", y).tolist() == [1, 0]
    assert truth_of("labels", y).tolist() == y.tolist()
    assert in_numpy("numbers", torch.tensor([[1.5], [2.5]])).tolist() == [1.5, 2.5]
