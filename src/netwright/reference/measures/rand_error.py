"""Rand error of a segmentation into regions: pairs of pixels wrongly joined or wrongly parted.

Every pixel belongs to a numbered segment; 0 is boundary. True boundaries are left out. With n_ij
the pixels of true segment i in answered segment j > 0, and c_i those that the answer calls
boundary, each of which counts as a segment of its own:

    P = sum_ij n_ij^2 + sum_i c_i                                                          (1)
    A = sum_i (sum_j n_ij + c_i)^2                                                         (2)
    B = sum_j (sum_i n_ij)^2 + sum_i c_i                                                   (3)
    E = 1 - 2 P / (A + B)                                                                  (4)

P counts the ordered pairs of pixels, each with itself too, that are together in both; A those
together in truth, B those together in the answer. P / B is a precision, P / A a recall, and 1 - E
their harmonic mean.

Source: Arganda-Carreras et al. 2015, Frontiers in Neuroanatomy 9, "Crowdsourcing the creation of
image segmentation algorithms for connectomics", the Rand F-score restricted to the foreground.
"""

import numpy as np

from netwright.reference._arrays import Whole, whole


def forward(truth: Whole, answer: Whole) -> float:
    """The error of one picture: equations (1) to (4).

    Args:
        truth: (h, w), the number of each pixel's segment, 0 for boundary.
        answer: (h, w), the same of what is judged.

    Returns:
        From 0 to 1; 0 where the truth is nothing but boundary.

    Raises:
        ValueError: if the shapes differ, something is empty, or a number is not whole or negative.

    Example:
        >>> forward(np.array([[1, 1, 0, 2, 2]]), np.array([[1, 1, 1, 1, 1]]))  # two cells joined
        0.33333333333333337
    """
    truth = whole("truth", truth, "h", "w")
    answer = whole("answer", answer, *truth.shape)
    true, answered = truth[truth > 0], answer[truth > 0]
    if not true.size:
        return 0.0
    of_true = true == np.unique(true)[:, np.newaxis]
    of_answer = answered == np.unique(answered[answered > 0])[:, np.newaxis]
    n = of_true.astype(np.int64) @ of_answer.astype(np.int64).T
    alone = int((answered == 0).sum())
    both = (n**2).sum() + alone  # (1)
    in_truth = (of_true.sum(axis=1) ** 2).sum()  # (2)
    in_answer = (n.sum(axis=0) ** 2).sum() + alone  # (3)
    return float(1 - 2 * both / (in_truth + in_answer))  # (4)


def example(rng: np.random.Generator) -> dict[str, Whole]:
    """Arguments of ``forward`` for one random case."""
    shape = rng.integers(1, 7, size=2)
    truth = rng.integers(0, 4, size=shape)
    answer = np.where(rng.random(shape) < 0.7, truth, rng.integers(0, 4, size=shape))
    return {"truth": truth, "answer": answer}
