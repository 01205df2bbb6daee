"""Will more examples help? A learning curve through errors at a few sizes, and what it forecasts.

    err(n) = a + b n^-c,  a and b at least 0, c from 0.05 to 2                              (1)
    gain   = err(N) - err(2 N),  N: the largest size                                        (2)
    interval: 2.5 and 97.5 % of (2) over curves fitted to err + noise of the figures        (3)

For a given c the rest is a weighted least-squares line in n^-c; c is searched. The noise is that of
the counts; without counts, what the curve leaves over, if there are more than 3 sizes.

Cost: 200 lines for each of 400 draws, some 10 ms. Blind spot: a curve that bends later (a
network that is too small only shows at sizes nobody tried).
Source: Cortes et al. 1993, "Learning curves: asymptotic values and rate of convergence", for (1).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from netwright.diagnosis._strategy_actions import ADVICE
from netwright.diagnosis._strategy_gaps import PART
from netwright.diagnosis._strategy_intervals import share_variance
from netwright.diagnosis._verdict import Health, Verdict
from netwright.errors import DataError
from netwright.randomness import generator

Floats = NDArray[np.float64]
SIZES = 3  # as many as (1) has unknowns
POWERS = np.geomspace(0.05, 2.0, 200)
DRAWS = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """What doubling the training examples gives.

    Args:
        floor: a of (1), the error that no number of examples goes below.
        scale: b of (1).
        power: c of (1).
        size: N.
        error: err(N) of the curve, a fraction.
        gain: equation (2), a fraction.
        interval: equation (3); None where the figures leave no noise to draw from.
    """

    floor: float
    scale: float
    power: float
    size: int
    error: float
    gain: float
    interval: tuple[float, float] | None

    def at(self, size: float) -> float:
        """The error that the curve says for ``size`` examples."""
        return self.floor + self.scale * math.pow(size, -self.power)  # (1)


def forecast(
    sizes: Sequence[int], errors: Sequence[float], *, count: int | None = None, seed: int = 0
) -> Forecast:
    """Fit the learning curve and double the examples.

    Args:
        sizes: numbers of training examples, 3 different ones or more.
        errors: the dev error at each, fractions.
        count: dev examples the errors were measured on; None for exact figures.
        seed: of the draws behind the interval.

    Returns:
        The forecast.

    Raises:
        DataError: if there are fewer than 3 sizes, or not an error for each.

    Example:
        >>> curve = forecast([100, 400, 1600], [0.25, 0.15, 0.10])
        >>> round(curve.floor, 2), round(curve.power, 1), round(curve.gain, 3)
        (0.05, 0.5, 0.015)
    """
    if len(set(sizes)) < SIZES or len(sizes) != len(errors):
        raise DataError(
            f"a learning curve must have {SIZES} sizes or more, with an error each; "
            f"got {len(set(sizes))} and {len(errors)}"
        )
    n, y = np.asarray(sizes, dtype=np.float64), np.asarray(errors, dtype=np.float64)
    variances = np.array([share_variance(error, count) for error in errors])
    weights = 1 / variances if count is not None else np.ones(len(y))
    largest = float(n.max())
    floor, scale, power = (float(part[0]) for part in _fit(n, y[None], weights))
    gain = scale * (largest**-power - (2 * largest) ** -power)  # (2)
    if count is None and len(y) > SIZES:
        left = y - (floor + scale * n**-power)
        variances = np.full(len(y), float(left @ left) / (len(y) - SIZES))
    interval = None
    if variances.any():
        noise = generator(seed, "forecast").standard_normal((DRAWS, len(y)))
        _, b, c = _fit(n, y + noise * np.sqrt(variances), weights)
        gains = b * (largest**-c - (2 * largest) ** -c)
        low, high = np.percentile(gains, [2.5, 97.5])  # (3)
        interval = (float(low), float(high))
    return Forecast(
        floor=floor,
        scale=scale,
        power=power,
        size=int(largest),
        error=floor + scale * largest**-power,
        gain=gain,
        interval=interval,
    )


def more_data(curve: Forecast) -> Verdict:
    """Whether more training examples are worth their cost.

    Args:
        curve: the forecast.

    Returns:
        Ill with MORE_DATA where doubling takes away more than a tenth of the dev error, healthy
        where it does not, unsure where the interval leaves both open.
    """
    bar = PART * curve.error
    low, high = curve.interval or (curve.gain, curve.gain)
    health: Health = "unsure"
    if curve.gain > bar and low > 0:
        health = "ill"
    elif curve.gain <= bar and (high <= bar or math.isclose(high, bar)):
        health = "healthy"
    between = "" if curve.interval is None else f", between {100 * low:.2g} and {100 * high:.2g}"
    evidence = (
        f"twice the {curve.size} training examples: dev error {100 * curve.error:.3g} % becomes "
        f"{100 * (curve.error - curve.gain):.3g} % ({100 * curve.gain:.2g} points less{between})",
        f"no number of examples goes below {100 * curve.floor:.3g} %",
    )
    causes: dict[Health, str] = {"ill": "MORE_DATA", "unsure": "NOT_ESTABLISHED"}
    cause = causes.get(health)
    return Verdict(
        rule="more data",
        health=health,
        cause=cause,
        statistic=curve.gain,
        threshold=bar,
        evidence=evidence,
        advice=ADVICE[cause] if cause else (),
    )


def _fit(n: Floats, y: Floats, weights: Floats) -> tuple[Floats, Floats, Floats]:
    """a, b and c of (1) for each row of ``y`` (draws, sizes): the c that leaves least over."""
    x = n ** -POWERS[:, None]  # (powers, sizes)
    a, b = _lines(x, y, weights)
    left = ((y[:, None] - a[..., None] - b[..., None] * x) ** 2) @ weights
    best, rows = left.argmin(axis=1), np.arange(len(y))
    return a[rows, best], b[rows, best], POWERS[best]


def _lines(x: Floats, y: Floats, weights: Floats) -> tuple[Floats, Floats]:
    """Weighted least-squares lines a + b x, neither part below 0: (draws, powers) each."""
    total = weights.sum()
    middle, means = x @ weights / total, (y @ weights / total)[:, None]
    off = x - middle[:, None]
    b = (y - means) @ (weights * off).T / (off**2 @ weights)
    a = means - b * middle
    through = y @ (weights * x).T / (x**2 @ weights)  # the best lines with a = 0
    b = np.where(a < 0, np.maximum(through, 0.0), b)
    a = np.where(a < 0, 0.0, a)
    return np.where(b < 0, means, a), np.maximum(b, 0.0)
