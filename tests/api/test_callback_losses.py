"""The losses of models of transformers."""

import warnings
from importlib import import_module
from types import SimpleNamespace

import pytest
import torch
from torch.nn import functional

from netwright.api._callback_losses import (
    alike,
    loss_in,
    loss_like,
    next_token_loss,
    part_of,
    usual_loss,
)

LOGITS, LOSS = torch.rand(4, 2), torch.tensor(0.5)


@pytest.mark.parametrize(
    ("output", "target", "same"),
    [
        (torch.randn(5, 3), torch.tensor([0, 2, 1, 1, 0]), functional.cross_entropy),
        (torch.randn(5, 3), torch.rand(5, 3).round(), functional.binary_cross_entropy_with_logits),
        (torch.randn(5, 1), torch.randn(5), lambda o, y: (o[:, 0] - y).square().mean()),
        (torch.randn(5), torch.randn(5, 1), lambda o, y: (o - y[:, 0]).square().mean()),
    ],
    ids=["classes", "labels", "numbers", "flat"],
)
def test_the_usual_loss_is_told_by_the_labels(output, target, same):
    assert torch.allclose(usual_loss(output, target), same(output, target))


@pytest.mark.filterwarnings("ignore")
def test_the_losses_are_those_of_transformers():
    with warnings.catch_warnings(action="ignore"):
        pytest.importorskip("transformers", reason="transformers is not installed")
    words, ids = torch.randn(2, 5, 7), torch.randint(0, 7, (2, 5))
    losses = import_module("transformers.loss.loss_utils")
    causal = losses.ForCausalLMLoss
    assert torch.allclose(next_token_loss(words, ids), causal(words, ids, vocab_size=7))
    theirs = losses.ForSequenceClassificationLoss
    labels = torch.tensor([0, 2, 1, 1, 0])
    for logits, target in ((torch.randn(5, 3), labels), (torch.randn(5, 1), torch.randn(5))):
        config = SimpleNamespace(problem_type=None, num_labels=logits.shape[1])
        assert torch.allclose(usual_loss(logits, target), theirs(target, logits, config))


def test_the_loss_of_next_words_is_told_from_that_of_each_word():
    words, ids = torch.randn(2, 5, 7), torch.randint(0, 7, (2, 5))
    expected = functional.cross_entropy(words[:, :-1].reshape(-1, 7), ids[:, 1:].reshape(-1))
    assert torch.allclose(next_token_loss(words, ids), expected)
    assert loss_like(float(expected), words, ids, 0) is next_token_loss
    assert loss_like(float(expected) * 8 / 40, words, ids, 40) is next_token_loss
    assert loss_like(float(usual_loss(words, ids)), words, ids, 0) is usual_loss
    assert loss_like(0.7, LOGITS, torch.tensor([0, 1, 0, 1]), 0) is usual_loss


def test_a_part_counts_the_labels_that_are_asked_for():
    ids = torch.tensor([[1, 2, -100], [3, 4, 5]])
    assert part_of(usual_loss, ids, 10) == 0.5
    assert part_of(next_token_loss, ids, 10) == 0.3
    assert part_of(usual_loss, torch.rand(5, 1), 20) == 0.25
    assert part_of(usual_loss, ids, 0) == 1


def test_a_hundredth_is_alike():
    assert alike(1.0, 1.009)
    assert not alike(1.0, 1.02)
    assert alike(0.0, 0.0)


def test_a_loss_is_found_in_any_output():
    named = SimpleNamespace(loss=LOSS, logits=LOGITS)
    for output in ({"loss": LOSS}, named, (LOSS, LOGITS)):
        assert loss_in(output) is LOSS
    for output in ({"logits": LOGITS}, SimpleNamespace(logits=LOGITS), (LOGITS,), LOGITS, None):
        assert loss_in(output) is None
