"""Equal error rate: where as many of the zeros are let in as of the ones are kept out.

Along the corners k of the ROC curve, thresholds falling,

    FNR_k = 1 - TPR_k,   d_k = FPR_k - FNR_k    from -1 up to 1                            (1)
    w     = d_{k-1} / (d_{k-1} - d_k)    at the first k with d_k >= 0                      (2)
    EER   = FPR_{k-1} + w (FPR_k - FPR_{k-1})                                              (3)

so the crossing is taken on the straight piece between two corners; d climbs with every corner, so
there is one. 0 where all ones are above all zeros, 0.5 for scores that know nothing.

Source: Martin, Doddington, Kamm, Ordowski & Przybocki 1997, "The DET curve in assessment of
detection task performance"; the straight pieces are those of Fawcett 2006.
"""

import numpy as np

from netwright.reference._arrays import Array, Whole
from netwright.reference.measures import roc


def forward(scores: Array, labels: Whole) -> float:
    """The rate at which both kinds of error are equal: equations (1) to (3).

    Args:
        scores: (n,), larger for label 1, any unit.
        labels: (n,), 0 or 1, both occurring.

    Returns:
        From 0 to 1.

    Raises:
        ValueError: if the shapes differ, something is empty or not finite, or the labels are not
            0 and 1, some of each.

    Example:
        >>> forward(np.array([4.0, 3.0, 2.0, 1.0]), np.array([1, 0, 1, 0]))
        0.5
    """
    _, fpr, tpr = roc.forward(scores, labels)
    ahead = fpr - (1 - tpr)  # (1)
    k = int(np.argmax(ahead >= 0))  # the first; never 0, where it is -1
    w = ahead[k - 1] / (ahead[k - 1] - ahead[k])  # (2)
    return float(fpr[k - 1] + w * (fpr[k] - fpr[k - 1]))  # (3)


def example(rng: np.random.Generator) -> dict[str, Array | Whole]:
    """Arguments of ``forward`` for one random case, often with ties."""
    return roc.example(rng)
