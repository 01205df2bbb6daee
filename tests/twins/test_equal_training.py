"""A whole training by the reference and by the fast path: the same parameters after 100 steps.

The fast path is what ``netwright train`` runs: the task's network and loss, ``Feed``'s batches,
``Stepper``'s flat parameters and fused optimisers; only in float64, which it never uses otherwise.
The reference is its L-layer network with its own optimisers, on batches it cuts itself from the
keyed order. Both begin at the same weights; nothing else passes from one to the other.
"""

import numpy as np
import pytest
import torch
from sklearn.datasets import load_digits

from netwright.contracts import Examples
from netwright.models._dropout import POOL
from netwright.randomness import generator, key, permutation
from netwright.recipe import Settings
from netwright.reference.networks import l_layer
from netwright.reference.networks.mini_batch_training import (
    Optimiser,
    named,
    train_batches,
    unnamed,
)
from netwright.reference.optimisers import (
    adagrad,
    adam,
    adamw,
    momentum,
    muon,
    nesterov,
    rmsprop,
    sgd,
)
from netwright.reference.preparation import even_batches
from netwright.tasks import ImageClassification, channel_statistics
from netwright.training import Candidate, Feed
from netwright.training._optimisers import KEEPS
from netwright.training._stepper import Stepper

STEPS, BATCH, SEED = 100, 64, 5
CPU = torch.device("cpu")
PLAIN = Candidate(dtype="fp32", memory="contiguous", threads=1)
WITHIN = 1e-12  # of the largest number of each array; 1e-9 would do, but rounding stays below
STRETCHED = {"muon": 1e-9}  # each step stretches what rounding leaves by up to 3.4^5
FILES = {
    "sgd": (sgd, 0.05, {}),
    "momentum": (momentum, 0.02, {"mu": "momentum"}),
    "nesterov": (nesterov, 0.02, {"mu": "momentum"}),
    "adagrad": (adagrad, 0.01, {}),
    "rmsprop": (rmsprop, 0.001, {"mu": "momentum", "beta2": "beta2"}),
    "adam": (adam, 0.003, {"beta1": "momentum", "beta2": "beta2"}),
    "adamw": (adamw, 0.003, {"beta1": "momentum", "beta2": "beta2"}),
    "muon": (muon, 0.03, {"mu": "momentum"}),
}
assert set(FILES) == set(KEEPS)


@pytest.fixture
def _doubles():
    """Networks are made in float64, as long as a test runs."""
    before = torch.get_default_dtype()
    torch.set_default_dtype(torch.float64)
    yield
    torch.set_default_dtype(before)


@pytest.fixture(scope="module")
def digits():
    given = load_digits()
    pictures = np.rint(given.images * 255 / 16).astype(np.uint8)[:, None]
    arrays = {"picture": pictures, "label": given.target.astype(np.int64)}
    return Examples(arrays=arrays, splits={"train": np.arange(len(pictures))})


class FastPath:
    """A Stepper in float64 and its Feed; 64 inputs, two hidden layers of 24, 10 classes."""

    def __init__(self, digits, settings, dropout=0.0):
        self.task = ImageClassification(
            classes=tuple("0123456789"),
            side=8,
            channels=1,
            network="mlp",
            width=24 / 256,
            dropout=dropout,
            **channel_statistics(digits.arrays["picture"]),
        )
        self.stepper = Stepper(self.task, settings, PLAIN, CPU, steps=STEPS)
        self.feed = Feed(self.task, digits, batch_size=BATCH, seed=SEED, device=CPU)

    def parameters(self):
        """As the L-layer network has them: W1, b1, W2, ..."""
        arrays = [p.detach().numpy().copy() for p in self.stepper.model.parameters()]
        return named([w.T for w in arrays[::2]], arrays[1::2])

    def train(self):
        """All steps; the loss before each."""
        losses = []
        for number in range(STEPS):
            batch = self.feed.batch(number)
            batch = {n: t.double() if t.is_floating_point() else t for n, t in batch.items()}
            losses.append(self.stepper.step(batch, number).item())
        return losses


def batches_of(digits, task):
    """The prepared pictures in the keyed order, in even batches as the reference cuts them."""
    pictures = torch.from_numpy(digits.arrays["picture"])
    x = task.prepare({"picture": pictures})["picture"].flatten(1).double().numpy()
    labels, cuts, epoch = digits.arrays["label"], [], 0
    while len(cuts) < STEPS:
        order = permutation(SEED, "order", len(x), epoch=epoch)
        cuts += even_batches.forward(order, batch_size=BATCH)
        epoch += 1
    return [(x[rows], labels[rows]) for rows in cuts[:STEPS]]


