"""Learned waves of each number of a row, so that a plain layer after them can bend along it.

Number x_ij of row i has k waves of its own, mixed to b numbers; none sees another number:

    a_ijk = 2 pi f_jk x_ij + phi_jk                                                        (1)
    y_ijb = sum_k A_jkb cos a_ijk + bias_jb                                                (2)

With dy = dL/dy, the chain rule gives, first for (2) and then for (1),

    dL/dbias_jb = sum_i dy_ijb                                                             (3)
    dL/dA_jkb   = sum_i cos(a_ijk) dy_ijb                                                  (4)
    da_ijk      = -sin(a_ijk) sum_b A_jkb dy_ijb                                           (5)
    dL/dphi_jk  = sum_i da_ijk                                                             (6)
    dL/df_jk    = 2 pi sum_i x_ij da_ijk                                                   (7)
    dL/dx_ij    = 2 pi sum_k f_jk da_ijk                                                   (8)

Source: Holzmueller et al. 2024, arXiv:2407.04491, appendix, the embeddings "PBLD", without the
number itself beside its waves; ``table_embedding`` puts it there.
"""

from dataclasses import dataclass

import numpy as np

from netwright.reference._arrays import Array, real


@dataclass(frozen=True, slots=True)
class Saved:
    """What ``backward`` needs from ``forward``."""

    numbers: Array  # (n, d)
    angle: Array  # (n, d, k), radians
    frequency: Array  # (d, k)
    mix: Array  # (d, k, b)


@dataclass(frozen=True, slots=True)
class Grads:
    """dL/d(each input of ``forward``), each shaped like that input."""

    numbers: Array
    frequency: Array
    phase: Array
    mix: Array
    bias: Array


def forward(
    numbers: Array, frequency: Array, phase: Array, mix: Array, bias: Array
) -> tuple[Array, Saved]:
    """Mix the waves of every number: equations (1) and (2).

    Args:
        numbers: x, (n, d), any unit.
        frequency: f, (d, k), in turns by the unit of x.
        phase: phi, (d, k), radians.
        mix: A, (d, k, b), unit of y.
        bias: (d, b), unit of y.

    Returns:
        y of shape (n, d * b), the b numbers of one x side by side; and what ``backward`` will
        ask for.

    Raises:
        ValueError: if shapes disagree, or something is empty or not finite.

    Example:
        >>> one = np.ones((1, 1))
        >>> y, _ = forward(np.array([[0.0], [0.5]]), one, 0 * one, 3 * np.ones((1, 1, 1)), one)
        >>> y
        array([[ 4.],
               [-2.]])
    """
    numbers = real("numbers", numbers, "n", "d")
    frequency = real("frequency", frequency, numbers.shape[1], "k")
    phase = real("phase", phase, *frequency.shape)
    mix = real("mix", mix, *frequency.shape, "b")
    bias = real("bias", bias, numbers.shape[1], mix.shape[2])

    angle = 2 * np.pi * numbers[:, :, None] * frequency + phase  # (1)
    y = np.einsum("ijk,jkb->ijb", np.cos(angle), mix) + bias  # (2)
    return y.reshape(len(numbers), -1), Saved(numbers, angle, frequency, mix)


def backward(dy: Array, saved: Saved) -> Grads:
    """Carry dL/dy, (n, d * b), back through (2) and (1); else a ``ValueError``."""
    (n, d), bent = saved.numbers.shape, saved.mix.shape[2]
    dy = real("dy", dy, n, d * bent).reshape(n, d, bent)
    dangle = -np.sin(saved.angle) * np.einsum("jkb,ijb->ijk", saved.mix, dy)  # (5)
    return Grads(
        numbers=2 * np.pi * (saved.frequency * dangle).sum(axis=2),  # (8)
        frequency=2 * np.pi * (saved.numbers[:, :, None] * dangle).sum(axis=0),  # (7)
        phase=dangle.sum(axis=0),  # (6)
        mix=np.einsum("ijk,ijb->jkb", np.cos(saved.angle), dy),  # (4)
        bias=dy.sum(axis=0),  # (3)
    )


def example(rng: np.random.Generator) -> dict[str, Array]:
    """Arguments of ``forward`` for one random case."""
    n, d, k, bent = (int(size) for size in rng.integers(1, 4, size=4))
    return {
        "numbers": rng.normal(size=(n, d)),
        "frequency": 0.2 * rng.normal(size=(d, k)),
        "phase": rng.uniform(-np.pi, np.pi, size=(d, k)),
        "mix": rng.normal(size=(d, k, bent)),
        "bias": rng.normal(size=(d, bent)),
    }
