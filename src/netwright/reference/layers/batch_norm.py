"""Batch normalisation in training, forward and backward: each channel over the whole batch.

The m values of channel c are those of all rows, and of all pixels where x is a batch of pictures;
i runs over them. Each channel is brought to mean 0 and variance 1, then stretched and shifted:

    mu_c    = mean_i x_ic                                                                  (1)
    var_c   = mean_i (x_ic - mu_c)^2                                                       (2)
    xhat_ic = (x_ic - mu_c) / std_c,   std_c = sqrt(var_c + eps)                           (3)
    y_ic    = gain_c xhat_ic + bias_c                                                      (4)

gain and bias are the paper's gamma and beta. An answer depends on the rest of the batch, and so
does its gradient. With dy = dL/dy and h_ic = dy_ic gain_c, the chain rule gives

    dL/dbias_c = sum_i dy_ic                                                               (5)
    dL/dgain_c = sum_i dy_ic xhat_ic                                                       (6)
    dL/dx_ic   = (h_ic - mean_i h_ic - xhat_ic mean_i(h_ic xhat_ic)) / std_c               (7)

When the network is used, ``batch_norm_inference`` takes the place of (1) and (2) by the numbers
of ``running_statistics``.

Source: Ioffe & Szegedy 2015, arXiv:1502.03167, algorithm 1 for (1) to (4), and section 3.2 for
the pixels as part of the batch.
"""

from dataclasses import dataclass

import numpy as np

from netwright.reference._arrays import Array, positive, real
from netwright.reference.layers._channels import by_channel, several

_ALL = (0, 2)  # the batch and its places; channels are axis 1


@dataclass(frozen=True, slots=True)
class Saved:
    """What ``backward`` needs from ``forward``."""

    shape: tuple[int, ...]  # of x
    xhat: Array  # (n, c, places), no unit
    std: Array  # (c, 1), unit of x
    gain: Array  # (c, 1)


@dataclass(frozen=True, slots=True)
class Grads:
    """dL/d(each input of ``forward``), each shaped like that input."""

    x: Array
    gain: Array
    bias: Array


def forward(x: Array, gain: Array, bias: Array, *, eps: float = 1e-5) -> tuple[Array, Saved]:
    """Normalise every channel of a batch: equations (1) to (4).

    Args:
        x: (n, c) or (n, c, h, w), any unit; two values or more in each channel.
        gain: (c,), unit of y.
        bias: (c,), unit of y.
        eps: added to the variance, in the squared unit of x; above 0.

    Returns:
        y shaped like x, and what ``backward`` will ask for.

    Raises:
        ValueError: if a shape disagrees with gain, a channel has one value alone, something is
            empty or not finite, or eps is not above 0.

    Example:
        >>> y, _ = forward(np.array([[1.0], [3.0]]), np.ones(1), np.zeros(1), eps=1e-12)
        >>> y.round(6)
        array([[-1.],
               [ 1.]])
    """
    gain = real("gain", gain, "c")
    bias = real("bias", bias, *gain.shape)
    batch = by_channel("x", x, len(gain))
    several("x", batch)
    eps = positive("eps", eps)

    centred = batch - batch.mean(axis=_ALL)[:, None]  # (1)
    std = np.sqrt((centred**2).mean(axis=_ALL)[:, None] + eps)  # (2)
    xhat = centred / std  # (3)
    y = gain[:, None] * xhat + bias[:, None]  # (4)
    return y.reshape(np.shape(x)), Saved(np.shape(x), xhat, std, gain[:, None])


def backward(dy: Array, saved: Saved) -> Grads:
    """Carry dL/dy, shaped like x, back through (4) to (1); else a ``ValueError``."""
    dy = real("dy", dy, *saved.shape).reshape(saved.xhat.shape)
    h = dy * saved.gain
    along = (h * saved.xhat).mean(axis=_ALL)[:, None]
    dx = (h - h.mean(axis=_ALL)[:, None] - saved.xhat * along) / saved.std  # (7)
    return Grads(
        x=dx.reshape(saved.shape),
        gain=(dy * saved.xhat).sum(axis=_ALL),  # (6)
        bias=dy.sum(axis=_ALL),  # (5)
    )


def example(rng: np.random.Generator) -> dict[str, Array | float]:
    """Arguments of ``forward`` for one random case: rows or pictures."""
    pictures = bool(rng.integers(2))
    c = int(rng.integers(1, 4))
    n = int(rng.integers(2, 4)) if pictures else c + int(rng.integers(3, 8))
    places = tuple(rng.integers(1, 4, size=2)) if pictures else ()
    return {
        "x": rng.normal(size=(n, c, *places)),
        "gain": rng.normal(size=c),
        "bias": rng.normal(size=c),
        "eps": float(rng.choice([1e-2, 0.1, 1.0])),
    }
