"""Weights that start at zero.

    w_ij = 0                                                                               (1)

Right for biases, and for a single affine layer, whose loss is convex. With hidden layers it fails:
all units of a layer compute the same and get the same gradient, so they stay equal for ever (and
with ReLU or tanh between them every gradient of a weight is zero). Random numbers break this
symmetry.

Source: Rumelhart, Hinton & Williams 1986, "Learning representations by back-propagating errors",
for breaking the symmetry by small random weights.
"""

import numpy as np

from netwright.reference._arrays import Array, count


def forward(inputs: int, outputs: int) -> Array:
    """Affine weights of zero: equation (1).

    Args:
        inputs: numbers that come in, 1 or more.
        outputs: numbers that go out, 1 or more.

    Returns:
        w, (inputs, outputs).

    Raises:
        ValueError: if a number is below 1 or not whole.

    Example:
        >>> forward(1, 2)
        array([[0., 0.]])
    """
    return np.zeros((count("inputs", inputs), count("outputs", outputs)))  # (1)


def example(rng: np.random.Generator) -> dict[str, int]:
    """Arguments of ``forward`` for one random case."""
    return {"inputs": int(rng.integers(1, 8)), "outputs": int(rng.integers(1, 8))}
