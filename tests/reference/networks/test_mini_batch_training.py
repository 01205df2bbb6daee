import importlib
import inspect
import pkgutil

import numpy as np
import pytest
from sklearn.datasets import load_digits

from netwright.reference import optimisers
from netwright.reference.networks import l_layer
from netwright.reference.networks.mini_batch_training import (
    Optimiser,
    named,
    train,
    train_batches,
    unnamed,
)
from netwright.reference.optimisers import adam, adamw, momentum, sgd

# of a series; behind another optimiser's steps; of matrices, never of biases
NO_STEP = ("exponentially_weighted_average", "lookahead", "muon")
STEPS = {
    found.name: importlib.import_module(f"{optimisers.__name__}.{found.name}")
    for found in pkgutil.iter_modules(optimisers.__path__)
    if not found.name.startswith("_") and found.name not in NO_STEP
}


@pytest.fixture(scope="module")
def digits():
    """In another order: the last ones are of writers that the first do not show."""
    given = load_digits()
    order = np.random.default_rng(0).permutation(len(given.target))
    return given.data[order] / 16, given.target[order]


def two_clouds(n=60):
    rng = np.random.default_rng(0)
    labels = np.arange(n) % 2
    return rng.normal(size=(n, 3)) + 2.0 * labels[:, None], labels


def trained(x, labels, **changed):
    """A small training with one seed."""
    settings = {"hidden": (6,), "optimiser": Optimiser(sgd, {"rate": 0.3}), "epochs": 5}
    settings |= {"batch_size": 16, "rng": np.random.default_rng(1), **changed}
    return train(x, labels, **settings)


def length(weights):
    return sum(float((w**2).sum()) for w in weights)


def test_it_learns_digits(digits, record_property):
    x, labels = digits
    weights, biases, costs = train(
        x[:1300],
        labels[:1300],
        hidden=(64, 32),
        optimiser=Optimiser(adam, {"rate": 3e-3}),
        rng=np.random.default_rng(0),
        epochs=30,
        batch_size=64,
        l2=1e-4,
        dropped=0.1,
    )
    share = (l_layer.predict(x[1300:], weights, biases) == labels[1300:]).mean()
    record_property("right", float(share))
    assert share > 0.95
    assert (l_layer.predict(x[:1300], weights, biases) == labels[:1300]).mean() > 0.99
    assert len(costs) == 30
    assert costs[-1] < costs[0] / 10


@pytest.mark.parametrize("name", STEPS)
def test_every_optimiser_of_the_reference_works_by_its_signature(name):
    x, labels = two_clouds()
    rate = {"adagrad": 0.1, "rmsprop": 0.01, "adam": 0.02, "adamw": 0.02}.get(name, 0.05)
    weights, biases, costs = trained(
        x, labels, optimiser=Optimiser(STEPS[name], {"rate": rate}), epochs=20
    )
    assert costs[-1] < costs[0] / 2
    assert (l_layer.predict(x, weights, biases) == labels).mean() > 0.9


@pytest.mark.parametrize("name", STEPS)
def test_the_state_goes_from_step_to_step(name):
    """Beside a walk by hand that passes on all that ``forward`` gives."""
    rng, step = np.random.default_rng(2), STEPS[name]
    start = {"W1": rng.normal(size=(3, 2)), "b1": rng.normal(size=2)}
    gradients = [{n: rng.normal(size=w.shape) for n, w in start.items()} for _ in range(4)]
    optimiser, moved = Optimiser(step, {"rate": 0.1}), start
    for gradient in gradients:
        moved = optimiser.move(moved, gradient)
    kept = list(step.example(rng).keys() & {"mean", "squares", "momentum"})
    for parameter, value in start.items():
        state = [np.zeros_like(value) for _ in kept]
        for number, gradient in enumerate(gradients, start=1):
            counted = (
                {"step": number} if "step" in inspect.signature(step.forward).parameters else {}
            )
            value, *state = step.forward(value, gradient[parameter], *state, rate=0.1, **counted)
        np.testing.assert_array_equal(moved[parameter], value)


def test_a_setting_can_change_for_one_step():
    optimiser = Optimiser(sgd, {"rate": 0.5})
    w, g = {"w": np.ones(1)}, {"w": np.ones(1)}
    assert optimiser.move(w, g, rate=0.1)["w"] == pytest.approx(0.9)
    assert optimiser.move(w, g)["w"] == 0.5


def test_names_and_back():
    weights, biases = l_layer.initialise((3, 4, 2), np.random.default_rng(0))
    mapping = named(weights, biases)
    assert list(mapping) == ["W1", "b1", "W2", "b2"]
    again = unnamed(mapping)
    for before, after in zip((*weights, *biases), (*again[0], *again[1]), strict=True):
        np.testing.assert_array_equal(before, after)


def test_one_batch_of_all_is_gradient_descent():
    x, labels = two_clouds()
    weights, biases = l_layer.initialise((3, 4, 2), np.random.default_rng(0))
    found, _, costs = train_batches(
        weights, biases, [(x, labels)] * 3, Optimiser(sgd, {"rate": 0.2}), l2=0.1
    )
    now, seen = named(weights, biases), []
    for _ in range(3):
        cost, grads = l_layer.slopes(x, labels, *unnamed(now), l2=0.1)
        now = l_layer.update(now, named(grads.weights, grads.biases), rate=0.2)
        seen.append(cost)
    np.testing.assert_array_equal(found[0], now["W1"])
    assert costs == seen
    assert costs[2] < costs[1] < costs[0]


