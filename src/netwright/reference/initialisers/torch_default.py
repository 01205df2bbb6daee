"""The start that PyTorch gives to affine and convolution layers: uniform in a bound.

With the number of inputs of one unit, and u uniform from 0 to 1:

    bound = 1 / sqrt(inputs)                                                               (1)
    w = (2 u - 1) bound                                                                    (2)

for weights and biases alike. It is He's uniform start for a leaky ReLU of slope a = sqrt(5), whose
bound is sqrt(3) sqrt(2 / (1 + a^2)) / sqrt(inputs): a variance of 1 / (3 inputs), a sixth of what
ReLU wants. Networks with batch normalisation do not mind.

A kernel (out, in/groups, kh, kw) has in/groups * kh * kw inputs.

Source: ``torch.nn.Linear.reset_parameters``; LeCun et al. 1998, "Efficient backprop", section 4.6.
"""

import math

import numpy as np

from netwright.reference._arrays import Array, count, real
from netwright.reference.initialisers._draws import centred, example_draws


def forward(draws: Array, *, inputs: int) -> Array:
    """Scale drawn numbers: equations (1) and (2).

    Args:
        draws: shaped like the weights or biases; uniform from 0 to 1.
        inputs: of one unit, 1 or more.

    Returns:
        w, shaped like the draws.

    Raises:
        ValueError: if draws are missing, not finite or not from 0 to 1, or inputs is below 1.

    Example:
        >>> forward(np.array([0.0, 0.5, 1.0]), inputs=4)
        array([-0.5,  0. ,  0.5])
    """
    draws = real("draws", draws, ...)
    bound = 1 / math.sqrt(count("inputs", inputs))  # (1)
    return centred(draws) * bound  # (2)


def example(rng: np.random.Generator) -> dict[str, Array | int]:
    """Arguments of ``forward`` for one random case."""
    return {"draws": example_draws(rng, "uniform"), "inputs": int(rng.integers(1, 50))}
