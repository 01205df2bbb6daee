"""Total cost of neural style transfer: content and style, each with its weight.

    J = alpha J_content + beta J_style                                                     (1)

with J_content of ``content_cost`` at a layer that sees things, and J_style of ``gram_style`` at a
layer that sees strokes and colours. The generated picture gives features at both layers:

    dJ/d(generated at the content layer) = alpha dJ_content/dg                             (2)
    dJ/d(generated at the style layer)   = beta dJ_style/dg                                (3)

and the network carries both back to the picture. Several style layers add a term each; ``beta`` is
then the weight of that layer.

Source: Gatys, Ecker & Bethge 2015, arXiv:1508.06576, equation (7).
"""

from dataclasses import dataclass

import numpy as np

from netwright.reference._arrays import Array, not_negative, real
from netwright.reference.losses import content_cost, gram_style

CONSTANTS = ("content", "style")  # of pictures that are given: only the generated one changes


@dataclass(frozen=True, slots=True)
class Saved:
    """What ``backward`` needs from ``forward``."""

    content: content_cost.Saved
    style: gram_style.Saved
    alpha: float
    beta: float


@dataclass(frozen=True, slots=True)
class Grads:
    """dJ/d(features of the generated picture), each shaped like them."""

    seen_content: Array
    seen_style: Array


def forward(
    seen_content: Array,
    content: Array,
    seen_style: Array,
    style: Array,
    *,
    alpha: float = 10.0,
    beta: float = 40.0,
) -> tuple[float, Saved]:
    """Weighted sum of content and style cost: equation (1).

    Args:
        seen_content: (c, h, w), features of the generated picture at the content layer.
        content: (c, h, w), features of the content picture there.
        seen_style: (c', h', w'), features of the generated picture at the style layer.
        style: (c', h', w'), features of the style picture there.
        alpha: weight of the content; 0 or more.
        beta: weight of the style; 0 or more.

    Returns:
        The cost, 0 or more, no unit, and what ``backward`` will ask for.

    Raises:
        ValueError: if the shapes at one layer differ, something is empty or not finite, or a weight
            is negative.

    Example:
        >>> three, one = np.full((1, 2, 2), 3.0), np.ones((1, 2, 2))
        >>> forward(three, one, np.array([[[1.0, 2.0]]]), np.array([[[3.0, 0.0]]]))[0]
        50.0
    """
    seen_content = real("seen_content", seen_content, "c", "h", "w")
    content = real("content", content, *seen_content.shape)
    seen_style = real("seen_style", seen_style, "c", "h", "w")
    style = real("style", style, *seen_style.shape)
    alpha, beta = not_negative("alpha", alpha), not_negative("beta", beta)

    of_content, saved_content = content_cost.forward(seen_content, content)
    of_style, saved_style = gram_style.forward(seen_style, style)
    cost = alpha * of_content + beta * of_style  # (1)
    return cost, Saved(saved_content, saved_style, alpha, beta)


def backward(dy: float, saved: Saved) -> Grads:
    """Carry dL/dy, a number, back through (1); a ``ValueError`` if it is an array."""
    dy = float(real("dy", dy))
    content = content_cost.backward(saved.alpha * dy, saved.content)  # (2)
    style = gram_style.backward(saved.beta * dy, saved.style)  # (3)
    return Grads(seen_content=content.generated, seen_style=style.generated)


def example(rng: np.random.Generator) -> dict[str, Array | float]:
    """Arguments of ``forward`` for one random case."""
    deep = content_cost.example(rng)
    shallow = gram_style.example(rng)
    return {
        "seen_content": deep["generated"],
        "content": deep["content"],
        "seen_style": shallow["generated"],
        "style": shallow["style"],
        "alpha": float(rng.uniform(0.0, 10.0)),
        "beta": float(rng.uniform(0.0, 40.0)),
    }
