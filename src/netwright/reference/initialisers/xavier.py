"""Xavier's start: signals keep their size forwards, and gradients theirs backwards, on average.

With the numbers of inputs and outputs of one unit, a gain c for the bend behind the layer, and z
standard normal, or u uniform from 0 to 1:

    std = c sqrt(2 / (inputs + outputs))                                                   (1)
    w = std z                                                                              (2)
    w = sqrt(3) std (2 u - 1)                                                              (3)

A sum of ``inputs`` products has variance inputs * var(w), and on the way back outputs * var(w);
(1) is the mean of the two demands. c is 1 for an identity, 5/3 for tanh. The form sqrt(1 / inputs)
looks forwards only: ``he`` with gain 1.

A kernel (out, in/groups, kh, kw) has in/groups * kh * kw inputs and out * kh * kw outputs.

Source: Glorot & Bengio 2010, AISTATS, equations 12 and 16.
"""

import math

import numpy as np

from netwright.reference._arrays import Array, count, positive, real
from netwright.reference.initialisers._draws import centred, check_form, example_draws


def forward(
    draws: Array, *, inputs: int, outputs: int, gain: float = 1.0, form: str = "uniform"
) -> Array:
    """Scale drawn numbers: equations (1) to (3).

    Args:
        draws: shaped like the weights; standard normal, or uniform from 0 to 1.
        inputs: of one unit, 1 or more.
        outputs: to which one input goes, 1 or more.
        gain: c, above 0.
        form: "normal" for (2), "uniform" for (3).

    Returns:
        w, shaped like the draws.

    Raises:
        ValueError: if draws are missing, not finite or not of the form, or a setting is out of
            range.

    Example:
        >>> forward(np.array([[1.0, -1.0], [0.0, 2.0]]), inputs=4, outputs=4, form="normal")
        array([[ 0.5, -0.5],
               [ 0. ,  1. ]])
    """
    draws, gain = real("draws", draws, ...), positive("gain", gain)
    inputs, outputs = count("inputs", inputs), count("outputs", outputs)

    std = gain * math.sqrt(2 / (inputs + outputs))  # (1)
    if check_form(form) == "normal":
        return std * draws  # (2)
    return math.sqrt(3) * std * centred(draws)  # (3)


def example(rng: np.random.Generator) -> dict[str, Array | float | str]:
    """Arguments of ``forward`` for one random case."""
    form = ("normal", "uniform")[rng.integers(2)]
    return {
        "draws": example_draws(rng, form),
        "inputs": int(rng.integers(1, 50)),
        "outputs": int(rng.integers(1, 50)),
        "gain": float(rng.choice([1.0, 5 / 3])),
        "form": form,
    }
