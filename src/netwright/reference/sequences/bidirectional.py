"""Two recurrent networks over one sequence, one forth and one back, side by side.

    forth = rnn(x)                                                                         (1)
    back  = reversed(rnn'(reversed(x)))                                                    (2)
    y_t   = [forth_t, back_t]                                                              (3)

so that y_t knows what comes before step t and what comes after it; the whole sequence is needed
before the first answer. ``rnn`` and ``rnn'`` are that of ``sequences/rnn.py``, with weights of
their own; GRUs or LSTMs can take their place. In the gradient each half of dy goes back through
its network, and x gets the sum of what comes out of both:

    dL/dx = dL/dx by (1) + reversed(dL/dreversed(x) by (2))                                (4)

Source: Schuster & Paliwal 1997, IEEE Transactions on Signal Processing 45.
"""

from dataclasses import dataclass

import numpy as np

from netwright.reference._arrays import Array, real
from netwright.reference.sequences import rnn


@dataclass(frozen=True, slots=True)
class Saved:
    """What ``backward`` needs from ``forward``."""

    forth: rnn.Saved
    back: rnn.Saved


@dataclass(frozen=True, slots=True)
class Grads:
    """dL/d(each input of ``forward``), each shaped like that input."""

    x: Array
    forth_h0: Array
    forth_w_x: Array
    forth_w_h: Array
    forth_bias: Array
    back_h0: Array
    back_w_x: Array
    back_w_h: Array
    back_bias: Array


def forward(
    x: Array,
    forth_h0: Array,
    forth_w_x: Array,
    forth_w_h: Array,
    forth_bias: Array,
    back_h0: Array,
    back_w_x: Array,
    back_w_h: Array,
    back_bias: Array,
) -> tuple[Array, Saved]:
    """Read sequences in both directions: equations (1) to (3).

    Args:
        x: (n, t, d), any unit.
        forth_h0: (n, f), the state before the first step.
        forth_w_x: (d, f).
        forth_w_h: (f, f).
        forth_bias: (f,).
        back_h0: (n, b), the state after the last step, where the way back begins.
        back_w_x: (d, b).
        back_w_h: (b, b).
        back_bias: (b,).

    Returns:
        y of shape (n, t, f + b), from -1 to 1; and what ``backward`` will ask for.

    Raises:
        ValueError: if shapes disagree, or something is empty or not finite.

    Example:
        >>> x, zero, one = np.array([[[1.0], [0.0]]]), np.zeros((1, 1)), np.ones((1, 1))
        >>> y, _ = forward(x, zero, one, one, np.zeros(1), zero, one, one, np.zeros(1))
        >>> y.round(2)  # tanh(1) = 0.76, then tanh(0.76) = 0.64; back the one is met last
        array([[[0.76, 0.76],
                [0.64, 0.  ]]])
    """
    x = real("x", x, "n", "t", "d")
    n, _, d = x.shape
    forth_h0 = real("forth_h0", forth_h0, n, "f")
    f = forth_h0.shape[1]
    forth_w_x = real("forth_w_x", forth_w_x, d, f)
    forth_w_h = real("forth_w_h", forth_w_h, f, f)
    forth_bias = real("forth_bias", forth_bias, f)
    back_h0 = real("back_h0", back_h0, n, "b")
    b = back_h0.shape[1]
    back_w_x = real("back_w_x", back_w_x, d, b)
    back_w_h = real("back_w_h", back_w_h, b, b)
    back_bias = real("back_bias", back_bias, b)

    forth, saved_forth = rnn.forward(x, forth_h0, forth_w_x, forth_w_h, forth_bias)  # (1)
    back, saved_back = rnn.forward(x[:, ::-1], back_h0, back_w_x, back_w_h, back_bias)  # (2)
    y = np.concatenate([forth, back[:, ::-1]], axis=2)  # (3)
    return y, Saved(saved_forth, saved_back)


def backward(dy: Array, saved: Saved) -> Grads:
    """Carry dL/dy, (n, t, f + b), back through both; a ``ValueError`` if its shape differs."""
    n, steps, _ = saved.forth.x.shape
    f, b = len(saved.forth.w_h), len(saved.back.w_h)
    dy = real("dy", dy, n, steps, f + b)
    forth = rnn.backward(dy[:, :, :f], saved.forth)
    back = rnn.backward(dy[:, ::-1, f:], saved.back)
    return Grads(
        x=forth.x + back.x[:, ::-1],  # (4)
        forth_h0=forth.h0,
        forth_w_x=forth.w_x,
        forth_w_h=forth.w_h,
        forth_bias=forth.bias,
        back_h0=back.h0,
        back_w_x=back.w_x,
        back_w_h=back.w_h,
        back_bias=back.bias,
    )


def example(rng: np.random.Generator) -> dict[str, Array]:
    """Arguments of ``forward`` for one random case."""
    n, steps, d, f, b = rng.integers(1, 4, size=5)
    return {
        "x": rng.normal(size=(n, steps, d)),
        "forth_h0": rng.uniform(-1, 1, size=(n, f)),
        "forth_w_x": 0.5 * rng.normal(size=(d, f)),
        "forth_w_h": 0.5 * rng.normal(size=(f, f)),
        "forth_bias": 0.5 * rng.normal(size=f),
        "back_h0": rng.uniform(-1, 1, size=(n, b)),
        "back_w_x": 0.5 * rng.normal(size=(d, b)),
        "back_w_h": 0.5 * rng.normal(size=(b, b)),
        "back_bias": 0.5 * rng.normal(size=b),
    }
