"""The standard error of skill over several targets, by the delta method.

A and B of target i are the means over all n examples of its loss and of the trivial predictor's,
with 0 where the target is missing. Skill is 1 - A / B, and one example moves it by about

    psi_ei = m_ei ((A_i / B_i) b_ei - a_ei) / B_i                                          (1)
    psi_e  = mean_i psi_ei                                                                 (2)
    error  = s(psi) / sqrt(n),   s the standard deviation with n - 1 below                 (3)

(2) comes before (3), so that an example hard in one target and in another counts as one example.
A target whose B is 0 moves nothing.

Source: Efron & Tibshirani 1993, "An Introduction to the Bootstrap", section 21.3, for (1) and (3).
"""

import math

import numpy as np

from netwright.reference._arrays import Array, Whole, real, whole


def forward(losses: Array, trivial: Array, known: Whole) -> float:
    """How far chance may move skill: equations (1) to (3).

    Args:
        losses: (n, m), of m targets of n examples, 0 or more; n at least 2.
        trivial: (n, m), of the predictor that ignores its input, in the units of ``losses``.
        known: (n, m), 1 where the example has the target, else 0.

    Returns:
        One standard error, no unit.

    Raises:
        ValueError: if the shapes differ, there are fewer than 2 examples, something is not finite,
            or a mark is neither 0 nor 1.

    Example:
        >>> ones = np.ones((2, 1))
        >>> forward(np.array([[0.0], [2.0]]), 2 * ones, ones.astype(int))  # half of 2 is gone
        0.5
    """
    losses = real("losses", losses, "n", "m")
    trivial = real("trivial", trivial, *losses.shape)
    known = whole("known", known, *losses.shape, below=2)
    if len(losses) < 2:
        raise ValueError(f"losses must be of 2 examples or more; got {len(losses)}")
    ours, theirs = (known * losses).mean(axis=0), (known * trivial).mean(axis=0)
    safe = np.where(theirs > 0, theirs, np.inf)
    moves = known * (ours / safe * trivial - losses) / safe  # (1)
    each = moves.mean(axis=1)  # (2)
    return float(each.std(ddof=1)) / math.sqrt(len(each))  # (3)


def example(rng: np.random.Generator) -> dict[str, Array | Whole]:
    """Arguments of ``forward`` for one random case."""
    n, targets = rng.integers(2, 12), rng.integers(1, 4)
    return {
        "losses": rng.exponential(size=(n, targets)),
        "trivial": rng.exponential(2.0, size=(n, targets)),
        "known": rng.integers(0, 2, size=(n, targets)),
    }
