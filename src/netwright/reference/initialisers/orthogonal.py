"""Orthogonal weights: a random turn, which changes no length.

With z standard normal, (inputs, outputs), and a gain c:

    z = Q R,   Q with orthonormal columns, R upper triangular                              (1)
    w = c Q diag(sign R_jj)                                                                (2)

where there are more outputs than inputs, (1) and (2) are done on z^T, and w is the transpose.
Then w^T w = c^2 I (or w w^T = c^2 I): all singular values are c, and a product of many such layers
neither shrinks nor stretches any direction. QR alone leaves the signs of Q to the program; with
(2) the turns are evenly distributed.

Source: Saxe, McClelland & Ganguli 2014, arXiv:1312.6120, for the start; Mezzadri 2007,
arXiv:math-ph/0609050, section 5, for (2).
"""

import numpy as np

from netwright.reference._arrays import Array, positive, real


def forward(draws: Array, *, gain: float = 1.0) -> Array:
    """Make drawn numbers orthogonal: equations (1) and (2).

    Args:
        draws: z, (inputs, outputs), standard normal.
        gain: c, above 0.

    Returns:
        w, (inputs, outputs).

    Raises:
        ValueError: if draws are not a matrix, empty or not finite, or the gain is not above 0.

    Example:
        >>> forward(np.array([[3.0], [-4.0]]))
        array([[ 0.6],
               [-0.8]])
    """
    draws, gain = real("draws", draws, "inputs", "outputs"), positive("gain", gain)
    wide = draws.shape[1] > draws.shape[0]

    q, r = np.linalg.qr(draws.T if wide else draws)  # (1)
    turn = gain * q * np.where(np.diag(r) < 0, -1.0, 1.0)  # (2)
    return turn.T if wide else turn


def example(rng: np.random.Generator) -> dict[str, Array | float]:
    """Arguments of ``forward`` for one random case."""
    return {
        "draws": rng.normal(size=rng.integers(1, 8, size=2)),
        "gain": float(rng.choice([1.0, 0.5, 2.0])),
    }
