"""The bins of a reliability diagram: beside how sure the answers are, how often they are right.

For row i, with probabilities p_ic,

    confidence_i = max_c p_ic,   a_i = argmax_c p_ic    (the first of several largest)     (1)
    bin b of B holds the rows with (b - 1) / B <= confidence_i < b / B    (the last: <= 1) (2)

and for every bin that holds rows: the mean of their confidences, the share of them with
a_i = y_i, and how many they are.                                                          (3)

Where the answers deserve their confidence, the first two are equal but for chance.

Source: Guo, Pleiss, Sun & Weinberger 2017, arXiv:1706.04599, section 2, whose bins are closed above
instead of below; DeGroot & Fienberg 1983 for the diagram.
"""

import numpy as np

from netwright.reference._arrays import Array, Whole, count, real, whole
from netwright.reference.measures import log_probabilities


def forward(logits: Array, labels: Whole, *, bins: int = 15) -> list[tuple[float, float, int]]:
    """Sort rows by confidence into bins: equations (1) to (3).

    Args:
        logits: (n, k), no unit.
        labels: (n,), from 0 to k - 1.
        bins: B, 1 or more, of equal width.

    Returns:
        For each bin that is not empty, upwards: mean confidence and share of right answers, both
        from 0 to 1, and the number of rows.

    Raises:
        ValueError: if the shapes disagree, something is empty or not finite, a label is none of 0
            to k - 1, or bins is not a whole number from 1 on.

    Example:
        >>> forward(np.zeros((4, 2)), np.array([0, 0, 0, 1]))
        [(0.5, 0.75, 4)]
    """
    logits = real("logits", logits, "n", "k")
    labels = whole("labels", labels, len(logits), below=logits.shape[1])
    bins = count("bins", bins)
    logs = log_probabilities.forward(logits)
    confidence, right = np.exp(logs.max(axis=1)), logs.argmax(axis=1) == labels  # (1)
    rows = []
    for b in range(1, bins + 1):
        below = confidence < b / bins if b < bins else True
        inside = (confidence >= (b - 1) / bins) & below  # (2)
        if inside.any():
            sure, share = float(confidence[inside].mean()), float(right[inside].mean())
            rows.append((sure, share, int(inside.sum())))  # (3)
    return rows


def example(rng: np.random.Generator) -> dict[str, Array | Whole | int]:
    """Arguments of ``forward`` for one random case."""
    n, k = rng.integers(1, 15), rng.integers(2, 5)
    return {
        "logits": 2 * rng.normal(size=(n, k)),
        "labels": rng.integers(0, k, n),
        "bins": int(rng.choice([5, 15])),
    }
