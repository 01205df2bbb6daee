"""Long short-term memory, forward and backward through time.

A cell c beside the state h, which is changed by sums and gates alone, so that a gradient can come
back through many steps. The weights of input gate, forget gate, candidate and output gate lie
side by side: W_x = [W_xi, W_xf, W_xg, W_xo] of shape (d, 4h), likewise W_h and bias; ``*`` is the
product number by number.

    a_t = x_t W_x + h_{t-1} W_h + bias = [a_i, a_f, a_g, a_o]                              (1)
    i, f, o = sigmoid(a_i), sigmoid(a_f), sigmoid(a_o);   g = tanh(a_g)                    (2)
    c_t = f * c_{t-1} + i * g                                                              (3)
    y_t = h_t = o * tanh(c_t)                                                              (4)

From the last step to the first, with dh_t = dL/dh_t, dc_t = dL/dc_t and nothing after step T:

    dh_t     = dy_t + da_{t+1} W_h^T                                                       (5)
    dc_t     = dh_t * o * (1 - tanh(c_t)^2) + dc_{t+1} * f_{t+1}                           (6)
    da_i     = dc_t * g * i * (1 - i),   da_f = dc_t * c_{t-1} * f * (1 - f)               (7)
    da_g     = dc_t * i * (1 - g^2),   da_o = dh_t * tanh(c_t) * o * (1 - o)               (8)
    dL/dx_t  = da_t W_x^T,   dL/dh_0 = da_1 W_h^T,   dL/dc_0 = dc_1 * f_1                  (9)
    dL/dW_x  = sum_t x_t^T da_t,   dL/dW_h = sum_t h_{t-1}^T da_t                          (10)
    dL/dbias = sum_t da_t                                                                  (11)

Source: Hochreiter & Schmidhuber 1997, Neural Computation 9; Gers, Schmidhuber & Cummins 2000,
Neural Computation 12, for the forget gate.
"""

from dataclasses import dataclass

import numpy as np

from netwright.reference._arrays import Array, real
from netwright.reference.activations import sigmoid


@dataclass(frozen=True, slots=True)
class Saved:
    """What ``backward`` needs from ``forward``."""

    x: Array  # (n, t, d)
    states: Array  # (n, t + 1, h): h_0 to h_T
    cells: Array  # (n, t + 1, h): c_0 to c_T
    gates: Array  # (n, t, 4h): i, f, g, o
    w_x: Array  # (d, 4h)
    w_h: Array  # (h, 4h)


@dataclass(frozen=True, slots=True)
class Grads:
    """dL/d(each input of ``forward``), each shaped like that input."""

    x: Array
    h0: Array
    c0: Array
    w_x: Array
    w_h: Array
    bias: Array


def forward(
    x: Array, h0: Array, c0: Array, w_x: Array, w_h: Array, bias: Array
) -> tuple[Array, Saved]:
    """Read sequences from the first step to the last: equations (1) to (4).

    Args:
        x: (n, t, d), any unit; t steps of n sequences.
        h0: (n, h), the state before the first step, no unit.
        c0: (n, h), the cell before the first step, no unit.
        w_x: (d, 4h), in 1 by the unit of x.
        w_h: (h, 4h), no unit.
        bias: (4h,), no unit.

    Returns:
        y, the states after each step, (n, t, h), from -1 to 1; and what ``backward`` will ask
        for, the cells among it.

    Raises:
        ValueError: if shapes disagree, or something is empty or not finite.

    Example:
        >>> x, one, zero = np.zeros((1, 2, 1)), np.ones((1, 1)), np.zeros((1, 4))
        >>> _, saved = forward(x, one, one, zero, zero, np.zeros(4))  # gates at 1/2
        >>> saved.cells.ravel()
        array([1.  , 0.5 , 0.25])
    """
    x = real("x", x, "n", "t", "d")
    n, steps, d = x.shape
    h0 = real("h0", h0, n, "h")
    units = h0.shape[1]
    c0 = real("c0", c0, n, units)
    w_x = real("w_x", w_x, d, 4 * units)
    w_h = real("w_h", w_h, units, 4 * units)
    bias = real("bias", bias, 4 * units)

    states, cells = np.empty((2, n, steps + 1, units))
    states[:, 0], cells[:, 0] = h0, c0
    gates = np.empty((n, steps, 4 * units))
    for t in range(steps):
        a = x[:, t] @ w_x + states[:, t] @ w_h + bias  # (1)
        a_i, a_f, a_g, a_o = np.split(a, 4, axis=1)
        i, f, o = (sigmoid.forward(gate)[0] for gate in (a_i, a_f, a_o))  # (2)
        g = np.tanh(a_g)  # (2)
        cells[:, t + 1] = f * cells[:, t] + i * g  # (3)
        states[:, t + 1] = o * np.tanh(cells[:, t + 1])  # (4)
        gates[:, t] = np.concatenate([i, f, g, o], axis=1)
    return states[:, 1:].copy(), Saved(x, states, cells, gates, w_x, w_h)


def backward(dy: Array, saved: Saved) -> Grads:
    """Carry dL/dy, (n, t, h), back through every step; a ``ValueError`` if its shape differs."""
    n, after, units = saved.states.shape
    steps = after - 1
    dy = real("dy", dy, n, steps, units)
    da = np.empty_like(saved.gates)
    dh_carried, dc_carried = np.zeros((2, n, units))
    for t in reversed(range(steps)):
        i, f, g, o = np.split(saved.gates[:, t], 4, axis=1)
        shown = np.tanh(saved.cells[:, t + 1])
        dh = dy[:, t] + dh_carried  # (5)
        dc = dh * o * (1 - shown**2) + dc_carried  # (6)
        da_i, da_f = dc * g * i * (1 - i), dc * saved.cells[:, t] * f * (1 - f)  # (7)
        da_g, da_o = dc * i * (1 - g**2), dh * shown * o * (1 - o)  # (8)
        da[:, t] = np.concatenate([da_i, da_f, da_g, da_o], axis=1)
        dh_carried, dc_carried = da[:, t] @ saved.w_h.T, dc * f  # (5), (6)
    return Grads(
        x=da @ saved.w_x.T,  # (9)
        h0=dh_carried,  # (9)
        c0=dc_carried,  # (9)
        w_x=np.einsum("ntd,nth->dh", saved.x, da),  # (10)
        w_h=np.einsum("ntg,nth->gh", saved.states[:, :-1], da),  # (10)
        bias=da.sum(axis=(0, 1)),  # (11)
    )


def example(rng: np.random.Generator) -> dict[str, Array]:
    """Arguments of ``forward`` for one random case."""
    n, steps, d, units = rng.integers(1, 5, size=4)
    return {
        "x": rng.normal(size=(n, steps, d)),
        "h0": rng.uniform(-1, 1, size=(n, units)),
        "c0": rng.normal(size=(n, units)),
        "w_x": 0.5 * rng.normal(size=(d, 4 * units)),
        "w_h": 0.5 * rng.normal(size=(units, 4 * units)),
        "bias": 0.5 * rng.normal(size=4 * units),
    }
