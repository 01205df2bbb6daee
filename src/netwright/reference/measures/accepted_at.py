"""What is let in rightly when only so many may be let in wrongly: the true accept rate.

Along the corners k of the ROC curve, thresholds t_k falling, false accepts FPR_k, true ones TPR_k:

    k = the last corner with FPR_k <= far                                                  (1)
    threshold = t_k                                                                        (2)
    TAR       = TPR_k                                                                      (3)

A pair is accepted where its score is at or above the threshold. Where even the best zero is above
all ones, nothing may be accepted: the threshold is infinite and TAR is 0.

Source: Grother, Quinn & Phillips 2010, "Report on the evaluation of 2D still-image face recognition
algorithms", NIST Interagency Report 7709, section 3.
"""

import numpy as np

from netwright.reference._arrays import Array, Whole, real, share
from netwright.reference.measures import roc


def forward(scores: Array, labels: Whole, *, far: float) -> tuple[float, float]:
    """The threshold for a false accept rate, and the true accept rate there.

    Args:
        scores: (n,), larger for label 1, any unit.
        labels: (n,), 0 or 1, both occurring.
        far: the largest share of zeros that may be accepted, from 0 up to, not at, 1.

    Returns:
        The threshold, in the scores' unit, and the share of ones accepted, from 0 to 1.

    Raises:
        ValueError: if the shapes differ, something is empty or not finite, the labels are not 0
            and 1, some of each, or far is outside its range.

    Example:
        >>> forward(np.array([4.0, 3.0, 2.0, 1.0]), np.array([1, 0, 1, 0]), far=0.1)
        (4.0, 0.5)
    """
    scores = real("scores", scores, "n")
    far = share("far", far)
    thresholds, fpr, tpr = roc.forward(scores, labels)
    k = int(np.flatnonzero(fpr <= far)[-1])  # (1); never empty, since the first is 0
    return float(thresholds[k]), float(tpr[k])  # (2), (3)


def example(rng: np.random.Generator) -> dict[str, Array | Whole | float]:
    """Arguments of ``forward`` for one random case, often with ties."""
    return {**roc.example(rng), "far": float(rng.choice([0.0, 0.1, 0.3, 0.7]))}
