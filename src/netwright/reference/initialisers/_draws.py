"""Drawn numbers as they come in: which form they have, and uniform ones brought to mean 0."""

import numpy as np

from netwright.reference._arrays import Array

FORMS = ("normal", "uniform")


def check_form(form: str) -> str:
    """The form as it is, or a ``ValueError`` that says which ones there are."""
    if form not in FORMS:
        raise ValueError(f"form must be one of {', '.join(FORMS)}; got {form!r}")
    return form


def centred(draws: Array) -> Array:
    """Bring uniform numbers from 0..1 to -1..1, where they have mean 0 and variance 1 / 3.

    Args:
        draws: any shape, finite.

    Returns:
        2 draws - 1.

    Raises:
        ValueError: if a number is below 0 or above 1.

    Example:
        >>> centred(np.array([0.0, 0.75]))
        array([-1. ,  0.5])
    """
    low, high = draws.min(), draws.max()
    if low < 0 or high > 1:
        raise ValueError(f"draws must be from 0 to 1 to be uniform there; got {low} to {high}")
    return 2 * draws - 1


def example_draws(rng: np.random.Generator, form: str) -> Array:
    """A few drawn numbers: affine weights, a kernel or biases."""
    sizes = rng.integers(1, 4, size=int(rng.choice([1, 2, 4])))
    shape = tuple(int(size) for size in sizes)
    return rng.normal(size=shape) if form == "normal" else rng.random(size=shape)
