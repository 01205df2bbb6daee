"""Optimisers of torch that equal those of Keras: by their settings, and step by step."""

import pytest
import torch

from netwright.api._callback_keras_optimizer import (
    EQUAL,
    KerasSettings,
    equal_optimizer,
    has_equal,
    unlike,
)


def _keras_like(name: str, **settings):
    return type(name, (), {"learning_rate": 0.1, **settings})()


def test_hyper_parameters_are_taken_over():
    weight = torch.nn.Parameter(torch.ones(3))
    sgd = equal_optimizer(_keras_like("SGD", momentum=0.9, nesterov=True), [weight])
    assert isinstance(sgd, torch.optim.SGD)
    assert (sgd.defaults["lr"], sgd.defaults["momentum"], sgd.defaults["nesterov"]) == (0.1, 0.9, 1)
    adam = equal_optimizer(_keras_like("Adam", beta_1=0.8, epsilon=1e-7), [weight])
    assert type(adam) is torch.optim.Adam
    assert (adam.defaults["betas"], adam.defaults["eps"]) == ((0.8, 0.999), 1e-7)
    decayed = equal_optimizer(_keras_like("Adam", weight_decay=0.01), [weight])
    assert type(decayed) is torch.optim.AdamW
    other = equal_optimizer(_keras_like("Lion"), [weight])
    assert (type(other), other.defaults["lr"]) == (torch.optim.SGD, 0.1)


def test_an_optimiser_that_scales_the_loss_is_looked_through():
    outer = _keras_like("LossScaleOptimizer", inner_optimizer=_keras_like("Adam"))
    assert KerasSettings(outer).name == "Adam"
    assert has_equal(outer)
    assert not has_equal(_keras_like("Lion"))


def test_what_differs_is_said():
    assert unlike(_keras_like("Lion")) == ["torch has no equal of Keras' Lion: no forks were run"]
    (words,) = unlike(_keras_like("SGD", weight_decay=0.1))
    assert words.endswith("its moments begin at 0")
    said = unlike(_keras_like("SGD", momentum=0.9, weight_decay=0.1, clipnorm=1.0))
    assert said[1] == "forks are without clipnorm of Keras' SGD"
    assert said[2].startswith("forks add the weight decay to the gradient")


def test_a_rate_is_a_number_or_a_tensor():
    assert KerasSettings(_keras_like("SGD")).rate == 0.1
    weight = torch.nn.Parameter(torch.tensor(0.5))
    assert KerasSettings(_keras_like("SGD", learning_rate=weight)).rate == 0.5


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", EQUAL)
def test_ten_steps_agree_with_keras(keras, name):
    how = {"momentum": 0.9} if name == "SGD" else {}
    theirs = getattr(keras.optimizers, name)(learning_rate=0.01, **how)
    start = torch.linspace(-1, 1, 8)
    variable = keras.Variable(start.numpy())
    ours = torch.nn.Parameter(start.clone())
    optimizer = equal_optimizer(theirs, [ours])
    for step in range(10):
        grad = torch.cos(start * (step + 1)) + 2
        theirs.apply([grad], [variable])
        ours.grad = grad.clone()
        optimizer.step()
    reached = torch.as_tensor(variable.value.detach())
    assert float((reached - start).abs().min()) > 1e-5
    assert torch.allclose(
        ours.detach(), reached, rtol=0, atol=1e-3 * float((reached - start).abs().max())
    )
