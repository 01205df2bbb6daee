"""Training the L-layer network by hand: mini-batches, dropout, a penalty, any optimiser.

    for each epoch:   a fresh order of the examples, cut into batches                      (1)
    for each batch:   gradients by ``l_layer.slopes``, then one step of the optimiser      (2)

The optimisers are the files of ``reference.optimisers``: pure functions that take weights, a
gradient and their state, and give new ones. What state they keep is read from their signatures.

Source: Goodfellow, Bengio & Courville 2016, "Deep Learning", algorithm 8.1, for the loop.
"""

import inspect
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np

from netwright.reference._arrays import Array, Whole, count, real, whole
from netwright.reference.networks import l_layer
from netwright.reference.networks.l_layer import Arrays
from netwright.reference.preparation import mini_batches


class Step(Protocol):
    """A file of ``reference.optimisers``."""

    forward: Callable[..., Any]  # weights, gradient and state in; weights and state out


@dataclass
class Optimiser:
    """One of the reference's optimisers, and the state it keeps for each parameter.

    Args:
        step: a file of ``reference.optimisers``.
        settings: of its ``forward``, the rate among them.
    """

    step: Step
    settings: Mapping[str, float]
    _state: dict[str, list[Array]] = field(default_factory=dict)
    _steps: int = 0

    def move(
        self, parameters: Mapping[str, Array], gradients: Mapping[str, Array], **changed: float
    ) -> dict[str, Array]:
        """One step of every parameter.

        Args:
            parameters: name -> array.
            gradients: name -> array of the same shape.
            **changed: settings of this step alone, such as the rate of a schedule.

        Returns:
            The moved parameters, by name.
        """
        self._steps += 1
        settings = {**self.settings, **changed}
        names = inspect.signature(self.step.forward).parameters
        states = [n for n, p in names.items() if p.kind is p.POSITIONAL_OR_KEYWORD][2:]
        if "step" in names:
            settings["step"] = self._steps
        moved = {}
        for name, value in parameters.items():
            kept = self._state.get(name) or [np.zeros_like(value) for _ in states]
            result = self.step.forward(value, gradients[name], *kept, **settings)
            moved[name], *self._state[name] = result if isinstance(result, tuple) else (result,)
        return moved


def named(weights: Sequence[Array], biases: Sequence[Array]) -> dict[str, Array]:
    """Weights and biases of all layers as one mapping: "W1", "b1", "W2", ..."""
    pairs = enumerate(zip(weights, biases, strict=True), start=1)
    return {
        f"{kind}{i}": array for i, pair in pairs for kind, array in zip("Wb", pair, strict=True)
    }


def unnamed(parameters: Mapping[str, Array]) -> tuple[Arrays, Arrays]:
    """The opposite of ``named``: weights and biases of all layers, in order."""
    layers = range(1, len(parameters) // 2 + 1)
    return tuple(parameters[f"W{i}"] for i in layers), tuple(parameters[f"b{i}"] for i in layers)


def train_batches(
    weights: Arrays,
    biases: Arrays,
    batches: Iterable[tuple[Array, Whole]],
    optimiser: Optimiser,
    *,
    l2: float = 0.0,
) -> tuple[Arrays, Arrays, list[float]]:
    """Equation (2) for batches that somebody else has drawn.

    Args:
        weights: where to begin.
        biases: where to begin.
        batches: pictures or rows (n, d) and labels (n,).
        optimiser: keeps its state over the batches.
        l2: strength of the penalty on the weights, 0 or more.

    Returns:
        Weights, biases, and the cost of each batch before its step, in nats.
    """
    costs = []
    parameters = named(weights, biases)
    for x, labels in batches:
        cost, grads = l_layer.slopes(x, labels, *unnamed(parameters), l2=l2)
        parameters = optimiser.move(parameters, named(grads.weights, grads.biases))  # (2)
        costs.append(cost)
    return *unnamed(parameters), costs


def train(
    x: Array,
    labels: Whole,
    *,
    hidden: Sequence[int],
    optimiser: Optimiser,
    rng: np.random.Generator,
    epochs: int = 5,
    batch_size: int = 128,
    l2: float = 0.0,
    dropped: float = 0.0,
) -> tuple[Arrays, Arrays, list[float]]:
    """Train from a fresh start: equations (1) and (2).

    Args:
        x: (n, d), standardised or scaled.
        labels: (n,), from 0 to k - 1.
        hidden: units of each hidden layer.
        optimiser: fresh.
        rng: draws weights, orders and dropout.
        epochs: passes over the examples, 1 or more.
        batch_size: examples in a step, 1 or more; the last batch of an epoch may be smaller.
        l2: strength of the penalty on the weights, 0 or more.
        dropped: share of hidden units dropped, from 0 up to, not at, 1.

    Returns:
        Weights, biases, and the mean cost of each epoch, in nats.

    Raises:
        ValueError: if x and labels do not fit, or a setting cannot work.

    Example:
        >>> from netwright.reference.optimisers import sgd
        >>> x, y = np.array([[-1.0], [1.0]] * 20), np.array([0, 1] * 20)
        >>> *_, costs = train(x, y, hidden=(4,), optimiser=Optimiser(sgd, {"rate": 0.5}),
        ...                   rng=np.random.default_rng(0), epochs=20, batch_size=8)
        >>> costs[-1] < costs[0] / 2
        True
    """
    x = real("x", x, "n", "d")
    labels = whole("labels", labels, len(x))
    size = count("batch_size", batch_size)
    widths = [x.shape[1], *hidden, int(labels.max()) + 1]
    weights, biases = l_layer.initialise(widths, rng)
    parameters = named(weights, biases)
    means = []
    for _ in range(count("epochs", epochs)):
        order = rng.permutation(len(x))  # (1)
        total = 0.0
        for rows in mini_batches.forward(order, batch_size=size):  # (1)
            uniform = [rng.random((len(rows), width)) for width in hidden] if dropped else []
            cost, grads = l_layer.slopes(
                x[rows], labels[rows], *unnamed(parameters), l2=l2, uniform=uniform, dropped=dropped
            )
            parameters = optimiser.move(parameters, named(grads.weights, grads.biases))  # (2)
            total += cost * len(rows)
        means.append(total / len(x))
    return *unnamed(parameters), means
