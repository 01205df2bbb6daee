"""The exponentially weighted average of a series, with its start put right.

With a share beta, v_0 = 0 and t = 1, 2, ...:

    v_t    = beta v_{t-1} + (1 - beta) x_t                                                 (1)
    vhat_t = v_t / (1 - beta^t)                                                            (2)

v_t weighs x_{t-k} by (1 - beta) beta^k: about the last 1 / (1 - beta) values count (0.9: ten of
them). The weights sum to 1 - beta^t, so v begins too small; (2), the bias correction, divides by
the sum. Momentum averages gradients in this way, RMSProp their squares, Adam both.

Source: Kingma & Ba 2015, arXiv:1412.6980, section 3, for (2); (1) is Roberts 1959, "Control chart
tests based on geometric moving averages".
"""

import numpy as np

from netwright.reference._arrays import Array, real, share


def forward(x: Array, *, beta: float = 0.9, corrected: bool = True) -> Array:
    """Average a series: equations (1) and (2).

    Args:
        x: (t,), the values in order, any unit.
        beta: share of the average that stays, from 0 up to, not at, 1.
        corrected: whether (2) is applied.

    Returns:
        vhat of shape (t,), or v where it is not corrected; the unit of x.

    Raises:
        ValueError: if x is empty or not finite, or beta is out of range.

    Example:
        >>> forward(np.array([4.0, 4.0]), beta=0.5)
        array([4., 4.])
        >>> forward(np.array([4.0, 4.0]), beta=0.5, corrected=False)
        array([2., 3.])
    """
    x = real("x", x, "t")
    beta = share("beta", beta)

    averages = np.zeros_like(x)
    v = 0.0
    for t, value in enumerate(x.tolist(), start=1):
        v = beta * v + (1 - beta) * value  # (1)
        averages[t - 1] = v / (1 - beta**t) if corrected else v  # (2)
    return averages


def example(rng: np.random.Generator) -> dict[str, Array | float]:
    """Arguments of ``forward`` for one random case."""
    return {
        "x": rng.normal(3.0, 1.0, size=rng.integers(1, 30)),
        "beta": float(rng.choice([0.0, 0.5, 0.9, 0.98])),
        "corrected": bool(rng.random() < 0.7),
    }
