"""Structural similarity: whether two pictures have the same light, contrast and pattern everywhere.

A window of 11 by 11 pixels is laid at every place where it lies inside the picture. Its weights
fall off from its middle like a Gaussian of deviation 1.5:

    w_ab = g_a g_b,   g_a = exp(-(a - 5)^2 / (2 1.5^2)) / sum_d exp(-(d - 5)^2 / (2 1.5^2))   (1)

In a window of the pictures p and y, with numbers from 0 to L = 255,

    mp = sum w p,   my = sum w y                                                           (2)
    vp = sum w (p - mp)^2,   vy = sum w (y - my)^2,   v = sum w (p - mp) (y - my)          (3)
    S  = (2 mp my + C1) (2 v + C2) / ((mp^2 + my^2 + C1) (vp + vy + C2))                   (4)

with C1 = (0.01 L)^2 and C2 = (0.03 L)^2, which keep flat windows from dividing by nothing. The
similarity is the mean of S over windows and channels.

Source: Wang, Bovik, Sheikh & Simoncelli 2004, IEEE Transactions on Image Processing 13(4),
equations (13) to (16).
"""

import numpy as np

from netwright.reference._arrays import Array, real

SIDE = 11
C1, C2 = (0.01 * 255) ** 2, (0.03 * 255) ** 2


def forward(predicted: Array, targets: Array) -> float:
    """The similarity of one picture: equations (1) to (4).

    Args:
        predicted: (c, h, w), from 0 to 255; h and w at least 11.
        targets: (c, h, w), from 0 to 255.

    Returns:
        From -1 to 1; 1 for equal pictures.

    Raises:
        ValueError: if the shapes differ, a side is below 11, or something is empty or not finite.

    Example:
        >>> forward(np.full((1, 11, 11), 9.0), np.full((1, 11, 11), 9.0))
        1.0
    """
    predicted = real("predicted", predicted, "c", "h", "w")
    targets = real("targets", targets, *predicted.shape)
    if min(predicted.shape[1:]) < SIDE:
        raise ValueError(f"predicted must have sides of 11 or more; got {predicted.shape}")
    away = np.exp(-((np.arange(SIDE) - 5.0) ** 2) / (2 * 1.5**2))
    weights = np.outer(away, away) / away.sum() ** 2  # (1)
    p, y = (
        np.lib.stride_tricks.sliding_window_view(picture, (SIDE, SIDE), axis=(1, 2))
        for picture in (predicted, targets)
    )
    mp, my = ((weights * windows).sum(axis=(3, 4)) for windows in (p, y))  # (2)
    dp, dy = p - mp[..., None, None], y - my[..., None, None]
    vp, vy, v = ((weights * d).sum(axis=(3, 4)) for d in (dp**2, dy**2, dp * dy))  # (3)
    above, below = (2 * mp * my + C1) * (2 * v + C2), (mp**2 + my**2 + C1) * (vp + vy + C2)
    return float((above / below).mean())  # (4)


def example(rng: np.random.Generator) -> dict[str, Array]:
    """Arguments of ``forward`` for one random case."""
    shape = (int(rng.choice([1, 3])), *rng.integers(SIDE, SIDE + 5, size=2))
    targets = rng.uniform(0, 255, size=shape)
    noise = rng.choice([0.0, 10.0, 80.0]) * rng.normal(size=shape)
    return {"predicted": np.clip(targets + noise, 0, 255), "targets": targets}
