"""Average precision of ranked rows: precision, averaged over the ones as they are found.

Going down through the different scores t_1 > t_2 > ..., with N rows of label 1,

    R_k = (1 / N) sum_{i: y_i = 1} [s_i >= t_k],   R_0 = 0                                 (1)
    P_k = sum_{i: y_i = 1} [s_i >= t_k] / sum_i [s_i >= t_k]                               (2)
    AP  = sum_k (R_k - R_{k-1}) P_k                                                        (3)

Steps, not straight pieces between the points: those would flatter. Rows of one score come in
together. Scores that know nothing come to about N / n. For boxes in pictures, where ones may
never be found, see ``detection_average_precision``.

Source: Buckley & Voorhees 2000, "Evaluating evaluation measure stability"; Davis & Goadrich 2006,
"The relationship between precision-recall and ROC curves", for why not straight.
"""

import numpy as np

from netwright.reference._arrays import Array, Whole, real
from netwright.reference.measures import roc
from netwright.reference.measures._binary import binary


def forward(scores: Array, labels: Whole) -> float:
    """The area under the steps of precision over recall: equations (1) to (3).

    Args:
        scores: (n,), larger for label 1, any unit.
        labels: (n,), 0 or 1, a 1 at least.

    Returns:
        Above 0, up to 1.

    Raises:
        ValueError: if the shapes differ, something is empty or not finite, or the labels are not
            0 and 1 with a 1 at least.

    Example:
        >>> forward(np.array([4.0, 3.0, 2.0, 1.0]), np.array([1, 0, 1, 0]))  # (1/1 + 2/3) / 2
        0.8333333333333333
    """
    scores = real("scores", scores, "n")
    labels = binary("labels", labels, len(scores), zeros=False)
    reached = scores >= np.unique(scores)[::-1, np.newaxis]  # a row for each t, downwards
    recall = reached[:, labels == 1].mean(axis=1)  # (1)
    precision = (reached & (labels == 1)).sum(axis=1) / reached.sum(axis=1)  # (2)
    return float((np.diff(recall, prepend=0.0) * precision).sum())  # (3)


def example(rng: np.random.Generator) -> dict[str, Array | Whole]:
    """Arguments of ``forward`` for one random case, often with ties."""
    return roc.example(rng)
