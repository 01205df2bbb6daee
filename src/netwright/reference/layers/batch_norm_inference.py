"""Batch normalisation when the network is used: the statistics are fixed numbers.

Every answer depends on its own row or picture alone. With mean_c and variance_c of channel c
from ``running_statistics``, for every value i of it:

    std_c   = sqrt(variance_c + eps)                                                       (1)
    xhat_ic = (x_ic - mean_c) / std_c                                                      (2)
    y_ic    = gain_c xhat_ic + bias_c                                                      (3)

This is an affine map of each channel. With dy = dL/dy,

    dL/dbias_c = sum_i dy_ic                                                               (4)
    dL/dgain_c = sum_i dy_ic xhat_ic                                                       (5)
    dL/dx_ic   = dy_ic gain_c / std_c                                                      (6)

Source: Ioffe & Szegedy 2015, arXiv:1502.03167, algorithm 2, line 11, and section 3.1.
"""

from dataclasses import dataclass

import numpy as np

from netwright.reference._arrays import Array, positive, real
from netwright.reference.layers._channels import by_channel, variances

CONSTANTS = ("mean", "variance")  # counted along the way in training, not learned
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
    """dL/d(each learned input of ``forward``), each shaped like that input."""

    x: Array
    gain: Array
    bias: Array


def forward(
    x: Array, gain: Array, bias: Array, mean: Array, variance: Array, *, eps: float = 1e-5
) -> tuple[Array, Saved]:
    """Normalise every channel by statistics that are given: equations (1) to (3).

    Args:
        x: (n, c) or (n, c, h, w), any unit.
        gain: (c,), unit of y.
        bias: (c,), unit of y.
        mean: (c,), unit of x.
        variance: (c,), squared unit of x; 0 or more.
        eps: added to the variance, in the squared unit of x; above 0.

    Returns:
        y shaped like x, and what ``backward`` will ask for.

    Raises:
        ValueError: if a shape disagrees with gain, something is empty or not finite, a variance
            is below 0, or eps is not above 0.

    Example:
        >>> one = np.ones(1)
        >>> y, _ = forward(np.array([[5.0]]), one, one, mean=one, variance=3 * one, eps=1.0)
        >>> y
        array([[3.]])
    """
    gain = real("gain", gain, "c")
    bias = real("bias", bias, *gain.shape)
    mean = real("mean", mean, *gain.shape)
    variance = variances("variance", variance, len(gain))
    batch = by_channel("x", x, len(gain))
    eps = positive("eps", eps)

    std = np.sqrt(variance + eps)[:, None]  # (1)
    xhat = (batch - mean[:, None]) / std  # (2)
    y = gain[:, None] * xhat + bias[:, None]  # (3)
    return y.reshape(np.shape(x)), Saved(np.shape(x), xhat, std, gain[:, None])


def backward(dy: Array, saved: Saved) -> Grads:
    """Carry dL/dy, shaped like x, back through (3) to (1); else a ``ValueError``."""
    dy = real("dy", dy, *saved.shape).reshape(saved.xhat.shape)
    dx = dy * saved.gain / saved.std  # (6)
    return Grads(
        x=dx.reshape(saved.shape),
        gain=(dy * saved.xhat).sum(axis=_ALL),  # (5)
        bias=dy.sum(axis=_ALL),  # (4)
    )


def example(rng: np.random.Generator) -> dict[str, Array | float]:
    """Arguments of ``forward`` for one random case: rows or pictures."""
    pictures = bool(rng.integers(2))
    c = int(rng.integers(1, 4))
    n = int(rng.integers(1, 4)) if pictures else c + int(rng.integers(1, 8))
    places = tuple(rng.integers(1, 4, size=2)) if pictures else ()
    return {
        "x": rng.normal(size=(n, c, *places)),
        "gain": rng.normal(size=c),
        "bias": rng.normal(size=c),
        "mean": rng.normal(size=c),
        "variance": rng.uniform(0.1, 2.0, size=c),
        "eps": float(rng.choice([1e-5, 1e-3, 0.1])),
    }
