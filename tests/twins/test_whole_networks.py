"""Whole networks: torch beside the graph of the reference, on one batch and over ten steps.

``declare`` makes a graph of the reference of a network, layer by layer, with the same weights; from
there on both sides have no line of code in common. Parameters and running statistics are moved
off their start first: zeros, ones and equal numbers would hide a wrong transpose.
"""

import copy
import inspect

import numpy as np
import pytest
import torch

from netwright import objectives
from netwright.api._declared import declare
from netwright.models import ACTIVATIONS, PictureInput, Size, TableInput
from netwright.recipe import Settings
from netwright.reference.layers import running_statistics
from netwright.reference.losses import cross_entropy
from netwright.reference.networks.mini_batch_training import Optimiser
from netwright.reference.optimisers import adamw, momentum
from netwright.reference.schedules import flat_cosine, one_cycle
from netwright.training import learning_rate
from netwright.training._flat import FlatParameters
from netwright.training._optimisers import make_optimiser
from twins import walks
from twins.rows_initialisers import seeded

ONE_BATCH = 1e-11  # relative to the largest number of each array; float64, up to 53 layers
SMALL = 1e-4  # of the largest slope of all: what is smaller is held to the digits of that
TEN_STEPS = 1e-11  # as the first; what differs in a step is carried on and magnified by the next
SMOOTHING = 0.1
TINY, WIDE = 0.02, 1.1  # 8 units or channels everywhere; and the form with one stage more


def moved(make, rng):
    """A network away from its start, so that every parameter has a say and a slope."""
    network = seeded(0, make)
    with torch.no_grad():
        for p in network.parameters():
            share = max(1, p[0].numel()) ** -0.5
            p.add_(0.3 * share * torch.from_numpy(rng.normal(size=p.shape)))
        for name, buffer in network.named_buffers():
            if name.endswith("running_mean"):
                buffer.copy_(torch.from_numpy(rng.normal(size=buffer.shape)))
            if name.endswith("running_var"):
                buffer.copy_(torch.from_numpy(rng.uniform(0.5, 2.0, size=buffer.shape)))
    return network


def batch(network, shape, rng, count=6):
    """Argument of ``forward`` -> examples."""
    names = iter(inspect.signature(network.forward).parameters)
    if isinstance(shape, PictureInput):
        size = (count, shape.channels, shape.side, shape.side)
        return {next(names): torch.from_numpy(rng.normal(size=size))}
    numbers = rng.normal(size=(count, shape.numbers))
    codes = rng.integers(0, shape.sizes, size=(count, len(shape.sizes)))
    return {next(names): torch.from_numpy(numbers), next(names): torch.from_numpy(codes)}


def gap(found, wanted, least=0.0):
    """The largest difference, relative to the largest number wanted, which must not be 0.

    Relative to ``least`` where that is larger: a bias that the next norm takes away has a slope of
    0, and what is found there is rounding alone.
    """
    assert found.shape == wanted.shape
    assert np.abs(wanted).max() > 0
    return np.abs(found - wanted).max() / max(least, np.abs(wanted).max())


def modes():
    """In training without dropout, which ``declare`` leaves out; after it with dropout, idle."""
    return [
        pytest.param(make, training, id=f"{make}-{'train' if training else 'eval'}")
        for training in (True, False)
        for make in walks.networks(widths=(TINY, WIDE), dropout=0.0 if training else 0.3)
    ]


@pytest.mark.parametrize(("make", "training"), modes())
def test_outputs_and_all_gradients_are_those_of_the_reference(make, training, record_property):
    worst = worst_gap(make, training=training)
    record_property("worst", float(worst))
    assert worst < ONE_BATCH


def bent():
    """The networks that a user starts with, with each activation between their layers."""
    tables = [Size(width=TINY, activation=name, members=m) for name in ACTIVATIONS for m in (1, 3)]
    pictures = [Size(width=TINY, activation=name) for name in ACTIVATIONS]
    built = [walks.Built("mlp", TableInput(numbers=2, sizes=(3, 20)), size) for size in tables]
    for side in (8, 16):
        shape = PictureInput(channels=3, side=side)
        built += [walks.Built("convnet", shape, size) for size in pictures]
    return built


@pytest.mark.parametrize("make", bent(), ids=str)
def test_they_are_with_every_activation(make, record_property):
    worst = worst_gap(make, training=True)
    record_property("worst", float(worst))
    assert worst < ONE_BATCH


def worst_gap(make, *, training):
    """Between torch and the reference, of outputs and all gradients on one batch."""
    rng = np.random.default_rng(0)
    network = moved(make, rng).train(training)
    given = batch(network, make.shape, rng)
    y = network(**given)
    dy = rng.normal(size=y.shape)
    y.backward(torch.from_numpy(dy))

    declared = declare(network, given)
    values = declared.graph.run(declared.feed)
    slopes = declared.graph.differentiate(values, declared.output, dy=dy)
    gradients = declared.gradients(slopes)

    worst = gap(y.detach().numpy(), values.of[declared.output])
    parameters = {name: p for name, p in network.named_parameters() if p.numel()}
    assert set(gradients) == set(parameters)
    least = SMALL * max(np.abs(slope).max() for slope in gradients.values())
    for name, parameter in parameters.items():
        worst = max(worst, gap(parameter.grad.numpy(), gradients[name], least))
    return worst


