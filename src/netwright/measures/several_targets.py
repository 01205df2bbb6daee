"""Skill: one number for several targets at once, in NumPy.

    s_i    = 1 - sum_e a_ei / sum_e b_ei    a: losses of target i, b: those of the trivial  (1)
                                            predictor, over the examples that have target i
    skill  = mean_i s_i                                                                     (2)
    psi_e  = mean_i ((A_i / B_i) b_ei - a_ei) / B_i,   A, B: the means of a and b           (3)

1 is perfect, 0 what ignoring the input gets. A target of which the trivial predictor has no loss
counts as 0. The standard error is s(psi) / sqrt(n), by the delta method.
Source: Murphy 1988, "Skill scores based on the mean square error", for (1).
"""

import math

import numpy as np
from numpy.typing import NDArray

from netwright.contracts import Score

Floats = NDArray[np.floating]


def skill(losses: Floats, trivial: Floats) -> Score:
    """Mean skill over targets.

    Args:
        losses: (n, m), of m targets of n examples, 0 or more; not a number where an example lacks
            the target. A target that all lack is left out.
        trivial: (n, m), the same for the predictor that ignores its input.

    Returns:
        (2) with its standard error, None for a single example.

    Example:
        >>> losses, trivial = np.array([[1.0, np.nan], [3.0, 5.0]]), np.full((2, 2), 5.0)
        >>> skill(losses, trivial).value  # 6/10 of the first are gone, nothing of the second
        0.3
    """
    known = ~np.isnan(losses)
    held = known.any(axis=0)
    a, b = (np.where(known, values, 0.0)[:, held] for values in (losses, trivial))
    ours, theirs = a.mean(axis=0), b.mean(axis=0)
    safe = np.where(theirs > 0, theirs, np.inf)
    skills = np.where(theirs > 0, 1 - ours / safe, 0.0)  # (1)
    moves = ((ours / safe * b - a) / safe).mean(axis=1)  # (3)
    error = float(moves.std(ddof=1)) / math.sqrt(len(moves)) if len(moves) > 1 else None
    return Score(float(skills.mean()), error)  # (2)
