"""Measures of a class for every pixel, and of the regions that boundaries enclose, in NumPy.

With M the confusion matrix of all known pixels of a split, a row for each truth,

    IoU_c     M_cc / (sum_t M_ct + sum_t M_tc - M_cc)                                      (1)
    miou      the mean of (1) over the classes among the labels or the answers             (2)
    pixels    sum_c M_cc / sum_ct M_ct                                                     (3)

Pixels of one picture are no independent trials, pictures are. Standard errors are the jackknife's:
with v_i the measure without picture i,

    error     sqrt((n - 1) / n sum_i (v_i - mean v)^2)                                     (4)

Regions: the pixels inside boundaries fall into segments of pixels that touch by a side. With n_ij
the pixels of true segment i that lie in answered segment j > 0, and c those that the answer calls
boundary, each of which counts as a segment of its own,

    shared    P = sum_ij n_ij^2 + c,  A = sum_i (sum_j n_ij + c_i)^2,  B = sum_j (sum_i n_ij)^2 + c
    error     1 - 2 P / (A + B)                                                            (5)

where true boundaries are left out. Two cells that are wrongly joined cost much in (5), a boundary
that is a pixel too thick hardly anything; in (3) it is the other way round.

Source: Long, Shelhamer & Darrell 2015, arXiv:1411.4038, section 5, for (1) to (3); Efron & Stein
1981 for (4); Arganda-Carreras et al. 2015, "Crowdsourcing the creation of image segmentation
algorithms for connectomics", Frontiers in Neuroanatomy 9, the Rand F-score, for (5).
"""

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from netwright.contracts import VOID, Score

Labels = NDArray[np.integer]
Counts = NDArray[np.int64]


def mask_confusion(labels: Labels, answers: Labels, classes: int) -> Counts:
    """Count pairs of truth and answer in each picture; pixels of class ``VOID`` are left out.

    Args:
        labels: (n, h, w), from 0 to k - 1, or ``VOID``.
        answers: (n, h, w), from 0 to k - 1.
        classes: k.

    Returns:
        (n, k, k), a row for each truth.

    Example:
        >>> mask_confusion(np.array([[[0, 1, 255]]]), np.array([[[1, 1, 0]]]), 2).tolist()
        [[[0, 1], [0, 1]]]
    """
    matrices = np.empty((len(labels), classes, classes), dtype=np.int64)
    for matrix, truth, answer in zip(matrices, labels, answers, strict=True):
        known = truth != VOID
        flat = truth[known].astype(np.int64) * classes + answer[known]
        matrix[:] = np.bincount(flat, minlength=classes**2).reshape(classes, classes)
    return matrices


def class_ious(matrix: Counts) -> NDArray[np.float64]:
    """Equation (1) of each class.

    Args:
        matrix: (k, k) counts, a row for each truth.

    Returns:
        (k,), from 0 to 1; not a number for a class that is neither among labels nor answers.
    """
    overlap = np.diag(matrix).astype(np.float64)
    union = matrix.sum(axis=1) + matrix.sum(axis=0) - overlap
    return np.where(union > 0, overlap / np.maximum(union, 1), np.nan)  # (1)


def segmentation_measures(matrices: Counts) -> dict[str, Score]:
    """Every measure of a split, with its standard error.

    Args:
        matrices: (n, k, k), of each picture, from ``mask_confusion``; some pixel is known.

    Returns:
        miou and pixel_accuracy, from 0 to 1.
    """
    return {"miou": _jackknife(_miou, matrices), "pixel_accuracy": _jackknife(_pixels, matrices)}


def segments(inside: NDArray[np.bool_]) -> Counts:
    """Number the regions of pixels that touch by a side.

    Every pixel points at one of its region, at first at itself; pixels that touch make the larger
    of what they point at point at the smaller, and pointers are then followed to their ends.

    Args:
        inside: (h, w), which pixels belong to regions.

    Returns:
        (h, w): 0 outside, and from 1 on in the order in which regions begin, row by row.

    Example:
        >>> segments(np.array([[True, False, True], [True, False, True]])).tolist()
        [[1, 0, 2], [1, 0, 2]]
    """
    places = np.arange(inside.size).reshape(inside.shape)
    across, down = inside[:, 1:] & inside[:, :-1], inside[1:] & inside[:-1]
    a = np.concatenate((places[:, :-1][across], places[:-1][down]))
    b = np.concatenate((places[:, 1:][across], places[1:][down]))
    points = places.ravel().copy()
    while True:
        from_a, from_b = points[a], points[b]
        apart = from_a != from_b
        if not apart.any():
            break
        a, b = a[apart], b[apart]  # what is joined stays so
        low = np.minimum(from_a, from_b)[apart]
        np.minimum.at(points, np.maximum(from_a, from_b)[apart], low)
        while not np.array_equal(further := points[points], points):
            points = further
    numbers = np.zeros(inside.size, dtype=np.int64)
    flat = inside.ravel()
    _, numbers[flat] = np.unique(points[flat], return_inverse=True)
    numbers[flat] += 1
    return numbers.reshape(inside.shape)


def rand_error(truth: Labels, answer: Labels) -> float:
    """Equation (5) for one picture.

    Args:
        truth: (h, w), the number of each pixel's segment, 0 for boundary.
        answer: (h, w), the same of what is judged.

    Returns:
        From 0 to 1; 0 where the truth is nothing but boundary.
    """
    inside = truth > 0
    true, answered = truth[inside].astype(np.int64), answer[inside].astype(np.int64)
    if not true.size:
        return 0.0
    own = np.bincount(true).astype(np.float64)
    found = answered > 0
    alone = float((~found).sum())  # c
    pairs = true[found] * (int(answered.max()) + 1) + answered[found]
    _, together = np.unique(pairs, return_counts=True)  # n_ij
    theirs = np.bincount(answered[found]).astype(np.float64)
    both = float((together.astype(np.float64) ** 2).sum()) + alone
    sums = float((own**2).sum()) + float((theirs**2).sum()) + alone
    return 1 - 2 * both / sums  # (5)


def _miou(matrix: Counts) -> float:
    found = class_ious(matrix)
    return float(found[~np.isnan(found)].mean()) if matrix.any() else 0.0  # (2)


def _pixels(matrix: Counts) -> float:
    return float(np.trace(matrix) / max(1, int(matrix.sum())))  # (3)


def _jackknife(measure: Callable[[Counts], float], matrices: Counts) -> Score:
    whole, count = matrices.sum(axis=0), len(matrices)
    if count < 2:
        return Score(measure(whole))
    without = np.array([measure(whole - matrix) for matrix in matrices])
    spread = float(((without - without.mean()) ** 2).sum())
    return Score(measure(whole), math.sqrt((count - 1) / count * spread))  # (4)