def test_every_epoch_takes_every_example_once_in_another_order(monkeypatch):
    x = np.arange(7.0)[:, None]
    taken, plain = [], l_layer.slopes
    monkeypatch.setattr(
        l_layer, "slopes", lambda x, *rest, **more: taken.append(x[:, 0]) or plain(x, *rest, **more)
    )
    trained(x, np.arange(7) % 2, epochs=3, batch_size=3)
    assert [len(rows) for rows in taken] == [3, 3, 1] * 3
    orders = [tuple(np.concatenate(taken[i : i + 3])) for i in (0, 3, 6)]
    assert len(set(orders)) == 3
    assert all(sorted(order) == list(range(7)) for order in orders)


def test_the_mean_cost_of_an_epoch_counts_examples_not_batches():
    """With a rate too small to move anything, it is the cost of all examples at once."""
    x, labels = two_clouds(17)
    weights, biases, costs = trained(
        x, labels, optimiser=Optimiser(sgd, {"rate": 1e-300}), epochs=1, batch_size=8
    )
    cost, _ = l_layer.slopes(x, labels, weights, biases)
    assert costs == [pytest.approx(cost, rel=1e-12)]


def test_the_same_seed_gives_the_same_training_and_another_another():
    x, labels = two_clouds()
    first, second, third = (
        trained(x, labels, rng=np.random.default_rng(seed), dropped=0.2)[0][0] for seed in (1, 1, 2)
    )
    np.testing.assert_array_equal(first, second)
    assert not np.allclose(first, third)


def test_the_penalty_shortens_the_weights_and_dropout_keeps_the_fit_from_getting_close():
    x, labels = two_clouds()
    labels[::7] ^= 1  # some wrong labels to learn by heart
    plain, shrunk, dropped = (
        trained(x, labels, hidden=(32,), epochs=60, **changed)
        for changed in ({}, {"l2": 0.05}, {"dropped": 0.5})
    )
    assert length(shrunk[0]) < length(plain[0]) / 2
    fits = [l_layer.slopes(x, labels, w, b)[0] for w, b, _ in (plain, shrunk, dropped)]
    assert fits[0] < fits[1]
    assert fits[0] < fits[2]
    assert plain[2][-1] < dropped[2][-1]  # the costs it reports are those with units dropped


@pytest.mark.parametrize("step", [sgd, momentum, adam])
def test_the_penalty_is_decay_inside_the_gradient_and_adamw_has_it_outside(step):
    """L2 in the cost, or the same strength as the optimiser's decay of the weights."""
    x, labels = two_clouds()
    weights, biases = l_layer.initialise((3, 4, 2), np.random.default_rng(0))
    batches = [(x[i : i + 10], labels[i : i + 10]) for i in range(0, 60, 10)]

    class OfWeights:
        def __init__(self, step):
            self.of = {"W": Optimiser(step, {"rate": 0.05, "decay": 0.1})}
            self.of["b"] = Optimiser(step, {"rate": 0.05})

        def move(self, parameters, gradients):
            moved = {}
            for kind, optimiser in self.of.items():
                part = {name: w for name, w in parameters.items() if name.startswith(kind)}
                moved |= optimiser.move(part, gradients)
            return moved

    inside, *_ = train_batches(weights, biases, batches, Optimiser(step, {"rate": 0.05}), l2=0.1)
    decayed, *_ = train_batches(weights, biases, batches, OfWeights(step))
    apart, *_ = train_batches(weights, biases, batches, OfWeights(adamw))
    np.testing.assert_allclose(inside[0], decayed[0], rtol=1e-12)
    assert not np.allclose(inside[0], apart[0], rtol=1e-3)


def test_words_of_errors():
    x, labels = two_clouds(8)
    with pytest.raises(ValueError, match=r"^x must have shape \(n, d\); got \(3,\)"):
        trained(x[0], labels)
    with pytest.raises(ValueError, match=r"^labels must have shape \(8,\); got \(7,\)"):
        trained(x, labels[:7])
    with pytest.raises(ValueError, match=r"^x must have at least one element; got shape \(0, 3\)"):
        trained(x[:0], labels[:0])
    with pytest.raises(ValueError, match=r"^labels must be whole numbers from 0 on; got -1"):
        trained(x, labels - 1)
    with pytest.raises(ValueError, match=r"^batch_size must be a whole number, 1 or more; got 0"):
        trained(x, labels, batch_size=0)
    with pytest.raises(ValueError, match=r"^epochs must be a whole number, 1 or more; got 0\.5"):
        trained(x, labels, epochs=0.5)
    with pytest.raises(ValueError, match=r"^l2 must be a finite number, 0 or more; got -1"):
        trained(x, labels, l2=-1)
    with pytest.raises(
        ValueError, match=r"^dropped must be a share from 0 up to, not at, 1; got 1"
    ):
        trained(x, labels, dropped=1)
    with pytest.raises(ValueError, match=r"^widths\[1\] must be a whole number, 1 or more; got 0"):
        trained(x, labels, hidden=(0,))
    with pytest.raises(ValueError, match=r"^rate must be a finite number above 0; got -0\.1"):
        trained(x, labels, optimiser=Optimiser(sgd, {"rate": -0.1}))
