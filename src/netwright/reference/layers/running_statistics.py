"""The mean and variance that batch normalisation keeps in training, for the time after it.

For the m values x_ic of channel c in one batch (all rows, and all pixels of pictures), with the
momentum alpha:

    mu_c       = mean_i x_ic                                                               (1)
    s_c        = sum_i (x_ic - mu_c)^2 / (m - 1)                                           (2)
    mean_c     <- (1 - alpha) mean_c + alpha mu_c                                          (3)
    variance_c <- (1 - alpha) variance_c + alpha s_c                                       (4)

(2) divides by m - 1 and not by m, as the batch itself is normalised by: what is kept is to be
the variance of the data, and the mean squared distance from the batch's own mean is too small by
(m - 1) / m. It asks for two values. Before the first batch the mean is 0 and the variance 1.

Source: Ioffe & Szegedy 2015, arXiv:1502.03167, algorithm 2, line 10, for (2), and section 3.1
for moving averages; the form of (3) and (4) is that of torch.nn.BatchNorm2d.
"""

import numpy as np

from netwright.reference._arrays import Array, real
from netwright.reference.layers._channels import by_channel, several, variances

_ALL = (0, 2)  # the batch and its places; channels are axis 1


def forward(
    x: Array, mean: Array, variance: Array, *, momentum: float = 0.1
) -> tuple[Array, Array]:
    """Mix the statistics of one batch into those kept so far: equations (1) to (4).

    Args:
        x: (n, c) or (n, c, h, w), any unit; two values or more in each channel.
        mean: (c,), unit of x.
        variance: (c,), squared unit of x; 0 or more.
        momentum: alpha, the weight of this batch, from 0 to 1.

    Returns:
        The new mean and the new variance, each (c,).

    Raises:
        ValueError: if a shape disagrees with mean, a channel has one value alone, something is
            empty or not finite, a variance is below 0, or momentum is not from 0 to 1.

    Example:
        >>> forward(np.array([[1.0], [3.0]]), np.zeros(1), np.ones(1), momentum=0.5)
        (array([1.]), array([1.5]))
    """
    mean = real("mean", mean, "c")
    variance = variances("variance", variance, len(mean))
    batch = by_channel("x", x, len(mean))
    m = several("x", batch)
    if not 0 <= momentum <= 1:
        raise ValueError(f"momentum must be from 0 to 1; got {momentum!r}")

    mu = batch.mean(axis=_ALL)  # (1)
    s = ((batch - mu[:, None]) ** 2).sum(axis=_ALL) / (m - 1)  # (2)
    new_mean = (1 - momentum) * mean + momentum * mu  # (3)
    return new_mean, (1 - momentum) * variance + momentum * s  # (4)


def example(rng: np.random.Generator) -> dict[str, Array | float]:
    """Arguments of ``forward`` for one random case: rows or pictures."""
    pictures = bool(rng.integers(2))
    c = int(rng.integers(1, 4))
    n = int(rng.integers(2, 4)) if pictures else c + int(rng.integers(1, 8))
    places = tuple(rng.integers(1, 4, size=2)) if pictures else ()
    return {
        "x": rng.normal(1.0, 2.0, size=(n, c, *places)),
        "mean": rng.normal(size=c),
        "variance": rng.uniform(0.1, 2.0, size=c),
        "momentum": float(rng.uniform(0.0, 1.0)),
    }
