"""A plain recurrent network, forward and backward through time.

The same weights at every step t; what was read so far is in the hidden state h:

    h_t = tanh(x_t W_x + h_{t-1} W_h + bias),   t = 1 .. T                                 (1)
    y_t = h_t                                                                              (2)

The state h_t is met twice, in y_t and in step t + 1, so two gradients add up; from the last step
to the first, with a_t the argument of tanh:

    dL/dh_t  = dy_t + da_{t+1} W_h^T,   da_{T+1} = 0                                       (3)
    da_t     = dL/dh_t (1 - h_t^2)                                                         (4)
    dL/dx_t  = da_t W_x^T                                                                  (5)
    dL/dW_x  = sum_t x_t^T da_t,   dL/dW_h = sum_t h_{t-1}^T da_t                          (6)
    dL/dbias = sum_t da_t,   dL/dh_0 = da_1 W_h^T                                          (7)

The product of many W_h^T in (3) is why gradients vanish or explode; ``clip_norm`` bounds them.

The other forms need no other equation. Many to many: a layer on every y_t. Many to one: on the
last, y[:, -1], so that dy is zero before it. One to many: x_1 is given and each later x_t is made
of y_{t-1}, or is zero; forward with T = 1, and the last y as the next h0. Many to many of two
lengths: an encoder read many to one, and its last y as the h0 of a decoder run one to many.

Source: Elman 1990, Cognitive Science 14, for (1), who has the logistic function where tanh is
here; Werbos 1990, Proc. IEEE 78, for the gradient through time.
"""

from dataclasses import dataclass

import numpy as np

from netwright.reference._arrays import Array, real


@dataclass(frozen=True, slots=True)
class Saved:
    """What ``backward`` needs from ``forward``."""

    x: Array  # (n, t, d)
    states: Array  # (n, t + 1, h): h_0 to h_T
    w_x: Array  # (d, h)
    w_h: Array  # (h, h)


@dataclass(frozen=True, slots=True)
class Grads:
    """dL/d(each input of ``forward``), each shaped like that input."""

    x: Array
    h0: Array
    w_x: Array
    w_h: Array
    bias: Array


def forward(x: Array, h0: Array, w_x: Array, w_h: Array, bias: Array) -> tuple[Array, Saved]:
    """Read sequences from the first step to the last: equations (1) and (2).

    Args:
        x: (n, t, d), any unit; t steps of n sequences.
        h0: (n, h), the state before the first step, no unit.
        w_x: (d, h), in 1 by the unit of x.
        w_h: (h, h), no unit.
        bias: (h,), no unit.

    Returns:
        y, the states after each step, (n, t, h), from -1 to 1; and what ``backward`` will ask
        for.

    Raises:
        ValueError: if shapes disagree, or something is empty or not finite.

    Example:
        >>> one = np.ones((1, 1))
        >>> y, _ = forward(np.zeros((1, 2, 1)), one, w_x=one, w_h=0 * one, bias=np.ones(1))
        >>> y.round(4)
        array([[[0.7616],
                [0.7616]]])
    """
    x = real("x", x, "n", "t", "d")
    n, steps, d = x.shape
    h0 = real("h0", h0, n, "h")
    units = h0.shape[1]
    w_x = real("w_x", w_x, d, units)
    w_h = real("w_h", w_h, units, units)
    bias = real("bias", bias, units)

    states = np.empty((n, steps + 1, units))
    states[:, 0] = h0
    for t in range(steps):
        states[:, t + 1] = np.tanh(x[:, t] @ w_x + states[:, t] @ w_h + bias)  # (1)
    return states[:, 1:].copy(), Saved(x, states, w_x, w_h)  # (2)


def backward(dy: Array, saved: Saved) -> Grads:
    """Carry dL/dy, (n, t, h), back through every step; a ``ValueError`` if its shape differs."""
    n, after, units = saved.states.shape
    steps = after - 1
    dy = real("dy", dy, n, steps, units)
    da = np.empty_like(dy)
    carried = np.zeros((n, units))  # da_{t+1} W_h^T
    for t in reversed(range(steps)):
        dh = dy[:, t] + carried  # (3)
        da[:, t] = dh * (1 - saved.states[:, t + 1] ** 2)  # (4)
        carried = da[:, t] @ saved.w_h.T  # (3)
    return Grads(
        x=da @ saved.w_x.T,  # (5)
        h0=carried,  # (7)
        w_x=np.einsum("ntd,nth->dh", saved.x, da),  # (6)
        w_h=np.einsum("ntg,nth->gh", saved.states[:, :-1], da),  # (6)
        bias=da.sum(axis=(0, 1)),  # (7)
    )


def example(rng: np.random.Generator) -> dict[str, Array]:
    """Arguments of ``forward`` for one random case."""
    n, steps, d, units = rng.integers(1, 5, size=4)
    return {
        "x": rng.normal(size=(n, steps, d)),
        "h0": rng.uniform(-1, 1, size=(n, units)),
        "w_x": 0.5 * rng.normal(size=(d, units)),
        "w_h": 0.5 * rng.normal(size=(units, units)),
        "bias": 0.5 * rng.normal(size=units),
    }
