"""Small random weights: one size for all layers.

With a scale s, and z standard normal, or u uniform from 0 to 1:

    w = s z                                                                                (1)
    w = s (2 u - 1)                                                                        (2)

It breaks the symmetry of equal units. But a layer multiplies the size of its signal by about
s sqrt(inputs), and many layers by a power of it: with s = 0.01 the signal of a deep network dies
out, with s = 1 it explodes. Xavier's and He's starts choose s for each layer.

Source: Rumelhart, Hinton & Williams 1986, "Learning representations by back-propagating errors".
"""

import numpy as np

from netwright.reference._arrays import Array, positive, real
from netwright.reference.initialisers._draws import centred, check_form, example_draws


def forward(draws: Array, *, scale: float = 0.01, form: str = "normal") -> Array:
    """Scale drawn numbers: equation (1) or (2).

    Args:
        draws: any shape; standard normal, or uniform from 0 to 1.
        scale: s, above 0.
        form: "normal" for (1), "uniform" for (2).

    Returns:
        w, shaped like the draws.

    Raises:
        ValueError: if draws are missing, not finite or not of the form, or a setting is out of
            range.

    Example:
        >>> forward(np.array([[1.0, -2.0]]), scale=0.5)
        array([[ 0.5, -1. ]])
    """
    draws, scale = real("draws", draws, ...), positive("scale", scale)
    if check_form(form) == "normal":
        return scale * draws  # (1)
    return scale * centred(draws)  # (2)


def example(rng: np.random.Generator) -> dict[str, Array | float | str]:
    """Arguments of ``forward`` for one random case."""
    form = ("normal", "uniform")[rng.integers(2)]
    draws = example_draws(rng, form)
    return {"draws": draws, "form": form, "scale": float(rng.choice([0.01, 0.1]))}
