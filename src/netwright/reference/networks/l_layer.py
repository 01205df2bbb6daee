"""The L-layer network: initialise, forward with caches, cost, backward, update, predict.

With a_0 = x of n examples, weights W_l of (inputs, outputs), an activation function g (the
bend) and a dropout mask m_l:

    z_l = a_{l-1} W_l + b_l                                        for l = 1 .. L          (1)
    a_l = g(z_l) m_l,   m_l = [u_l >= p] / (1 - p)                 for l = 1 .. L - 1      (2)
    J   = cross-entropy(z_L, labels) + l2/2 sum_l ||W_l||^2                                (3)

and backwards from dz_L, what the cross-entropy hands back:

    dW_l = a_{l-1}^T dz_l,   db_l = sum of the rows of dz_l                                (4)
    da_{l-1} = dz_l W_l^T,   dz_{l-1} = da_{l-1} m_{l-1} g'(z_{l-1})                       (5)
    dJ/dW_l = dW_l + l2 W_l                                                                (6)
    W_l = W_l - rate dJ/dW_l, or any other optimiser of this reference                     (7)

Every W_l must begin at different numbers: from zero, all units of a layer get equal gradients
and stay equal for ever. Courses that write lambda / (2 m) for m examples mean l2 =
lambda / m; those that give an example a column, where it is a row here, have W^T for this W.

Source: Rumelhart, Hinton & Williams 1986, Nature 323, for (4), (5); He et al. 2015,
arXiv:1502.01852, for the start; Srivastava et al. 2014, JMLR 15, for (2).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from netwright.reference._arrays import Array, Whole, count, not_negative, real, share
from netwright.reference.activations import relu
from netwright.reference.gradient_check import Equation
from netwright.reference.initialisers import he
from netwright.reference.layers import dropout
from netwright.reference.losses import cross_entropy

Arrays = tuple[Array, ...]


@dataclass(frozen=True, slots=True)
class Saved:
    """The caches, a place for each layer."""

    inputs: Arrays  # a_{l-1}, (n, inputs)
    weights: Arrays  # W_l, (inputs, outputs)
    bends: tuple[Any, ...]  # what g saved, for the hidden layers
    masks: Arrays  # m_l, for the hidden layers; empty without dropout
    bend: Equation  # g
    shape: tuple[int, ...]  # of y


@dataclass(frozen=True, slots=True)
class Grads:
    """dL/d(each input of ``forward``), each shaped like that input."""

    x: Array
    weights: Arrays
    biases: Arrays


def initialise(widths: Sequence[int], rng: np.random.Generator) -> tuple[Arrays, Arrays]:
    """Weights normal with variance 2 / inputs (He), biases zero.

    Args:
        widths: numbers that come in, units of each hidden layer, classes; 2 or more entries.
        rng: draws the weights, layer by layer.

    Returns:
        Weights (inputs, outputs) and biases (outputs,) of each layer.

    Raises:
        ValueError: if there are fewer than 2 widths, or one is below 1.

    Example:
        >>> weights, biases = initialise([4, 3, 2], np.random.default_rng(0))
        >>> [w.shape for w in weights], [b.shape for b in biases]
        ([(4, 3), (3, 2)], [(3,), (2,)])
    """
    if len(widths) < 2:
        raise ValueError(f"widths must name inputs and outputs, 2 or more; got {list(widths)}")
    sizes = [count(f"widths[{i}]", width) for i, width in enumerate(widths)]
    pairs = list(pairwise(sizes))
    weights = tuple(he.forward(rng.standard_normal(pair), inputs=pair[0]) for pair in pairs)
    return weights, tuple(np.zeros(outputs) for _, outputs in pairs)


def forward(
    x: Array,
    weights: Sequence[Array],
    biases: Sequence[Array],
    *,
    bend: Equation = relu,
    uniform: Sequence[Array] = (),
    dropped: float = 0.0,
) -> tuple[Array, Saved]:
    """Equations (1) and (2): the logits of every class, and the caches.

    Args:
        x: (n, d), any unit.
        weights: W_l for each layer, (inputs, outputs); each fits the one before it.
        biases: b_l for each layer, (outputs,).
        bend: g, the activation function: a file of ``reference.activations``.
        uniform: u_l for each hidden layer, (n, outputs), from 0 up to, not at, 1; empty without
            dropout.
        dropped: p, from 0 up to, not at, 1.

    Returns:
        z_L of shape (n, classes), no unit, and what ``backward`` will ask for.

    Raises:
        ValueError: naming the first layer whose dimensions do not fit, with both shapes; or if
            units are to be dropped and no ``uniform`` says which.

    Example:
        >>> y, _ = forward([[1.0, 2.0]], [np.eye(2), np.ones((2, 1))], [np.zeros(2), np.ones(1)])
        >>> y
        array([[4.]])
    """
    a = real("x", x, "n", "d")
    if not weights or len(weights) != len(biases):
        raise ValueError(
            f"weights must be as many as biases, 1 or more; got {len(weights)} and {len(biases)}"
        )
    if (share("dropped", dropped) or uniform) and len(uniform) != len(weights) - 1:
        raise ValueError(
            f"uniform must have an array for each of {len(weights) - 1} hidden layers; "
            f"got {len(uniform)}"
        )
    inputs, kept, bends, masks = [], [], [], []
    for layer, (w, b) in enumerate(zip(weights, biases, strict=True)):
        w = real(f"weights[{layer}]", w, a.shape[1], "outputs")
        b = real(f"biases[{layer}]", b, w.shape[1])
        inputs.append(a)
        kept.append(w)
        z = a @ w + b  # (1)
        if layer == len(weights) - 1:
            break
        a, saved = bend.forward(z)  # (2)
        bends.append(saved)
        if uniform:
            u = real(f"uniform[{layer}]", uniform[layer], *z.shape)
            a, thinned = dropout.forward(a, u, share=dropped)  # (2)
            masks.append(thinned.mask)
    return z, Saved(tuple(inputs), tuple(kept), tuple(bends), tuple(masks), bend, z.shape)


def backward(dy: Array, saved: Saved) -> Grads:
    """Carry dL/dz_L back through every layer: equations (4) and (5); refuses another shape."""
    dz = real("dy", dy, *saved.shape)
    weights, biases = [], []
    for layer in reversed(range(len(saved.weights))):
        weights.append(saved.inputs[layer].T @ dz)  # (4)
        biases.append(dz.sum(axis=0))  # (4)
        da = dz @ saved.weights[layer].T  # (5)
        if layer:
            da = da * saved.masks[layer - 1] if saved.masks else da
            dz = saved.bend.backward(da, saved.bends[layer - 1]).x  # (5)
    return Grads(x=da, weights=tuple(reversed(weights)), biases=tuple(reversed(biases)))


def cost(
    logits: Array, labels: Whole, weights: Sequence[Array], *, l2: float = 0.0
) -> tuple[float, Array]:
    """Equation (3), and dJ/dlogits to begin the way back with.

    Args:
        logits: (n, classes), no unit.
        labels: (n,), from 0 to classes - 1.
        weights: of every layer, for the penalty.
        l2: strength of the penalty, 0 or more.

    Returns:
        J in nats, and dz_L (n, classes).

    Raises:
        ValueError: if labels do not fit the logits, or l2 is negative.

    Example:
        >>> total, _ = cost([[0.0, 0.0]], [1], [np.ones((2, 2))], l2=0.5)
        >>> round(float(total - np.log(2)), 6)
        1.0
    """
    loss, saved = cross_entropy.forward(logits, labels)
    squares = sum(float((w**2).sum()) for w in weights)
    whole_cost = loss + not_negative("l2", l2) / 2 * squares  # (3)
    return whole_cost, cross_entropy.backward(1.0, saved).logits


def slopes(
    x: Array,
    labels: Whole,
    weights: Sequence[Array],
    biases: Sequence[Array],
    *,
    bend: Equation = relu,
    uniform: Sequence[Array] = (),
    dropped: float = 0.0,
    l2: float = 0.0,
) -> tuple[float, Grads]:
    """Cost and all gradients of one batch: (1) to (6), the penalty's share included.

    Args:
        x: (n, d), any unit.
        labels: (n,), from 0 to classes - 1.
        weights: of every layer.
        biases: of every layer.
        bend: as in ``forward``.
        uniform: as in ``forward``.
        dropped: as in ``forward``.
        l2: strength of the penalty, 0 or more.

    Returns:
        J in nats, and its gradients.

    Example:
        >>> w, b = initialise([2, 3, 2], np.random.default_rng(0))
        >>> _, grads = slopes([[1.0, -1.0]], [0], w, b, l2=0.1)
        >>> [g.shape for g in grads.weights]
        [(2, 3), (3, 2)]
    """
    logits, saved = forward(x, weights, biases, bend=bend, uniform=uniform, dropped=dropped)
    total, dz = cost(logits, labels, weights, l2=l2)
    grads = backward(dz, saved)
    decayed = tuple(g + l2 * w for g, w in zip(grads.weights, weights, strict=True))  # (6)
    return total, Grads(x=grads.x, weights=decayed, biases=grads.biases)


def update(
    parameters: Mapping[str, Array], gradients: Mapping[str, Array], *, rate: float
) -> dict[str, Array]:
    """Equation (7) with plain gradient descent; ``mini_batch_training`` has the other optimisers.

    Args:
        parameters: name -> array.
        gradients: name -> array of the same shape.
        rate: the learning rate, 0 or more.

    Returns:
        The moved parameters, by name.

    Example:
        >>> update({"w": np.ones(2)}, {"w": np.array([1.0, 2.0])}, rate=0.5)["w"]
        array([0.5, 0. ])
    """
    rate = not_negative("rate", rate)
    return {name: value - rate * gradients[name] for name, value in parameters.items()}  # (7)


def predict(
    x: Array, weights: Sequence[Array], biases: Sequence[Array], *, bend: Equation = relu
) -> Whole:
    """The class with the largest logit for each example, (n, d) -> (n,); nothing is dropped."""
    logits, _ = forward(x, weights, biases, bend=bend)
    classes: Whole = logits.argmax(axis=1)
    return classes


def example(rng: np.random.Generator) -> dict[str, Any]:
    """Arguments of ``forward`` for one random case."""
    n, layers = int(rng.integers(1, 5)), int(rng.integers(1, 4))
    widths = rng.integers(1, 5, size=layers + 1).tolist()
    weights, _ = initialise(widths, rng)
    biases = tuple(rng.normal(size=width) for width in widths[1:])
    uniform = tuple(rng.random((n, width)) for width in widths[1:-1])
    dropped = float(rng.choice([0.0, 0.3]))
    return {
        "x": rng.normal(size=(n, widths[0])),
        "weights": weights,
        "biases": biases,
        "uniform": uniform if dropped else (),
        "dropped": dropped,
    }
