"""Non-maximum suppression: of boxes of one class that overlap, only the best stays.

    order = the boxes by falling score, equal scores in the order given                    (1)
    box i hides box j   if   i stands before j, they are of one class, iou(i, j) > t       (2)
    j stays             if   no box that stays hides it                                    (3)

(3) is said of itself, so it is found by repeating: begin with all boxes, and let those stay that
none of those that stay hides. Box 1 is right at once, and box r + 1 after r rounds, since it waits
for the boxes before it alone; so the rounds end with what one box after another would give. They
are as few as the longest chain of boxes that hide each other, and each is one pass over a table,
for many pictures at once.

Cost: m^2 overlaps for each picture; cut the list by score first where m is above a few hundred.

Source: Felzenszwalb, Girshick, McAllester & Ramanan 2010, PAMI 32, for the greedy choice; Zheng et
al. 2020, "Enhancing geometric factors", arXiv:2005.03572, section 3.3, for the rounds.
"""

import math

import torch
from torch import Tensor

from netwright.contracts import NO_BOX
from netwright.objectives._boxes import iou


def non_max_suppression(
    boxes: Tensor, scores: Tensor, labels: Tensor, *, threshold: float = 0.5
) -> Tensor:
    """Choose the boxes of one picture that stay: (1) to (3).

    Args:
        boxes: float (m, 4), corners, in any unit of length; m may be 0.
        scores: float (m,), larger is better.
        labels: int64 (m,), a class for each, ``NO_BOX`` for a row that is no box.
        threshold: t, from 0 to 1; boxes that overlap by exactly t both stay.

    Returns:
        int64 (r,), indices of the boxes that stay, by falling score.

    Example:
        >>> boxes = torch.tensor([[0.0, 0, 4, 1], [0, 0, 3, 1], [0, 0, 3, 1]])
        >>> non_max_suppression(boxes, torch.tensor([0.9, 0.8, 0.3]), torch.tensor([0, 0, 1]))
        tensor([0, 2])
    """
    order = torch.sort(scores, descending=True, stable=True).indices  # (1)
    return order[survivors(boxes[order], labels[order], threshold=threshold)]


def survivors(boxes: Tensor, labels: Tensor, *, threshold: float = 0.5) -> Tensor:
    """Which boxes stay, for many pictures at once: (2) and (3).

    Args:
        boxes: float (..., m, 4), corners, by falling score.
        labels: int64 (..., m), ``NO_BOX`` for a row that is no box.
        threshold: t, from 0 to 1.

    Returns:
        bool (..., m).
    """
    overlap = iou(boxes.unsqueeze(-2), boxes.unsqueeze(-3))
    same = labels.unsqueeze(-1) == labels.unsqueeze(-2)
    hides = (overlap >= _just_above(threshold, boxes.dtype)) & same
    hides = hides.triu(diagonal=1)  # (2)
    there = labels != NO_BOX
    stays = there
    for _ in range(labels.shape[-1]):
        hidden = (hides & stays.unsqueeze(-1)).any(dim=-2)
        again = there & ~hidden  # (3)
        if torch.equal(again, stays):
            break
        stays = again
    return stays


def _just_above(threshold: float, dtype: torch.dtype) -> float:
    """The first number of a type that is above the threshold itself, not above its rounding."""
    nearest = torch.tensor(threshold, dtype=dtype)
    if float(nearest) <= threshold:
        nearest = torch.nextafter(nearest, torch.tensor(math.inf, dtype=dtype))
    return float(nearest)
