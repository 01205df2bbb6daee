"""The learning rate as a pure function of the step, and of how often it was dropped.

With t = step / steps, warm-up share w, u = (t - w) / (1 - w) and the drop d:

    rising        r(t) = (0.1 + 0.9 t / w) r_max                  for t < w               (1)
    linear        r(t) = (0.002 + 0.998 (1 - u)) r_max                                    (2)
    cosine        r(t) = (0.002 + 0.998 (1 + cos pi u) / 2) r_max                         (3)
    step          r(t) = r_max / d from half of the steps, / d^2 from three quarters      (4)
    flat-cosine   r(t) = r_max to the middle, then r_max (1 + cos(pi (2 t - 1))) / 2      (5)
    inverse-time  r(t) = r_max / (1 + (d - 1) u)                                          (6)
    exponential   r(t) = r_max d^-u                                                       (7)
    plateau       r = r_max / d^k after k drops, in the warm-up too                       (8)
    one-cycle     (1) then (2), w 0.3 where none is given; the momentum is untouched

(6) and (7) end at r_max / d. Who counts the drops of (8) is the loop: one for each stretch of
``plateau`` evaluations without a better goal.

Source: Smith & Topin 2018, arXiv:1708.07120, for one cycle; Loshchilov & Hutter 2017,
arXiv:1608.03983, for the cosine; He et al. 2016, arXiv:1512.03385, for (4) and (8); Robbins &
Monro 1951 for (6).
"""

import math
import sys

from netwright.recipe import Settings

START, END = 0.1, 0.002
ONE_CYCLE = 0.3  # its warm-up share, where none is given
LEAST = sys.float_info.min  # d^-k may be too small for a float; a rate stays above 0


def learning_rate(settings: Settings, step: int, steps: int, *, drops: int = 0) -> float:
    """The rate of a step.

    Args:
        settings: schedule, warmup, learning_rate, rate_drop.
        step: from 0 to ``steps`` - 1.
        steps: in all, 1 or more.
        drops: k of (8), 0 or more; no other schedule looks at it.

    Returns:
        The rate, above 0.

    Example:
        >>> from netwright.recipe import Settings
        >>> calm = Settings(schedule="constant", warmup=0.0, learning_rate=0.5)
        >>> learning_rate(calm, 3, 10)
        0.5
    """
    t = step / steps
    w = settings.warmup or (ONE_CYCLE if settings.schedule == "one-cycle" else 0.0)
    top = settings.learning_rate
    if settings.schedule == "plateau":
        top = max(top * settings.rate_drop**-drops, LEAST)  # (8)
    if t < w:
        return top * (START + (1 - START) * t / w)  # (1)
    return top * _fallen(settings, t, (t - w) / (1 - w))


def _fallen(settings: Settings, t: float, u: float) -> float:
    """The share of the highest rate that is left after the warm-up."""
    drop = settings.rate_drop
    match settings.schedule:
        case "constant" | "plateau":
            return 1.0
        case "step":
            return 1.0 if t < 0.5 else 1 / drop if t < 0.75 else 1 / drop**2  # (4)
        case "flat-cosine":
            return 1.0 if t < 0.5 else (1 + math.cos(math.pi * (2 * t - 1))) / 2  # (5)
        case "cosine":
            return END + (1 - END) * (1 + math.cos(math.pi * u)) / 2  # (3)
        case "inverse-time":
            return 1 / (1 + (drop - 1) * u)  # (6)
        case "exponential":
            return float(drop**-u)  # (7)
        case "linear" | "one-cycle":
            return END + (1 - END) * (1 - u)  # (2)
