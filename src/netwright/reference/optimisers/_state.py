"""What a step asks of its arrays: one shape for all, and sums of squares that are not negative."""

import numpy as np

from netwright.reference._arrays import Array, real


def like(weights: Array, **arrays: Array) -> list[Array]:
    """Take each array as float64 numbers of the weights' shape.

    Args:
        weights: any shape.
        **arrays: by the name an error gives them.

    Returns:
        The arrays, in their order.

    Raises:
        ValueError: if one has another shape, is not finite, or is "squares" and below 0 somewhere.

    Example:
        >>> like(np.ones(2), squares=[0.0, -4.0])
        Traceback (most recent call last):
        ...
        ValueError: squares must be sums of squares, 0 or more; got -4.0
    """
    taken = [real(name, array, *np.shape(weights)) for name, array in arrays.items()]
    for name, array in zip(arrays, taken, strict=True):
        if name == "squares" and array.min() < 0:
            raise ValueError(f"squares must be sums of squares, 0 or more; got {array.min()}")
    return taken


def example_state(rng: np.random.Generator, *kept: str) -> dict[str, Array]:
    """Weights, a gradient and the arrays that are kept, of one random shape."""
    sizes = rng.integers(1, 6, size=int(rng.integers(1, 4)))
    shape = tuple(int(size) for size in sizes)
    state = {name: rng.normal(size=shape) for name in ("weights", "gradient", *kept)}
    return {name: array**2 if name == "squares" else array for name, array in state.items()}
