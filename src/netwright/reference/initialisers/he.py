"""He's start: signals keep their size through layers with a rectifier between them.

With the number of inputs of one unit, a gain c for the bend before the layer, and z standard
normal, or u uniform from 0 to 1:

    std = c / sqrt(inputs)                                                                 (1)
    w = std z                                                                              (2)
    w = sqrt(3) std (2 u - 1)                                                              (3)

ReLU lets half of the square of a signal through, so c^2 = 2 makes up for it; a leaky ReLU of slope
a wants c^2 = 2 / (1 + a^2). c = 1 is the start for no bend at all and, by the common rule
sqrt(1 / inputs), for tanh. c = 0 begins at zero.

A kernel (out, in/groups, kh, kw) has in/groups * kh * kw inputs.

Source: He et al. 2015, arXiv:1502.01852, equations 10 and 15; LeCun et al. 1998, "Efficient
backprop", section 4.6, for c = 1.
"""

import math

import numpy as np

from netwright.reference._arrays import Array, count, not_negative, real
from netwright.reference.initialisers._draws import centred, check_form, example_draws

RELU = math.sqrt(2)


def forward(draws: Array, *, inputs: int, gain: float = RELU, form: str = "normal") -> Array:
    """Scale drawn numbers: equations (1) to (3).

    Args:
        draws: shaped like the weights; standard normal, or uniform from 0 to 1.
        inputs: of one unit, 1 or more.
        gain: c, 0 or more.
        form: "normal" for (2), "uniform" for (3).

    Returns:
        w, shaped like the draws.

    Raises:
        ValueError: if draws are missing, not finite or not of the form, or a setting is out of
            range.

    Example:
        >>> forward(np.array([[1.0], [-2.0]]), inputs=8).round(6)
        array([[ 0.5],
               [-1. ]])
    """
    draws, gain = real("draws", draws, ...), not_negative("gain", gain)

    std = gain / math.sqrt(count("inputs", inputs))  # (1)
    if check_form(form) == "normal":
        return std * draws  # (2)
    return math.sqrt(3) * std * centred(draws)  # (3)


def example(rng: np.random.Generator) -> dict[str, Array | float | str]:
    """Arguments of ``forward`` for one random case."""
    form = ("normal", "uniform")[rng.integers(2)]
    return {
        "draws": example_draws(rng, form),
        "inputs": int(rng.integers(1, 50)),
        "gain": float(rng.choice([RELU, 1.0])),
        "form": form,
    }
