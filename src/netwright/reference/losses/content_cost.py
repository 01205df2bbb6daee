"""Content cost of neural style transfer: the generated picture shows what the content picture does.

Both pictures went through one layer of a trained network, which gave c maps of h by w numbers: g of
the generated picture, f of the content picture.

    J          = 1 / (4 h w c) sum_kij (g_kij - f_kij)^2                                   (1)
    dJ/dg_kij  = (g_kij - f_kij) / (2 h w c)                                               (2)

The paper has 1 / 2 in place of 1 / (4 h w c), which is common since: the cost then does not grow
with the layer.

Source: Gatys, Ecker & Bethge 2015, arXiv:1508.06576, equation (1); the factor of (1) is that of
Ng et al. 2017, "Convolutional Neural Networks", course, week 4.
"""

from dataclasses import dataclass

import numpy as np

from netwright.reference._arrays import Array, real

CONSTANTS = ("content",)  # of a picture that is given: only the generated one changes


@dataclass(frozen=True, slots=True)
class Saved:
    """What ``backward`` needs from ``forward``."""

    difference: Array  # (c, h, w), g - f


@dataclass(frozen=True, slots=True)
class Grads:
    """dJ/d(generated), shaped like it."""

    generated: Array


def forward(generated: Array, content: Array) -> tuple[float, Saved]:
    """How far the features of two pictures are apart, place by place: equation (1).

    Args:
        generated: (c, h, w), features of the generated picture, any unit.
        content: (c, h, w), features of the content picture in the same layer.

    Returns:
        The cost, 0 or more, in the squared unit, and what ``backward`` will ask for.

    Raises:
        ValueError: if the shapes differ, or something is empty or not finite.

    Example:
        >>> forward(np.full((1, 2, 2), 3.0), np.ones((1, 2, 2)))[0]  # 4 x 2^2 / (4 x 4)
        1.0
    """
    generated = real("generated", generated, "c", "h", "w")
    content = real("content", content, *generated.shape)
    difference = generated - content
    cost = (difference**2).sum() / (4 * difference.size)  # (1)
    return float(cost), Saved(difference)


def backward(dy: float, saved: Saved) -> Grads:
    """Carry dL/dy, a number, back through (1); a ``ValueError`` if it is an array."""
    dy = float(real("dy", dy))
    return Grads(generated=dy * saved.difference / (2 * saved.difference.size))  # (2)


def example(rng: np.random.Generator) -> dict[str, Array]:
    """Arguments of ``forward`` for one random case."""
    shape = tuple(rng.integers(1, 5, size=3))
    return {"generated": rng.normal(size=shape), "content": rng.normal(size=shape)}
