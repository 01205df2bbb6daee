import math

import pytest
import torch
from torch.nn import functional

from netwright.objectives import discriminator_loss, generator_loss


def test_who_says_nothing_costs_log_2():
    nothing = torch.zeros(2, 1, 3, 3)
    assert discriminator_loss(nothing, nothing).item() == pytest.approx(math.log(2))
    assert generator_loss(nothing).item() == pytest.approx(math.log(2))


def test_both_are_binary_cross_entropies():
    rng = torch.Generator().manual_seed(0)
    real, made = torch.randn(2, 1, 3, 3, generator=rng), torch.randn(4, 1, 2, 2, generator=rng)
    entropy = functional.binary_cross_entropy_with_logits
    halves = entropy(real, torch.ones_like(real)), entropy(made, torch.zeros_like(made))
    assert discriminator_loss(real, made).item() == pytest.approx(sum(halves).item() / 2)
    assert generator_loss(made).item() == pytest.approx(entropy(made, torch.ones_like(made)).item())


def test_what_one_gains_the_other_loses():
    made = torch.tensor([0.3, -1.2], requires_grad=True)
    (of_one,) = torch.autograd.grad(discriminator_loss(torch.zeros(2), made), made)
    (of_other,) = torch.autograd.grad(generator_loss(made), made)
    assert (of_one > 0).all()
    assert (of_other < 0).all()


def test_the_generator_has_a_slope_where_the_discriminator_is_sure():
    made = torch.tensor([-50.0], requires_grad=True)
    (slope,) = torch.autograd.grad(generator_loss(made), made)
    assert slope.item() == pytest.approx(-1.0)
