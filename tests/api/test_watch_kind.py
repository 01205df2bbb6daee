"""What targets are and what losses do, found by asking."""

import math

import pytest
import torch
from torch import nn
from torch.nn import functional

from netwright.api._watch_kind import kind_of, read_loss

CLASSES = torch.arange(90) % 3
YES = CLASSES > 0
torch.manual_seed(0)
SCORES = torch.randn(90, 3)
SHARES = torch.softmax(SCORES, 1)


@pytest.mark.parametrize(
    ("y", "units", "task", "kind"),
    [
        (CLASSES, 3, None, "classes"),
        (YES.long(), 1, None, "binary"),
        (YES.float(), 1, None, "binary"),
        (YES.float().unsqueeze(1), 1, None, "binary"),
        (torch.rand(90), 1, None, "numbers"),
        (torch.rand(90, 2), 2, None, "numbers"),
        ((torch.rand(90, 4) > 0.5).float(), 4, None, "labels"),
        (functional.one_hot(CLASSES).float(), 3, None, "classes"),
        (functional.one_hot(CLASSES).float(), 3, "several labels", "labels"),
        (YES.float(), 1, "regression", "numbers"),
        (torch.zeros(9, 8, 8), 1, None, "unknown"),
    ],
)
def test_the_kind_of_targets(y, units, task, kind):
    assert kind_of(y, units, task=task) == kind


def _nll_of_shares(output, target):
    return -output.clamp(1e-7, 1).log().gather(1, target.unsqueeze(1)).mean()


def _squared(output, target):
    return functional.mse_loss(output, functional.one_hot(target, 3).float())


@pytest.mark.parametrize(
    ("loss", "output", "reads", "bounded"),
    [
        (nn.CrossEntropyLoss(), SCORES, "scores", False),
        (nn.CrossEntropyLoss(label_smoothing=0.1), SCORES, "scores", False),
        (lambda o, y: functional.cross_entropy(o, y, reduction="sum"), SCORES, "scores", False),
        (_nll_of_shares, SHARES, "probabilities", False),
        (nn.NLLLoss(), torch.log(SHARES), "log probabilities", False),
        (_squared, SHARES, "numbers", True),
        (nn.MultiMarginLoss(), SCORES, "scores", False),
    ],
    ids=["ce", "smooth", "sum", "shares", "nll", "squared", "margin"],
)
def test_losses_of_classes(loss, output, reads, bounded):
    reading = read_loss(loss, output, CLASSES)
    assert (reading.kind, reading.loss.reads, reading.loss.bounded) == ("classes", reads, bounded)
    assert reading.loss.good < reading.loss.bad
    assert reading.loss.pairing > 0.1


@pytest.mark.parametrize(
    ("loss", "output", "reads", "threshold"),
    [
        (nn.BCEWithLogitsLoss(), SCORES[:, :1], "scores", 0.0),
        (nn.BCELoss(), SHARES[:, :1], "probabilities", 0.5),
        (nn.MSELoss(), SHARES[:, :1], "numbers", 0.5),
    ],
)
def test_losses_of_yes_or_no_and_where_their_answer_is_cut(loss, output, reads, threshold):
    reading = read_loss(loss, output, YES.float().unsqueeze(1))
    assert (reading.kind, reading.loss.reads) == ("binary", reads)
    assert reading.threshold == threshold


def test_sums_signs_and_broadcasting():
    y = torch.linspace(-2, 3, 90)
    output = torch.randn(90, 1)
    plain = read_loss(lambda o, t: (o.squeeze(1) - t).square().mean(), output, y).loss
    assert not plain.sums
    assert plain.pairing > 0.1
    assert plain.minimum_gap < 0
    assert read_loss(lambda o, t: (o.squeeze(1) - t).square().sum(), output, y).loss.sums
    assert read_loss(lambda o, t: (o - t).square().mean(), output, y).loss.pairing < 1e-6
    flipped = read_loss(lambda o, t: -functional.cross_entropy(o, t), SCORES, CLASSES).loss
    assert flipped.good > flipped.bad


def test_a_loss_that_asks_for_something_else_is_seen():
    y = torch.linspace(0.1, 3, 90)
    wrong = lambda o, t: -(t * o.squeeze(1).clamp(1e-10, 1).log()).mean()  # noqa: E731
    assert read_loss(wrong, torch.rand(90, 1), y).loss.minimum_gap > 0.01


def test_a_cross_entropy_of_numbers_is_a_mismatch_and_a_link_is_not():
    y = torch.linspace(-2, 2, 90)
    entropy = lambda o, t: -(t * o.squeeze(1).clamp(1e-10, 1).log()).sum()  # noqa: E731
    assert read_loss(entropy, torch.rand(90, 1), y).loss.minimum_gap > 1e-4
    counts = torch.linspace(1, 9, 90)
    poisson = lambda o, t: functional.poisson_nll_loss(o.squeeze(1), t)  # noqa: E731
    reading = read_loss(poisson, torch.rand(90, 1), counts)
    assert (reading.kind, reading.loss.reads) == ("unknown", "unknown")


def test_three_classes_and_one_unit_are_classes_unless_the_loss_meets_numbers():
    shares = torch.rand(90, 1)
    to_classes = lambda o, t: functional.binary_cross_entropy(  # noqa: E731
        o.squeeze(1), t.float().clamp(0, 1)
    )
    assert read_loss(to_classes, shares, CLASSES).kind == "classes"
    squared = lambda o, t: functional.mse_loss(o.squeeze(1), t.float())  # noqa: E731
    assert read_loss(squared, shares, CLASSES).kind == "numbers"


def test_a_loss_that_refuses_is_unknown():
    def refuses(output, target):
        raise RuntimeError("not like this")

    loss = read_loss(refuses, SCORES, CLASSES).loss
    assert loss.reads == "unknown"
    assert math.isnan(loss.good)