class ByHand:
    """A training by the reference alone: graph, loss, optimisers, schedule, running statistics."""

    def __init__(self, network, first, step, settings, schedule):
        self.network = copy.deepcopy(network)  # says what is to be declared; it stays as it is
        self.parameters = dict(declare(self.network, first).graph.variables)
        # what has two axes or more is decayed, all else is not
        decay = settings.pop("decay")
        self.optimisers = {
            True: Optimiser(step, {**settings, "decay": decay}),
            False: Optimiser(step, {**settings, "decay": 0.0}),
        }
        self.schedule = schedule
        self.statistics = {
            name: (part.running_mean.numpy(), part.running_var.numpy())
            for name, part in self.network.named_modules()
            if hasattr(part, "running_mean")
        }

    def step(self, given, labels, number, steps):
        declared = declare(self.network, given)
        declared.graph.variables = self.parameters
        values = declared.graph.run(declared.feed)
        y = values.of[declared.output]
        logits = y.reshape(-1, y.shape[-1])  # members one below the other
        _, saved = cross_entropy.forward(
            logits, labels.repeat(len(logits) // len(labels)), smoothing=SMOOTHING
        )
        dy = cross_entropy.backward(1.0, saved).logits.reshape(y.shape)
        slopes = declared.graph.differentiate(values, declared.output, dy=dy)
        rate = self.schedule(number, steps)
        before = self.parameters
        self.parameters = {}
        for decayed, optimiser in self.optimisers.items():
            part = {name: w for name, w in before.items() if _is_weight(name, w) == decayed}
            self.parameters |= optimiser.move(part, slopes, rate=rate)
        for name, kept in self.statistics.items():
            x = values.of[declared.graph.nodes[name].inputs["x"]]
            self.statistics[name] = running_statistics.forward(x, *kept)
        self.turned = declared.turned


def _is_weight(name, value):
    """By the words of the recipe: biases, phases and what norms learn are not decayed."""
    return value.ndim >= 2 and name.rpartition(".")[2] not in ("bias", "phase")


RECIPES = {
    "adamw": (
        Settings(optimiser="adamw", schedule="one-cycle", learning_rate=0.01, weight_decay=0.1),
        adamw,
        {"rate": 0.01, "beta1": 0.9, "beta2": 0.999, "decay": 0.1},
        lambda step, steps: one_cycle.forward(step, steps=steps, rate=0.01),
    ),
    "momentum": (
        Settings(optimiser="momentum", schedule="flat-cosine", learning_rate=0.1, warmup=0.3),
        momentum,
        {"rate": 0.1, "mu": 0.9, "decay": 0.0},
        lambda step, steps: flat_cosine.forward(step, steps=steps, rate=0.1, warmup=0.3),
    ),
}
TRAINED = [
    ("convnet", PictureInput(channels=1, side=8), 1),
    ("convnet", PictureInput(channels=3, side=16), 1),
    ("resnet", PictureInput(channels=1, side=8), 1),
    ("mlp", PictureInput(channels=1, side=8), 1),
    ("mlp", TableInput(numbers=2, sizes=(3, 20)), 1),
    ("mlp", TableInput(numbers=2, sizes=(3, 20)), 3),
    ("logistic", TableInput(numbers=2, sizes=(3, 20)), 1),
]


@pytest.mark.parametrize("recipe", RECIPES)
@pytest.mark.parametrize(("name", "shape", "members"), TRAINED)
def test_ten_training_steps_give_the_same_parameters(name, shape, members, recipe, record_property):
    settings, step, words, schedule = RECIPES[recipe]
    rng, steps, count = np.random.default_rng(1), 10, 12
    network = moved(walks.Built(name, shape, Size(width=TINY, members=members)), rng)
    batches = [(batch(network, shape, rng, count), rng.integers(0, 3, count)) for _ in range(steps)]
    by_hand = ByHand(network, batches[0][0], step, dict(words), schedule)
    start = {n: p.detach().clone() for n, p in network.named_parameters()}

    flat = FlatParameters(network)
    optimiser = make_optimiser(settings, flat)
    for number, (given, labels) in enumerate(batches):
        flat.gradients.zero_()
        output = network(**given)
        objectives.cross_entropy(output, torch.from_numpy(labels), smoothing=SMOOTHING).backward()
        optimiser.step(learning_rate(settings, number, steps))
        by_hand.step(given, labels, number, steps)

    worst = 0.0
    for n, p in network.named_parameters():
        wanted = by_hand.parameters[n].T if n in by_hand.turned else by_hand.parameters[n]
        worst = max(worst, gap(p.detach().numpy(), wanted))
        assert not torch.equal(p, start[n])
    for n, (mean, variance) in by_hand.statistics.items():
        part = network.get_submodule(n)
        worst = max(worst, gap(part.running_mean.numpy(), mean))
        worst = max(worst, gap(part.running_var.numpy(), variance))
    record_property("worst", float(worst))
    assert worst < TEN_STEPS
