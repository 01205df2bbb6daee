"""An affine layer, forward and backward: every output is a weighted sum of the inputs, shifted.

    y_ij = sum_k x_ik w_kj + b_j,   or  y = x w + b                                        (1)

It is also called a dense, a linear or a fully connected layer. With dy = dL/dy, the chain rule
gives

    dL/db = sum_i dy_i                                                                     (2)
    dL/dw = x^T dy                                                                         (3)
    dL/dx = dy w^T                                                                         (4)

x is (n, inputs), w (inputs, outputs), b (outputs,).

Source: Goodfellow, Bengio & Courville 2016, "Deep Learning", sections 6.1 and 6.5.
"""

from dataclasses import dataclass

import numpy as np

from netwright.reference._arrays import Array, real


@dataclass(frozen=True, slots=True)
class Saved:
    """What ``backward`` needs from ``forward``."""

    x: Array  # (n, inputs)
    weight: Array  # (inputs, outputs)


@dataclass(frozen=True, slots=True)
class Grads:
    """dL/d(each input of ``forward``), each shaped like that input."""

    x: Array
    weight: Array
    bias: Array


def forward(x: Array, weight: Array, bias: Array) -> tuple[Array, Saved]:
    """Weigh, add up and shift the inputs of every example: equation (1).

    Args:
        x: (n, inputs), any unit.
        weight: w, (inputs, outputs), unit of y per unit of x.
        bias: b, (outputs,), unit of y.

    Returns:
        y of shape (n, outputs), and what ``backward`` will ask for.

    Raises:
        ValueError: if shapes disagree, or something is empty or not finite.

    Example:
        >>> y, _ = forward([[1.0, 2.0]], [[3.0, 0.0], [4.0, 1.0]], [0.5, 0.5])
        >>> y
        array([[11.5,  2.5]])
    """
    x = real("x", x, "n", "inputs")
    weight = real("weight", weight, x.shape[1], "outputs")
    bias = real("bias", bias, weight.shape[1])
    return x @ weight + bias, Saved(x, weight)  # (1)


def backward(dy: Array, saved: Saved) -> Grads:
    """Carry dL/dy, (n, outputs), back through (1); a ``ValueError`` if it has another shape."""
    dy = real("dy", dy, len(saved.x), saved.weight.shape[1])
    dx = dy @ saved.weight.T  # (4)
    return Grads(x=dx, weight=saved.x.T @ dy, bias=dy.sum(axis=0))  # (3), (2)


def example(rng: np.random.Generator) -> dict[str, Array]:
    """Arguments of ``forward`` for one random case."""
    n, inputs, outputs = rng.integers(1, 6, size=3)
    return {
        "x": rng.normal(size=(n, inputs)),
        "weight": rng.normal(size=(inputs, outputs)),
        "bias": rng.normal(size=outputs),
    }
