"""Style cost of neural style transfer: which features occur together, wherever they do.

One layer of a trained network gave c maps of h by w numbers; F is the matrix (c, h w) with a map in
every row. The Gram matrix of a picture holds the products of its maps, summed over all places:

    G_kl = sum_m F_km F_lm,   G = F F^T                                                    (1)

With G of the generated picture and S, by (1) too, of the style picture:

    J       = 1 / (4 c^2 (h w)^2) sum_kl (G_kl - S_kl)^2                                   (2)
    dJ/dF   = (G - S) F / (c^2 (h w)^2)                                                    (3)

The factor 4 is gone in (3): 2 came from the square, 2 because F stands in (1) twice. The cost of
several layers is a weighted sum of (2).

Source: Gatys, Ecker & Bethge 2015, arXiv:1508.06576, equations (3) and (4).
"""

from dataclasses import dataclass

import numpy as np

from netwright.reference._arrays import Array, real

CONSTANTS = ("style",)  # of a picture that is given: only the generated one changes


@dataclass(frozen=True, slots=True)
class Saved:
    """What ``backward`` needs from ``forward``."""

    generated: Array  # (c, h, w)
    difference: Array  # (c, c), G - S, symmetric


@dataclass(frozen=True, slots=True)
class Grads:
    """dJ/d(generated), shaped like it."""

    generated: Array


def forward(generated: Array, style: Array) -> tuple[float, Saved]:
    """How far the Gram matrices of two pictures are apart: equations (1) and (2).

    Args:
        generated: (c, h, w), features of the generated picture, any unit.
        style: (c, h, w), features of the style picture in the same layer.

    Returns:
        The cost, 0 or more, in the fourth power of the unit, and what ``backward`` will ask for.

    Raises:
        ValueError: if the shapes differ, or something is empty or not finite.

    Example:
        >>> seen, style = np.array([[[1.0, 2.0]]]), np.array([[[3.0, 0.0]]])
        >>> forward(seen, style)[0]  # (5 - 9)^2 / (4 x 1 x 4)
        1.0
    """
    generated = real("generated", generated, "c", "h", "w")
    style = real("style", style, *generated.shape)
    difference = _gram(generated) - _gram(style)
    cost = (difference**2).sum() / (4 * generated.size**2)  # (2)
    return float(cost), Saved(generated, difference)


def backward(dy: float, saved: Saved) -> Grads:
    """Carry dL/dy, a number, back through (2) and (1); a ``ValueError`` if it is an array."""
    dy = float(real("dy", dy))
    maps = saved.generated.reshape(len(saved.generated), -1)
    d_maps = dy * saved.difference @ maps / maps.size**2  # (3)
    return Grads(generated=d_maps.reshape(saved.generated.shape))


def example(rng: np.random.Generator) -> dict[str, Array]:
    """Arguments of ``forward`` for one random case."""
    shape = tuple(rng.integers(1, 5, size=3))
    return {"generated": rng.normal(size=shape), "style": rng.normal(size=shape)}


def _gram(features: Array) -> Array:
    maps = features.reshape(len(features), -1)
    return maps @ maps.T  # (1)
