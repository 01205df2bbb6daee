"""Log loss: how surprised the answers are by the labels.

    log loss = -(1 / n) sum_i log p_{i, y_i}                                               (1)

in nats, where p are the probabilities of the logits z (see ``log_probabilities``). Sure and
right costs nothing, an even guess among k costs log k, sure and wrong has no upper bound. It is
least, in the mean over draws, for the true probabilities: it cannot be bettered by dishonesty.

Source: Good 1952, "Rational decisions"; Gneiting & Raftery 2007, "Strictly proper scoring rules,
prediction, and estimation".
"""

import numpy as np

from netwright.reference._arrays import Array, Whole, real, whole
from netwright.reference.measures import log_probabilities


def forward(logits: Array, labels: Whole) -> float:
    """The mean of -log p at the labels: equation (1).

    Args:
        logits: (n, k), no unit.
        labels: (n,), from 0 to k - 1.

    Returns:
        In nats, 0 or more.

    Raises:
        ValueError: if the shapes disagree, something is empty or not finite, or a label is none
            of 0 to k - 1.

    Example:
        >>> round(forward(np.zeros((2, 2)), np.array([0, 1])), 6)  # log 2
        0.693147
    """
    logits = real("logits", logits, "n", "k")
    labels = whole("labels", labels, len(logits), below=logits.shape[1])
    logs = log_probabilities.forward(logits)
    return float(-np.mean([row[label] for row, label in zip(logs, labels, strict=True)]))  # (1)


def example(rng: np.random.Generator) -> dict[str, Array | Whole]:
    """Arguments of ``forward`` for one random case."""
    n, k = rng.integers(1, 8), rng.integers(2, 6)
    return {"logits": 3 * rng.normal(size=(n, k)), "labels": rng.integers(0, k, n)}
