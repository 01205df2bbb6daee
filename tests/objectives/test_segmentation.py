"""Equations (1) to (3) beside torch's own and beside sums over pixels, one by one."""

import pytest
import torch
from torch.nn import functional

from netwright.contracts import VOID
from netwright.objectives import dice_loss, pixel_cross_entropy, segmentation_loss


def case(seed=0, *, classes=4, void=0.3):
    rng = torch.Generator().manual_seed(seed)
    logits = torch.randn(2, classes, 3, 5, generator=rng, dtype=torch.float64)
    labels = torch.randint(0, classes, (2, 3, 5), generator=rng)
    unknown = torch.rand(2, 3, 5, generator=rng) < void
    return logits, labels.masked_fill(unknown, VOID)


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("weighted", [False, True])
def test_the_mean_is_over_known_pixels_and_their_weights(seed, weighted):
    logits, labels = case(seed)
    weights = torch.tensor([0.5, 1.0, 2.0, 7.0], dtype=torch.float64) if weighted else None
    expected = functional.cross_entropy(logits, labels, weight=weights, ignore_index=VOID)
    found = pixel_cross_entropy(logits, labels.to(torch.uint8), weights=weights)
    assert found.item() == pytest.approx(expected.item(), rel=1e-12)


@pytest.mark.parametrize("seed", range(5))
def test_dice_pixel_by_pixel(seed):
    logits, labels = case(seed)
    shares = logits.softmax(dim=1)
    per_class = []
    for c in range(4):
        overlap = total = count = 0.0
        for n in range(2):
            for i in range(3):
                for j in range(5):
                    if labels[n, i, j] != VOID:
                        p, t = shares[n, c, i, j].item(), float(labels[n, i, j] == c)
                        overlap, total, count = overlap + p * t, total + p + t, count + t
        if count:
            per_class.append(2 * overlap / total)
    expected = 1 - sum(per_class) / len(per_class)
    assert dice_loss(logits, labels).item() == pytest.approx(expected, rel=1e-12)


def test_a_right_and_sure_answer_costs_nothing_and_a_wrong_one_all():
    _, labels = case(void=0.0)
    sure = 100.0 * functional.one_hot(labels, 4).movedim(-1, 1).double()
    assert segmentation_loss(sure, labels).item() == pytest.approx(0.0, abs=1e-12)
    assert dice_loss(-sure, labels).item() > 0.7


def test_pixels_that_are_not_known_change_nothing():
    logits, labels = case()
    logits.requires_grad_(True)
    segmentation_loss(logits, labels).backward()
    unknown = (labels == VOID).unsqueeze(1).expand_as(logits)
    assert not logits.grad[unknown].any()
    assert logits.grad[~unknown].any()


def test_a_batch_that_is_not_known_costs_nothing_and_moves_nothing():
    logits, labels = case()
    logits.requires_grad_(True)
    weights = torch.ones(4, dtype=torch.float64)
    loss = segmentation_loss(logits, torch.full_like(labels, VOID), weights=weights)
    loss.backward()
    assert loss.item() == 0.0
    assert not logits.grad.any()


def test_the_sum_of_both_and_cross_entropy_alone():
    logits, labels = case()
    both = pixel_cross_entropy(logits, labels) + 0.5 * dice_loss(logits, labels)
    found = segmentation_loss(logits, labels, dice=0.5)
    assert found.item() == pytest.approx(both.item(), rel=1e-12)
    alone = segmentation_loss(logits, labels, dice=0.0)
    assert alone.item() == pixel_cross_entropy(logits, labels).item()


def test_half_precision_is_summed_in_full():
    logits, labels = case()
    assert segmentation_loss(logits.bfloat16(), labels).dtype == torch.float32


def test_gradients():
    logits, labels = case()
    logits.requires_grad_(True)
    assert torch.autograd.gradcheck(lambda z: segmentation_loss(z, labels, dice=0.7), logits)
