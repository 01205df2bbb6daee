"""Muon: momentum whose matrix is made orthogonal, so that all directions move alike.

For a matrix of weights W (outputs, inputs), with learning rate r, momentum mu and decay d, the
buffer b zero before the first step:

    b <- mu b + g                                                                          (1)
    u = g + mu b                                                                           (2)
    X = u / (norm u + eps)                                                                 (3)
    A = X X'                                                                               (4)
    X <- 3.4445 X + (-4.7750 A + 2.0315 A A) X    with (4) before it, five times           (5)
    W <- (1 - r d) W - r sqrt(max(1, outputs / inputs)) X                                  (6)

The norm is the root of the sum of squares, so that (3) leaves no singular value above 1. Each step
of (5) sends every singular value s to 3.4445 s - 4.7750 s^3 + 2.0315 s^5 and turns nothing: after
five, they are between about 0.7 and 1.2, unless they began near 0. So X is near the orthogonal
matrix that is nearest to u, without a singular value decomposition. Gradients of matrices are
mostly of low rank; this makes the rare directions count as much as the common ones. A filter
(outputs, inputs, h, w) is a matrix of inputs h w columns. Embeddings, the output layer, biases and
norms are for another optimiser.

Source: Jordan, Jin, Boza, You, Cesista, Newhouse & Bernstein 2024, "Muon: An optimizer for hidden
layers in neural networks", kellerjordan.github.io/posts/muon; decay and the factor of (6) as in
the author's program, github.com/KellerJordan/Muon.
"""

import numpy as np

from netwright.reference._arrays import Array, not_negative, positive, real, share
from netwright.reference.optimisers._state import like

LINEAR, CUBIC, QUINTIC = 3.4445, -4.7750, 2.0315
TIMES = 5


def forward(
    weights: Array,
    gradient: Array,
    momentum: Array,
    *,
    rate: float,
    mu: float = 0.95,
    decay: float = 0.0,
    eps: float = 1e-7,
) -> tuple[Array, Array]:
    """One step: equations (1) to (6).

    Args:
        weights: W, (outputs, inputs).
        gradient: g = dL/dW, shaped like the weights.
        momentum: b of the step before, shaped like the weights; zero before the first.
        rate: r, above 0.
        mu: share of b that stays, from 0 up to, not at, 1.
        decay: d, 0 or more.
        eps: keeps the division from zero; in the unit of the gradient; above 0.

    Returns:
        The new weights, and b.

    Raises:
        ValueError: if the shapes differ, the weights are no matrix, something is empty or not
            finite, or a setting is out of range.

    Example:
        >>> weights, gradient = np.zeros((2, 2)), np.diag([5.0, 0.5])
        >>> forward(weights, gradient, weights, rate=1.0, mu=0.0)[0].round(1)  # 10 to 1 no longer
        array([[-0.7,  0. ],
               [ 0. , -0.7]])
    """
    weights = real("weights", weights, "outputs", "inputs")
    gradient, momentum = like(weights, gradient=gradient, momentum=momentum)
    rate, mu = positive("rate", rate), share("mu", mu)
    decay, eps = not_negative("decay", decay), positive("eps", eps)

    momentum = mu * momentum + gradient  # (1)
    u = gradient + mu * momentum  # (2)
    x = u / (np.sqrt((u**2).sum()) + eps)  # (3)
    for _ in range(TIMES):
        a = x @ x.T  # (4)
        x = LINEAR * x + (CUBIC * a + QUINTIC * a @ a) @ x  # (5)
    outputs, inputs = weights.shape
    scale = np.sqrt(max(1.0, outputs / inputs))
    return (1 - rate * decay) * weights - rate * scale * x, momentum  # (6)


def example(rng: np.random.Generator) -> dict[str, Array | float]:
    """Arguments of ``forward`` for one random case."""
    shape = rng.integers(1, 6, size=2)
    return {
        **{name: rng.normal(size=shape) for name in ("weights", "gradient", "momentum")},
        "rate": float(rng.uniform(0.01, 1.0)),
        "mu": float(rng.choice([0.0, 0.5, 0.95])),
        "decay": float(rng.choice([0.0, 0.1])),
        "eps": float(rng.choice([1e-7, 0.1])),  # large enough to show where it stands
    }
