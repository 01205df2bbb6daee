"""How near pictures are to the pictures they should be, in NumPy.

With p and y the two pictures, numbers from 0 to L = 255:

    psnr  10 log10(L^2 / mean (p - y)^2), in decibels                                      (1)
    ssim  mean over windows of (2 mp my + C1) (2 spy + C2)
                            / ((mp^2 + my^2 + C1) (sp^2 + sy^2 + C2))                      (2)
          C1 = (0.01 L)^2,  C2 = (0.03 L)^2

In (2) m are means, s^2 variances and spy the covariance in a window of 11 by 11 pixels, weighted by
a Gaussian of deviation 1.5 whose weights sum to 1; windows lie wholly inside the picture, and the
channels are averaged. Equal pictures would have an infinite psnr: a mean square below 1e-10 counts
as 1e-10, which is 148 dB.

Cost: a picture at a time, ten sums of 11 shifted copies for (2).
Source: Wang, Bovik, Sheikh & Simoncelli 2004, "Image quality assessment: from error visibility to
structural similarity", IEEE Transactions on Image Processing 13(4), equation (13), for (2).
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from netwright.contracts import Score
from netwright.errors import SettingError
from netwright.measures.classification import mean_score

Pictures = NDArray[Any]  # (n, c, h, w), from 0 to 255
Floats = NDArray[np.float64]

TOP = 255.0
LEAST = 1e-10  # of a mean square
WINDOW, DEVIATION = 11, 1.5
C1, C2 = (0.01 * TOP) ** 2, (0.03 * TOP) ** 2


def psnr(predicted: Pictures, targets: Pictures) -> Floats:
    """Equation (1) of each picture.

    Args:
        predicted: (n, c, h, w), from 0 to 255.
        targets: of the same shape.

    Returns:
        (n,), in decibels, up to 148.
    """
    pairs = zip(predicted, targets, strict=True)
    squares = np.array([((_floats(p) - _floats(y)) ** 2).mean() for p, y in pairs])
    return np.asarray(10 * np.log10(TOP**2 / np.maximum(squares, LEAST)))  # (1)


def ssim(predicted: Pictures, targets: Pictures) -> Floats:
    """Equation (2) of each picture.

    Args:
        predicted: (n, c, h, w), from 0 to 255, h and w at least 11.
        targets: of the same shape.

    Returns:
        (n,), from -1 to 1; 1 for equal pictures.

    Raises:
        SettingError: if the pictures are smaller than a window.
    """
    if min(predicted.shape[2:]) < WINDOW:
        size = f"{predicted.shape[2]} x {predicted.shape[3]}"
        raise SettingError("pictures", size, wanted="11 x 11 pixels or more for ssim")
    pairs = zip(predicted, targets, strict=True)
    return np.array([_similarity(_floats(p), _floats(y)) for p, y in pairs])


def picture_measures(predicted: Pictures, targets: Pictures) -> dict[str, Score]:
    """Every measure of a split.

    Args:
        predicted: (n, c, h, w), from 0 to 255.
        targets: of the same shape.

    Returns:
        mae on the scale of 255, psnr in decibels, and ssim where pictures are large enough for it;
        means over pictures.
    """
    pairs = zip(predicted, targets, strict=True)
    off = np.array([np.abs(_floats(p) - _floats(y)).mean() for p, y in pairs])
    scores = {"mae": mean_score(off), "psnr": mean_score(psnr(predicted, targets))}
    if min(predicted.shape[2:]) >= WINDOW:
        scores["ssim"] = mean_score(ssim(predicted, targets))
    return scores


def _floats(picture: Pictures) -> Floats:
    return picture.astype(np.float64)


def _similarity(p: Floats, y: Floats) -> float:
    mp, my = _blurred(p), _blurred(y)
    sp, sy = _blurred(p * p) - mp**2, _blurred(y * y) - my**2
    spy = _blurred(p * y) - mp * my
    above = (2 * mp * my + C1) * (2 * spy + C2)
    below = (mp**2 + my**2 + C1) * (sp + sy + C2)
    return float((above / below).mean())  # (2)


def _blurred(picture: Floats) -> Floats:
    """Weighted sums over windows, along one axis and then the other: (c, h, w), 10 smaller."""
    away = np.arange(WINDOW) - WINDOW // 2
    weights = np.exp(-(away**2) / (2 * DEVIATION**2))
    weights /= weights.sum()
    rows = _weighted(picture, weights, axis=1)
    return _weighted(rows, weights, axis=2)


def _weighted(picture: Floats, weights: Floats, *, axis: int) -> Floats:
    found = np.lib.stride_tricks.sliding_window_view(picture, WINDOW, axis=axis)
    return np.asarray(found @ weights)
