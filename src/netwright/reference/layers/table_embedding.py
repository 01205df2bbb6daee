"""A row of a table as one vector: its numbers, their waves, and its categories.

Shown with one category of few values, which become flags, and one of many, which are looked up
in a table of learned vectors; more columns of either kind are more parts of the same kind.

    y_i = [x_i, waves(x_i), flags_i, vectors[many_i]]                                      (1)
    flags_ic = [few_i = c]                                                                 (2)

``waves`` is that of ``layers/waves.py`` and the last part that of ``layers/embedding.py``. The
gradient of a row of parts is its cut into the gradients of the parts, and flags have none:

    dL/dx_i = dy_i of the part x_i  +  that which comes back through the waves             (3)

Source: Holzmueller et al. 2024, arXiv:2407.04491, appendix, for the numbers and the flags; Guo &
Berkhahn 2016, arXiv:1604.06737, for the vectors.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from netwright.reference._arrays import Array, Whole, count, real, whole
from netwright.reference.layers import embedding, waves


@dataclass(frozen=True, slots=True)
class Saved:
    """What ``backward`` needs from ``forward``."""

    waves: waves.Saved
    embedding: embedding.Saved
    widths: tuple[int, int, int, int]  # of the four parts


@dataclass(frozen=True, slots=True)
class Grads:
    """dL/d(each input of ``forward`` that has one), each shaped like that input."""

    numbers: Array
    frequency: Array
    phase: Array
    mix: Array
    bias: Array
    vectors: Array


def forward(
    numbers: Array,
    frequency: Array,
    phase: Array,
    mix: Array,
    bias: Array,
    few: Whole,
    many: Whole,
    vectors: Array,
    *,
    flags: int,
) -> tuple[Array, Saved]:
    """Put the parts of every row side by side: equations (1) and (2).

    Args:
        numbers: x, (n, d), any unit.
        frequency: of the waves, (d, k).
        phase: of the waves, (d, k), radians.
        mix: of the waves, (d, k, b).
        bias: of the waves, (d, b).
        few: (n,), codes from 0 to flags - 1.
        many: (n,), codes from 0 to v - 1.
        vectors: (v, e), any unit.
        flags: how many values ``few`` can have; 1 or more.

    Returns:
        y of shape (n, d + d * b + flags + e), and what ``backward`` will ask for.

    Raises:
        ValueError: if shapes disagree, a code is out of its range, flags is below 1, or something
            is empty or not finite.

    Example:
        >>> one, square = np.ones((1, 1)), np.ones((1, 1, 1))
        >>> y, _ = forward(7 * one, one, 0 * one, square, one, few=np.array([2]),
        ...                many=np.array([1]), vectors=np.array([[0.5], [0.6]]), flags=3)
        >>> y
        array([[7. , 2. , 0. , 0. , 1. , 0.6]])
    """
    numbers = real("numbers", numbers, "n", "d")
    flags = count("flags", flags)
    few = whole("few", few, len(numbers), below=flags)
    vectors = real("vectors", vectors, "v", "e")
    many = whole("many", many, len(numbers), below=len(vectors))

    bent, saved_waves = waves.forward(numbers, frequency, phase, mix, bias)
    flagged = (few[:, None] == np.arange(flags)).astype(np.float64)  # (2)
    looked_up, saved_embedding = embedding.forward(vectors, many)
    y = np.concatenate([numbers, bent, flagged, looked_up], axis=1)  # (1)
    widths = (numbers.shape[1], bent.shape[1], flags, vectors.shape[1])
    return y, Saved(saved_waves, saved_embedding, widths)


def backward(dy: Array, saved: Saved) -> Grads:
    """Carry dL/dy, (n, width), back to the parts; a ``ValueError`` if it has another shape."""
    dy = real("dy", dy, len(saved.waves.numbers), sum(saved.widths))
    ends = np.cumsum(saved.widths)
    plain, bent, _, looked_up = np.split(dy, ends[:-1], axis=1)  # (1)
    through = waves.backward(bent, saved.waves)
    return Grads(
        numbers=plain + through.numbers,  # (3)
        frequency=through.frequency,
        phase=through.phase,
        mix=through.mix,
        bias=through.bias,
        vectors=embedding.backward(looked_up, saved.embedding).table,
    )


def example(rng: np.random.Generator) -> dict[str, Any]:
    """Arguments of ``forward`` for one random case."""
    given: dict[str, Any] = dict(waves.example(rng))
    n = len(given["numbers"])
    flags, v, e = (int(size) for size in rng.integers(1, 5, size=3))
    return given | {
        "few": rng.integers(flags, size=n),
        "many": rng.integers(v, size=n),
        "vectors": rng.normal(size=(v, e)),
        "flags": flags,
    }
