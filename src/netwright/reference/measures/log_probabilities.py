"""Logarithms of the probabilities that logits stand for, without overflow.

    p_ic     = exp(z_ic) / sum_j exp(z_ij)
    m_i      = max_j z_ij                                                                  (1)
    log p_ic = z_ic - m_i - log sum_j exp(z_ij - m_i)                                      (2)

(2) is the logarithm of the first line with exp(-m_i) above and below: the largest power is now 1,
so that nothing overflows, and the sum is at least 1, so that its logarithm is finite.

Source: Goodfellow, Bengio & Courville 2016, "Deep Learning", sections 4.1 and 6.2.2.3.
"""

import numpy as np

from netwright.reference._arrays import Array, real


def forward(logits: Array) -> Array:
    """Logits to logarithms of probabilities, row by row: equations (1) and (2).

    Args:
        logits: (n, k), no unit.

    Returns:
        (n, k), each at most 0, in nats; the powers of a row sum to 1.

    Raises:
        ValueError: if the shape is another, it is empty, or a number is not finite.

    Example:
        >>> np.exp(forward(np.array([[1000.0, 1000.0]])))
        array([[0.5, 0.5]])
    """
    logits = real("logits", logits, "n", "k")
    below = logits - logits.max(axis=1, keepdims=True)  # (1)
    logs: Array = below - np.log(np.exp(below).sum(axis=1, keepdims=True))  # (2)
    return logs


def example(rng: np.random.Generator) -> dict[str, Array]:
    """Arguments of ``forward`` for one random case."""
    n, k = rng.integers(1, 8), rng.integers(2, 6)
    return {"logits": rng.choice([1.0, 30.0]) * rng.normal(size=(n, k))}
