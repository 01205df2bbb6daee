"""Skill: how much of a trivial predictor's loss is gone, on average over several targets.

Example e has of target i the loss a_ei, and b_ei by the predictor that ignores its input; targets
that are missing (m_ei = 0) do not count:

    s_i   = 1 - sum_e m_ei a_ei / sum_e m_ei b_ei                                          (1)
    skill = mean_i s_i                                                                     (2)

1 is perfect, 0 no better than ignoring the input, below 0 worse. It has no unit, so that a class, a
number and labels can be averaged; for the square of a number (1) is R squared, against the mean of
the training examples. A target that the trivial predictor gets right throughout counts as 0.

Source: Murphy 1988, "Skill scores based on the mean square error", for (1).
"""

import numpy as np

from netwright.reference._arrays import Array, Whole, real, whole


def forward(losses: Array, trivial: Array, known: Whole) -> float:
    """The mean skill over targets: equations (1) and (2).

    Args:
        losses: (n, m), of m targets of n examples, 0 or more.
        trivial: (n, m), of the predictor that ignores its input, in the units of ``losses``.
        known: (n, m), 1 where the example has the target, else 0.

    Returns:
        Up to 1, no unit.

    Raises:
        ValueError: if the shapes differ, something is empty or not finite, a mark is neither 0 nor
            1, or a target is missing throughout.

    Example:
        >>> forward(np.array([[1.0, 9.0]]), np.array([[4.0, 9.0]]), np.array([[1, 1]]))
        0.375
    """
    losses = real("losses", losses, "n", "m")
    trivial = real("trivial", trivial, *losses.shape)
    known = whole("known", known, *losses.shape, below=2)
    if not known.any(axis=0).all():
        raise ValueError(f"known must be 1 for every target somewhere; got {known.tolist()}")
    ours, theirs = (known * losses).sum(axis=0), (known * trivial).sum(axis=0)
    skills = [1 - a / b if b > 0 else 0.0 for a, b in zip(ours, theirs, strict=True)]  # (1)
    return float(np.mean(skills))  # (2)


def example(rng: np.random.Generator) -> dict[str, Array | Whole]:
    """Arguments of ``forward`` for one random case."""
    n, targets = rng.integers(1, 9), rng.integers(1, 4)
    known = rng.integers(0, 2, size=(n, targets))
    known[0] = 1
    return {
        "losses": rng.exponential(size=(n, targets)),
        "trivial": rng.exponential(2.0, size=(n, targets)),
        "known": known,
    }
