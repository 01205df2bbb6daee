"""Inverted dropout in training: units are left out at random, the others made larger.

With p the share that is left out (keep_prob = 1 - p; the paper's own p is the share that is kept)
and u_j uniform numbers from 0 to 1, one for each unit:

    mask_j = [u_j >= p] / (1 - p)                                                          (1)
    y_j    = x_j mask_j                                                                    (2)

The division keeps the mean: E mask_j = 1. So the network is used as it is, with no mask and
nothing to scale; "inverted" says so, as the original form scaled when it was used. The numbers
u are an argument, for an equation draws nothing: with the same u it is the same linear map, and

    dL/dx_j = dy_j mask_j                                                                  (3)

Source: Srivastava et al. 2014, JMLR 15, section 4, and the end of section 10
for the inverted form.
"""

from dataclasses import dataclass

import numpy as np

from netwright.reference._arrays import Array, real
from netwright.reference._arrays import share as in_share

CONSTANTS = ("uniform",)  # drawn, not learned; y steps where one passes p


@dataclass(frozen=True, slots=True)
class Saved:
    """What ``backward`` needs from ``forward``."""

    mask: Array  # shaped like x; 0 or 1 / (1 - p)


@dataclass(frozen=True, slots=True)
class Grads:
    """dL/d(the input of ``forward`` that has one), shaped like it."""

    x: Array


def forward(x: Array, uniform: Array, *, share: float) -> tuple[Array, Saved]:
    """Leave units out: equations (1) and (2).

    Args:
        x: any shape, any unit.
        uniform: shaped like x, from 0 up to, not at, 1.
        share: p, from 0 up to, not at, 1.

    Returns:
        y shaped like x, and what ``backward`` will ask for.

    Raises:
        ValueError: if uniform has another shape than x, a number or the share is out of its
            range, or something is empty or not finite.

    Example:
        >>> y, _ = forward(np.array([[1.0, 2.0]]), np.array([[0.4, 0.6]]), share=0.5)
        >>> y
        array([[0., 4.]])
    """
    x = real("x", x, ...)
    uniform = real("uniform", uniform, *x.shape)
    if (uniform < 0).any() or (uniform >= 1).any():
        bad = uniform[(uniform < 0) | (uniform >= 1)].flat[0]
        raise ValueError(f"uniform must be numbers from 0 up to, not at, 1; got {bad}")
    p = in_share("share", share)

    mask = (uniform >= p) / (1 - p)  # (1)
    return x * mask, Saved(mask)  # (2)


def backward(dy: Array, saved: Saved) -> Grads:
    """Carry dL/dy, shaped like x, back through the same mask; else a ``ValueError``."""
    dy = real("dy", dy, *saved.mask.shape)
    return Grads(x=dy * saved.mask)  # (3)


def example(rng: np.random.Generator) -> dict[str, Array | float]:
    """Arguments of ``forward`` for one random case."""
    shape = tuple(rng.integers(1, 5, size=rng.integers(1, 4)))
    return {
        "x": rng.normal(size=shape),
        "uniform": rng.uniform(size=shape),
        "share": float(rng.choice([0.0, 0.2, 0.5, 0.9])),
    }
