"""Gradient checking: what an equation claims, beside what its values do.

For a loss L, a point w, a claimed gradient g and a small step e:

    along a direction v    slope = (L(w + e v) - L(w - e v)) / (2 e),   claimed = <g, v>      (1)
                           gap   = |slope - claimed| / max(|slope|, |claimed|, floor)         (2)
    number by number       a_i   = (L(w + e 1_i) - L(w - e 1_i)) / (2 e)                      (3)
                           difference = ||g - a|| / (||g|| + ||a||)                           (4)

Both sides are stepped to, since the error of (1) and (3) is then of order e^2 and not of order e.
With float64 and e = 1e-5 a right gradient has a gap near 1e-9; 1e-7 is very good by the common
rule, 1e-5 asks for a second look, 1e-3 is a mistake.

Cautions. Dropout draws anew at each call, so (1) and (3) measure nothing: check without it, or
with one mask kept. A penalty belongs to the loss on both sides, or the check finds its absence.
Check after some training too: near the start many gradients are too small to be seen wrong. A
kink (ReLU at 0, a tie in a maximum) within e of the point is no mistake of the gradient. It is
slow: for looking, not for training.

Source: the common practice of checking by central differences; Griewank & Walther 2008,
"Evaluating derivatives", chapter 1, for the errors of one-sided and double-sided differences.
"""

from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import Any, Protocol

import numpy as np

from netwright.reference._arrays import Array, positive, real

STEP = 1e-5
FLOOR = 0.1  # of (2): a slope below it is compared in absolute terms


class Equation(Protocol):
    """A file of this room with ``forward`` and ``backward``."""

    __name__: str
    forward: Callable[..., tuple[Any, Any]]
    backward: Callable[..., Any]


def slope_gap(
    loss: Callable[[Array], float],
    at: Array,
    gradient: Array,
    rng: np.random.Generator,
    *,
    step: float = STEP,
) -> float:
    """Equations (1) and (2) along one random direction.

    Args:
        loss: a number for every point shaped like ``at``.
        at: the point, any shape.
        gradient: what is claimed there, shaped like ``at``.
        rng: draws the direction.
        step: e, in the unit of ``at``; above 0.

    Returns:
        The gap, 0 or more, no unit.

    Raises:
        ValueError: if the gradient has another shape, or something is not finite.

    Example:
        >>> gap = slope_gap(lambda w: float(w @ w), np.ones(3), 2 * np.ones(3),
        ...                 np.random.default_rng(0))
        >>> gap < 1e-9
        True
    """
    at = real("at", at, ...)
    gradient = real("gradient", gradient, *at.shape)
    step = positive("step", step)
    v = rng.standard_normal(at.shape)
    slope = (loss(at + step * v) - loss(at - step * v)) / (2 * step)  # (1)
    if not np.isfinite(slope):
        raise ValueError(f"loss must be finite beside the point too; got a slope of {slope}")
    claimed = float((gradient * v).sum())  # (1)
    return abs(slope - claimed) / max(abs(slope), abs(claimed), FLOOR)  # (2)


def relative_difference(
    loss: Callable[[Array], float], at: Array, gradient: Array, *, step: float = STEP
) -> float:
    """Equations (3) and (4), one number after the other: two losses for each.

    Args:
        loss: a number for every point shaped like ``at``.
        at: the point, any shape.
        gradient: what is claimed there, shaped like ``at``.
        step: e, in the unit of ``at``; above 0.

    Returns:
        The difference, from 0 to 1; 0 where both gradients are zero.

    Raises:
        ValueError: if the gradient has another shape, or something is not finite.

    Example:
        >>> relative_difference(lambda w: float((w**3).sum()), np.ones(2), 3 * np.ones(2)) < 1e-9
        True
    """
    at = real("at", at, ...)
    gradient = real("gradient", gradient, *at.shape)
    step = positive("step", step)
    approximate = np.zeros(at.size)
    for i in range(at.size):
        one = (step * (np.arange(at.size) == i)).reshape(at.shape)
        approximate[i] = (loss(at + one) - loss(at - one)) / (2 * step)  # (3)
    if not np.isfinite(approximate).all():
        raise ValueError("loss must be finite beside the point too; got slopes that are not")
    claimed = gradient.ravel()
    size = float(np.linalg.norm(claimed) + np.linalg.norm(approximate))
    return float(np.linalg.norm(claimed - approximate)) / size if size else 0.0  # (4)


def equation_gaps(
    equation: Equation, arguments: Mapping[str, Any], rng: np.random.Generator
) -> dict[str, float]:
    """The gap of every gradient an equation claims, for the loss sum(dy * y) with a random dy.

    Args:
        equation: a file of this room.
        arguments: of its ``forward``, by name; ``example(rng)`` makes some.
        rng: draws dy and one direction for each input.

    Returns:
        input -> gap, for every field of its ``Grads``.

    Example:
        >>> from netwright.reference.layers import layer_norm
        >>> rng = np.random.default_rng(0)
        >>> gaps = equation_gaps(layer_norm, layer_norm.example(rng), rng)
        >>> sorted(gaps), max(gaps.values()) < 1e-6
        (['bias', 'gain', 'x'], True)
    """
    y, saved = equation.forward(**arguments)
    dy = rng.standard_normal(np.shape(y))
    grads = equation.backward(dy, saved)

    gaps: dict[str, float] = {}
    for field in fields(grads):
        given, claimed = arguments[field.name], getattr(grads, field.name)
        several = isinstance(claimed, tuple)  # an array for each layer
        for i, part in enumerate(claimed if several else (claimed,)):
            at = given[i] if several else given

            def loss(moved: Array, name: str = field.name, i: int = i) -> float:
                value = arguments[name]
                value = (*value[:i], moved, *value[i + 1 :]) if type(value) is tuple else moved
                return float((dy * equation.forward(**{**arguments, name: value})[0]).sum())

            gaps[field.name] = max(slope_gap(loss, at, part, rng), gaps.get(field.name, 0.0))
    return gaps
