"""Layer normalisation, forward and backward.

Each row of ``x`` is brought to mean 0 and variance 1, then stretched and shifted:

    mu_i    = mean_j x_ij                                                                  (1)
    var_i   = mean_j (x_ij - mu_i)^2                                                       (2)
    xhat_ij = (x_ij - mu_i) / std_i,   std_i = sqrt(var_i + eps)                           (3)
    y_ij    = gain_j xhat_ij + bias_j                                                      (4)

With dy = dL/dy and h_ij = dy_ij gain_j, the chain rule gives

    dL/dbias_j = sum_i dy_ij                                                               (5)
    dL/dgain_j = sum_i dy_ij xhat_ij                                                       (6)
    dL/dx_ij   = (h_ij - mean_j h_ij - xhat_ij mean_j(h_ij xhat_ij)) / std_i               (7)

Source: Ba, Kiros & Hinton 2016, arXiv:1607.06450, section 3, for (1) to (4).
"""

from dataclasses import dataclass

import numpy as np

from netwright.reference._arrays import Array, positive, real


@dataclass(frozen=True, slots=True)
class Saved:
    """What ``backward`` needs from ``forward``."""

    xhat: Array  # (n, d), no unit
    std: Array  # (n, 1), unit of x
    gain: Array  # (d,)


@dataclass(frozen=True, slots=True)
class Grads:
    """dL/d(each input of ``forward``), each shaped like that input."""

    x: Array
    gain: Array
    bias: Array


def forward(x: Array, gain: Array, bias: Array, *, eps: float = 1e-5) -> tuple[Array, Saved]:
    """Normalise every row of ``x``: equations (1) to (4).

    Args:
        x: (n, d), any unit.
        gain: (d,), unit of y.
        bias: (d,), unit of y.
        eps: added to the variance, in the squared unit of x; above 0.

    Returns:
        y of shape (n, d), and what ``backward`` will ask for.

    Raises:
        ValueError: if a shape disagrees with x, something is empty or not finite, or eps is not
            above 0.

    Example:
        >>> y, _ = forward(np.array([[1.0, 3.0]]), np.ones(2), np.zeros(2), eps=1e-12)
        >>> y.round(6)
        array([[-1.,  1.]])
    """
    x = real("x", x, "n", "d")
    gain = real("gain", gain, x.shape[1])
    bias = real("bias", bias, x.shape[1])
    eps = positive("eps", eps)

    centred = x - x.mean(axis=1, keepdims=True)  # (1)
    std = np.sqrt((centred**2).mean(axis=1, keepdims=True) + eps)  # (2)
    xhat = centred / std  # (3)
    return gain * xhat + bias, Saved(xhat, std, gain)  # (4)


def backward(dy: Array, saved: Saved) -> Grads:
    """Carry dL/dy, (n, d), back through (4) to (1); a ``ValueError`` if it has another shape."""
    dy = real("dy", dy, *saved.xhat.shape)
    h = dy * saved.gain
    along = (h * saved.xhat).mean(axis=1, keepdims=True)
    dx = (h - h.mean(axis=1, keepdims=True) - saved.xhat * along) / saved.std  # (7)
    return Grads(x=dx, gain=(dy * saved.xhat).sum(axis=0), bias=dy.sum(axis=0))  # (6), (5)


def example(rng: np.random.Generator) -> dict[str, Array | float]:
    """Arguments of ``forward`` for one random case."""
    n, d = rng.integers(1, 5), rng.integers(2, 7)
    return {
        "x": rng.normal(size=(n, d)),
        "gain": rng.normal(size=d),
        "bias": rng.normal(size=d),
        "eps": float(rng.choice([1e-3, 1e-2, 0.1])),
    }
