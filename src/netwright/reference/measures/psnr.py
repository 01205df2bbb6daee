"""Peak signal-to-noise ratio: how far two pictures are apart, on a logarithmic scale.

With pictures p and y of numbers from 0 to L = 255,

    E    = mean (p - y)^2                                                                  (1)
    PSNR = 10 log10(L^2 / max(E, 1e-10)), in decibels                                      (2)

10 dB more is a tenth of the mean square. Equal pictures have no noise and would have an infinite
ratio; by (2) they have 148 dB.

Source: Wang & Bovik 2009, "Mean squared error: love it or leave it?", equation (2).
"""

import numpy as np

from netwright.reference._arrays import Array, real


def forward(predicted: Array, targets: Array) -> float:
    """The ratio of one picture: equations (1) and (2).

    Args:
        predicted: (c, h, w), from 0 to 255.
        targets: (c, h, w), from 0 to 255.

    Returns:
        In decibels, from 0 to 148.

    Raises:
        ValueError: if the shapes differ, or something is empty or not finite.

    Example:
        >>> forward(np.full((1, 2, 2), 25.5), np.zeros((1, 2, 2)))  # a tenth of the range
        20.0
    """
    predicted = real("predicted", predicted, "c", "h", "w")
    targets = real("targets", targets, *predicted.shape)
    error = ((predicted - targets) ** 2).mean()  # (1)
    return float(10 * np.log10(255**2 / max(error, 1e-10)))  # (2)


def example(rng: np.random.Generator) -> dict[str, Array]:
    """Arguments of ``forward`` for one random case."""
    shape = (int(rng.choice([1, 3])), *rng.integers(1, 6, size=2))
    targets = rng.uniform(0, 255, size=shape)
    noise = rng.choice([0.0, 1.0, 40.0]) * rng.normal(size=shape)
    return {"predicted": np.clip(targets + noise, 0, 255), "targets": targets}
