"""The learning rate as a pure function of the step.

With t = step / steps, warm-up share w and u = (t - w) / (1 - w):

    rising     r(t) = (0.1 + 0.9 t / w) r_max                  for t < w                  (1)
    linear     r(t) = (0.002 + 0.998 (1 - u)) r_max                                       (2)
    cosine     r(t) = (0.002 + 0.998 (1 + cos pi u) / 2) r_max                            (3)
    flat       r(t) = r_max to the middle, then r_max (1 + cos(pi (2 t - 1))) / 2          (5)
    one-cycle  (1) then (2), w 0.3 where none is given; the momentum is untouched
    step       r(t) = r_max / 10 from half of the steps, / 100 from three quarters        (4)

Source: Smith & Topin 2018, arXiv:1708.07120, for one cycle; Loshchilov & Hutter 2017,
arXiv:1608.03983, for the cosine.
"""

import math

from netwright.recipe import Settings

START, END = 0.1, 0.002
ONE_CYCLE = 0.3  # its warm-up share, where none is given


def learning_rate(settings: Settings, step: int, steps: int) -> float:
    """The rate of a step.

    Args:
        settings: schedule, warmup, learning_rate.
        step: from 0 to ``steps`` - 1.
        steps: in all, 1 or more.

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
    if t < w:
        return settings.learning_rate * (START + (1 - START) * t / w)  # (1)
    u = (t - w) / (1 - w)
    match settings.schedule:
        case "constant":
            factor = 1.0
        case "step":
            factor = 1.0 if t < 0.5 else 0.1 if t < 0.75 else 0.01  # (4)
        case "flat-cosine":
            factor = 1.0 if t < 0.5 else (1 + math.cos(math.pi * (2 * t - 1))) / 2  # (5)
        case "cosine":
            factor = END + (1 - END) * (1 + math.cos(math.pi * u)) / 2  # (3)
        case "linear" | "one-cycle":
            factor = END + (1 - END) * (1 - u)  # (2)
    return settings.learning_rate * factor
