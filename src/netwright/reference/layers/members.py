"""An affine layer for each of m members of an ensemble, side by side, forward and backward.

Member j has weights of its own and sees inputs of its own; members never meet:

    y_ij = x_ij w_j + b_j                                                                  (1)

for example i and member j, where x_ij is a row of inputs and w_j a matrix. With dy = dL/dy,

    dL/db_j  = sum_i dy_ij                                                                 (2)
    dL/dw_j  = sum_i x_ij^T dy_ij                                                          (3)
    dL/dx_ij = dy_ij w_j^T                                                                 (4)

x is (n, m, inputs), w (m, inputs, outputs), b (m, 1, outputs), y (n, m, outputs).

Source: Lakshminarayanan, Pritzel & Blundell 2017, arXiv:1612.01474, section 2.4, for members
that learn one by one; computing them in one batched product changes no number.
"""

from dataclasses import dataclass

import numpy as np

from netwright.reference._arrays import Array, real


@dataclass(frozen=True, slots=True)
class Saved:
    """What ``backward`` needs from ``forward``."""

    x: Array  # (n, m, inputs)
    weight: Array  # (m, inputs, outputs)


@dataclass(frozen=True, slots=True)
class Grads:
    """dL/d(each input of ``forward``), each shaped like that input."""

    x: Array
    weight: Array
    bias: Array


def forward(x: Array, weight: Array, bias: Array) -> tuple[Array, Saved]:
    """Apply each member's affine layer to that member's inputs: equation (1).

    Args:
        x: (n, m, inputs), any unit.
        weight: w, (m, inputs, outputs), unit of y per unit of x.
        bias: b, (m, 1, outputs), unit of y.

    Returns:
        y of shape (n, m, outputs), and what ``backward`` will ask for.

    Raises:
        ValueError: if shapes disagree, or something is empty or not finite.

    Example:
        >>> y, _ = forward([[[1.0], [1.0]]], [[[2.0]], [[3.0]]], [[[0.0]], [[0.5]]])
        >>> y
        array([[[2. ],
                [3.5]]])
    """
    x = real("x", x, "n", "m", "inputs")
    members, inputs = x.shape[1:]
    weight = real("weight", weight, members, inputs, "outputs")
    bias = real("bias", bias, members, 1, weight.shape[2])
    y = np.einsum("nmi,mio->nmo", x, weight) + bias[:, 0]  # (1)
    return y, Saved(x, weight)


def backward(dy: Array, saved: Saved) -> Grads:
    """Carry dL/dy, (n, m, outputs), back through (1); a ``ValueError`` if it has another shape."""
    dy = real("dy", dy, *saved.x.shape[:2], saved.weight.shape[2])
    return Grads(
        x=np.einsum("nmo,mio->nmi", dy, saved.weight),  # (4)
        weight=np.einsum("nmi,nmo->mio", saved.x, dy),  # (3)
        bias=dy.sum(axis=0)[:, np.newaxis],  # (2)
    )


def example(rng: np.random.Generator) -> dict[str, Array]:
    """Arguments of ``forward`` for one random case."""
    n, members, inputs, outputs = rng.integers(1, 5, size=4)
    return {
        "x": rng.normal(size=(n, members, inputs)),
        "weight": rng.normal(size=(members, inputs, outputs)),
        "bias": rng.normal(size=(members, 1, outputs)),
    }
