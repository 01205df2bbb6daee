"""From outputs to answers: classes, numbers and members alike for one target and for several."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from netwright.measures.classification import log_probabilities

HIGHEST = 700.0  # exp of more is no float64


def mean_of_members(logits: Tensor) -> Tensor:
    """Average the members' probabilities: (n, m, k) -> log-odds (n, k) of the mean."""
    return torch.logsumexp(logits.log_softmax(dim=2), dim=1)


def class_answers(classes: Sequence[str], logits: NDArray[Any]) -> list[dict[str, object]]:
    """The likeliest class of each row and its probability.

    Args:
        classes: names, in the order of the outputs.
        logits: (n, k).

    Returns:
        "label" and "probability" for each row.
    """
    probabilities = np.exp(log_probabilities(logits))
    best = probabilities.argmax(axis=1)
    return [
        {"label": classes[index], "probability": float(row[index])}
        for index, row in zip(best.tolist(), probabilities, strict=True)
    ]


def in_unit(
    standardised: NDArray[Any], *, mean: float, std: float, log: bool
) -> NDArray[np.float64]:
    """Bring standardised numbers back to the target's unit.

    Args:
        standardised: (n,), of mean 0 and deviation 1 over the training rows.
        mean: of what was learned.
        std: of what was learned.
        log: whether that was the logarithm.

    Returns:
        (n,), float64, finite.
    """
    learned = standardised.astype(np.float64) * std + mean
    return np.asarray(np.exp(np.minimum(learned, HIGHEST)) if log else learned)
