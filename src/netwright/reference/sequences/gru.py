"""The gated recurrent unit, forward and backward through time.

Two gates between 0 and 1 choose, unit by unit, what of the old state h is used and what is kept.
The weights of reset gate, update gate and candidate lie side by side: W_x = [W_xr, W_xz, W_xc]
of shape (d, 3h), likewise W_h and bias; ``*`` is the product number by number.

    r_t = sigmoid(x_t W_xr + h_{t-1} W_hr + b_r)                                           (1)
    z_t = sigmoid(x_t W_xz + h_{t-1} W_hz + b_z)                                           (2)
    u_t = h_{t-1} W_hc + inner_bias                                                        (3)
    c_t = tanh(x_t W_xc + b_c + r_t * u_t)                                                 (4)
    y_t = h_t = (1 - z_t) * c_t + z_t * h_{t-1}                                            (5)

The reset gate stands after the product in (3), as in torch and cuDNN; the paper's first version
has (r_t * h_{t-1}) W_hc in its place. Some books write 1 - z for z.

From the last step to the first, with dh_t = dL/dh_t, nothing after step T, and da_r, da_z, da_c
the gradients of what the sigmoids and tanh are applied to; da_t = [da_r, da_z, da_c] is what goes
on to x_t, and db_t = [da_r, da_z, da_c * r_t] what goes on to h_{t-1} W_h:

    dh_t  = dy_t + dh_{t+1} * z_{t+1} + db_{t+1} W_h^T                                     (6)
    da_c  = dh_t * (1 - z_t) * (1 - c_t^2)                                                 (7)
    da_z  = dh_t * (h_{t-1} - c_t) * z_t * (1 - z_t)                                       (8)
    da_r  = da_c * u_t * r_t * (1 - r_t)                                                   (9)
    dL/dx_t = da_t W_x^T,   dL/dh_0 = dh_1 * z_1 + db_1 W_h^T                              (10)
    dL/dW_x = sum_t x_t^T da_t,   dL/dW_h = sum_t h_{t-1}^T db_t                           (11)
    dL/dbias = sum_t da_t,   dL/dinner_bias = sum_t da_c * r_t                             (12)

Source: Cho et al. 2014, arXiv:1406.1078, section 2.3; the place of r_t in (4) as in torch.nn.GRU.
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
    reset: Array  # r, (n, t, h)
    update: Array  # z, (n, t, h)
    inner: Array  # u, (n, t, h)
    candidate: Array  # c, (n, t, h)
    w_x: Array  # (d, 3h)
    w_h: Array  # (h, 3h)


@dataclass(frozen=True, slots=True)
class Grads:
    """dL/d(each input of ``forward``), each shaped like that input."""

    x: Array
    h0: Array
    w_x: Array
    w_h: Array
    bias: Array
    inner_bias: Array


def forward(
    x: Array, h0: Array, w_x: Array, w_h: Array, bias: Array, inner_bias: Array
) -> tuple[Array, Saved]:
    """Read sequences from the first step to the last: equations (1) to (5).

    Args:
        x: (n, t, d), any unit; t steps of n sequences.
        h0: (n, h), the state before the first step, no unit.
        w_x: (d, 3h), in 1 by the unit of x.
        w_h: (h, 3h), no unit.
        bias: (3h,), no unit.
        inner_bias: (h,), no unit; of (3), where the reset gate can take it away.

    Returns:
        y, the states after each step, (n, t, h); and what ``backward`` will ask for.

    Raises:
        ValueError: if shapes disagree, or something is empty or not finite.

    Example:
        >>> x, zero = np.zeros((1, 2, 1)), np.zeros((1, 3))  # gates at 1/2, candidate at 0
        >>> y, _ = forward(x, np.ones((1, 1)), zero, zero, np.zeros(3), np.zeros(1))
        >>> y
        array([[[0.5 ],
                [0.25]]])
    """
    x = real("x", x, "n", "t", "d")
    n, steps, d = x.shape
    h0 = real("h0", h0, n, "h")
    units = h0.shape[1]
    w_x = real("w_x", w_x, d, 3 * units)
    w_h = real("w_h", w_h, units, 3 * units)
    bias = real("bias", bias, 3 * units)
    inner_bias = real("inner_bias", inner_bias, units)

    states = np.empty((n, steps + 1, units))
    states[:, 0] = h0
    reset, update, inner, candidate = np.empty((4, n, steps, units))
    for t in range(steps):
        h = states[:, t]
        x_r, x_z, x_c = np.split(x[:, t] @ w_x + bias, 3, axis=1)
        h_r, h_z, h_c = np.split(h @ w_h, 3, axis=1)
        r, _ = sigmoid.forward(x_r + h_r)  # (1)
        z, _ = sigmoid.forward(x_z + h_z)  # (2)
        u = h_c + inner_bias  # (3)
        c = np.tanh(x_c + r * u)  # (4)
        states[:, t + 1] = (1 - z) * c + z * h  # (5)
        reset[:, t], update[:, t], inner[:, t], candidate[:, t] = r, z, u, c
    saved = Saved(x, states, reset, update, inner, candidate, w_x, w_h)
    return states[:, 1:].copy(), saved


def backward(dy: Array, saved: Saved) -> Grads:
    """Carry dL/dy, (n, t, h), back through every step; a ``ValueError`` if its shape differs."""
    dy = real("dy", dy, *saved.candidate.shape)
    n, steps, units = dy.shape
    da, db = np.empty((2, n, steps, 3 * units))
    carried = np.zeros((n, units))
    for t in reversed(range(steps)):
        h, r, z = saved.states[:, t], saved.reset[:, t], saved.update[:, t]
        u, c = saved.inner[:, t], saved.candidate[:, t]
        dh = dy[:, t] + carried  # (6)
        da_c = dh * (1 - z) * (1 - c**2)  # (7)
        da_z = dh * (h - c) * z * (1 - z)  # (8)
        da_r = da_c * u * r * (1 - r)  # (9)
        da[:, t] = np.concatenate([da_r, da_z, da_c], axis=1)
        db[:, t] = np.concatenate([da_r, da_z, da_c * r], axis=1)
        carried = dh * z + db[:, t] @ saved.w_h.T  # (6)
    return Grads(
        x=da @ saved.w_x.T,  # (10)
        h0=carried,  # (10)
        w_x=np.einsum("ntd,nth->dh", saved.x, da),  # (11)
        w_h=np.einsum("ntg,nth->gh", saved.states[:, :-1], db),  # (11)
        bias=da.sum(axis=(0, 1)),  # (12)
        inner_bias=db[:, :, 2 * units :].sum(axis=(0, 1)),  # (12)
    )


def example(rng: np.random.Generator) -> dict[str, Array]:
    """Arguments of ``forward`` for one random case."""
    n, steps, d, units = rng.integers(1, 5, size=4)
    return {
        "x": rng.normal(size=(n, steps, d)),
        "h0": rng.uniform(-1, 1, size=(n, units)),
        "w_x": 0.5 * rng.normal(size=(d, 3 * units)),
        "w_h": 0.5 * rng.normal(size=(units, 3 * units)),
        "bias": 0.5 * rng.normal(size=3 * units),
        "inner_bias": 0.5 * rng.normal(size=units),
    }