class Apart:
    """Weights with decay, biases without, as the fast path has it: an optimiser for each."""

    def __init__(self, step, settings, decay):
        self.weights = Optimiser(step, {**settings, "decay": decay})
        self.biases = Optimiser(step, settings)

    def move(self, parameters, gradients):
        weights = {name: value for name, value in parameters.items() if name[0] == "W"}
        biases = {name: value for name, value in parameters.items() if name[0] == "b"}
        return {**self.weights.move(weights, gradients), **self.biases.move(biases, gradients)}


class Hidden:
    """Muon for the hidden matrix, AdamW for all else, as the fast path has it."""

    def __init__(self, settings, decay):
        self.muon = Optimiser(muon, {**settings, "decay": decay})
        rate, beta1 = 0.1 * settings["rate"], settings["mu"]
        self.rest = Apart(adamw, {"rate": rate, "beta1": beta1, "beta2": 0.98}, decay)

    def move(self, parameters, gradients):
        hidden = self.muon.move({"W2": parameters["W2"]}, gradients)
        rest = {name: value for name, value in parameters.items() if name != "W2"}
        moved = {**hidden, **self.rest.move(rest, gradients)}
        return {name: moved[name] for name in parameters}


def worst_gap(found, wanted):
    assert found.keys() == wanted.keys()
    return max(np.abs(found[n] - wanted[n]).max() / np.abs(wanted[n]).max() for n in wanted)


def recipe(name, decay):
    """The same settings in the words of both sides."""
    step, rate, words = FILES[name]
    settings = Settings(
        optimiser=name,
        schedule="constant",
        learning_rate=rate,
        weight_decay=decay,
        momentum=0.8,
        beta2=0.98,
        batch_size=BATCH,
        seed=SEED,
    )
    by_word = {word: getattr(settings, ours) for word, ours in words.items()}
    return settings, step, {"rate": rate, **by_word}


@pytest.mark.usefixtures("_doubles")
@pytest.mark.parametrize("decay", [0.0, 0.05])
@pytest.mark.parametrize("name", FILES)
def test_100_steps_give_the_same_parameters(digits, name, decay, record_property):
    settings, step, words = recipe(name, decay)
    fast = FastPath(digits, settings)
    start = fast.parameters()
    losses = fast.train()
    batches = batches_of(digits, fast.task)
    optimiser = Hidden(words, decay) if name == "muon" else Apart(step, words, decay)
    *trained, costs = train_batches(*unnamed(start), batches, optimiser)
    worst, within = worst_gap(fast.parameters(), named(*trained)), STRETCHED.get(name, WITHIN)
    record_property("worst", float(worst))
    assert worst < within
    np.testing.assert_allclose(losses, costs, rtol=within)
    assert np.mean(losses[-10:]) < np.mean(losses[:10]) / 2, "nothing was learned, little is shown"
    assert worst_gap(start, named(*trained)) > 0.05


@pytest.mark.usefixtures("_doubles")
def test_the_decay_makes_a_difference(digits):
    """So the rows with it are no repetition of those without."""
    found = []
    for decay in (0.0, 0.05):
        settings, *_ = recipe("adamw", decay)
        fast = FastPath(digits, settings)
        fast.train()
        found.append(fast.parameters())
    assert worst_gap(*found) > 1e-3


@pytest.mark.usefixtures("_doubles")
def test_100_steps_with_dropout_give_the_same_parameters(digits, record_property):
    """The reference is given the uniform numbers of the fast path's pool, layer by layer."""
    settings, step, words = recipe("adamw", 0.05)
    fast = FastPath(digits, settings, dropout=0.5)  # 1 / (1 - 0.5) is exact in float32
    now = fast.parameters()
    hidden = [b.size for name, b in now.items() if name[0] == "b"][:-1]
    fast.train()
    pool = generator(SEED, "dropout pool").random(POOL, dtype="float32").astype(np.float64)
    optimiser = Apart(step, words, 0.05)
    for number, (x, labels) in enumerate(batches_of(digits, fast.task)):
        uniform = []
        for layer, width in enumerate(hidden):
            places = key(SEED, "dropout", layer, number) + np.arange(len(x) * width)
            uniform.append(pool[places % POOL].reshape(len(x), width))
        _, grads = l_layer.slopes(x, labels, *unnamed(now), uniform=uniform, dropped=0.5)
        now = optimiser.move(now, named(grads.weights, grads.biases))
    worst = worst_gap(fast.parameters(), now)
    record_property("worst", float(worst))
    assert worst < WITHIN
