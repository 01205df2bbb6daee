"""Mean intersection over union: how well the regions of a segmentation lie on the true ones.

Over all pixels of all pictures, with M the confusion matrix of their labels and answers,

    IoU_c = M_cc / (sum_t M_ct + sum_t M_tc - M_cc)                                        (1)
    mean  = (1 / |S|) sum_{c in S} IoU_c                                                   (2)

where S are the classes that occur among the labels or the answers. A class of few pixels weighs
as much as one of many.

Source: Jaccard 1912, "The distribution of the flora in the alpine zone", for (1); Long, Shelhamer &
Darrell 2015, arXiv:1411.4038, section 5, for (2).
"""

import numpy as np

from netwright.reference._arrays import Whole, count, whole
from netwright.reference.measures import confusion_matrix


def forward(labels: Whole, answers: Whole, *, classes: int) -> float:
    """The mean over classes of overlap over union: equations (1) and (2).

    Args:
        labels: (n, h, w), of each pixel, from 0 to k - 1.
        answers: (n, h, w), from 0 to k - 1.
        classes: k, 1 or more.

    Returns:
        From 0 to 1.

    Raises:
        ValueError: if the shapes differ, there are no pixels, or a number is none of 0 to k - 1.

    Example:
        >>> forward(np.array([[[0, 0, 1, 1]]]), np.array([[[0, 1, 1, 1]]]), classes=2)  # 1/2, 2/3
        0.5833333333333333
    """
    k = count("classes", classes)
    labels = whole("labels", labels, "n", "h", "w", below=k)
    answers = whole("answers", answers, *labels.shape, below=k)
    matrix = confusion_matrix.forward(labels.ravel(), answers.ravel(), classes=k)
    overlap = np.diag(matrix)
    union = matrix.sum(axis=1) + matrix.sum(axis=0) - overlap
    occurs = union > 0
    return float((overlap[occurs] / union[occurs]).mean())  # (1), (2)


def example(rng: np.random.Generator) -> dict[str, Whole | int]:
    """Arguments of ``forward`` for one random case."""
    shape, k = rng.integers(1, 4, 3), int(rng.integers(2, 5))
    labels = rng.integers(0, k, shape)
    return {
        "labels": labels,
        "answers": np.where(rng.random(shape) < 0.5, labels, rng.integers(0, k, shape)),
        "classes": k,
    }
