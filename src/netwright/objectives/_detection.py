"""What a YOLO map should say of a picture, and how much it costs to say something else.

A true box with centre (u, v) in cells and size (w, h) in pixels is asked of several predictions:

    anchors   those with max(w / p_w, p_w / w, h / p_h, p_h / h) < 4, and the nearest one   (1)
    cells     its own, row floor(v) and column floor(u); the neighbour to the left or right whose
              border is nearer, and the one above or below, each if that is less than half a
              cell away and within the map                                                 (2)

Let there be q_b of these for box b. Giou is that of ``_boxes``; predicted boxes, confidences C and
probabilities P are those of ``_grid``; H(p, p^) = -p^ log p - (1 - p^) log(1 - p). Of one picture,
and of all:

    place       sum_b 1 / q_b sum_i (1 - giou_i)                                            (3)
    label       sum_b 1 / q_b sum_i sum_c H(P_ic, 1 if c is the box's class, else 0)        (4)
    confidence  sum over all predictions of H(C, C^)                                       (5)
    L           = mean over pictures of 2 place + 0.1 confidence + label                   (6)

C^ is 0 where nothing is asked, else 1 - r + r iou of the predicted box, which takes no slope; the
largest, where two boxes ask the same prediction. With r = 1 it is what YOLO calls confidence, with
0 only whether there is something. The weights of (6) let the three terms begin at one size where a
picture has some ten objects. Shapes do not depend on how many objects there are, so a pass can be
recorded; a box of NaN, or with the label -1, is none.

Why several: with one cell and one anchor for each box most of a map learns nothing but "no", and a
centre near a border makes the neighbour, which sees nearly the same, learn the opposite.

Source: Redmon et al. 2016, arXiv:1506.02640, equation 3, for a sum over boxes and its mean; Redmon
& Farhadi 2018, "YOLOv3", arXiv:1804.02767, sections 2.1 and 2.2, for cross-entropies; Rezatofighi
et al. 2019, arXiv:1902.09630, for (3); Bochkovskiy, Wang & Liao 2020, "YOLOv4", arXiv:2004.10934,
section 3.4, for several anchors of one box; Tian et al. 2019, "FCOS", arXiv:1904.01355, section
3.1, for several places of one box. That both cells and anchors follow (1) and (2) is our choice.
"""

import math
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

from netwright.contracts import NO_BOX
from netwright.errors import SettingError
from netwright.objectives._boxes import giou, iou
from netwright.objectives._grid import NUMBERS, Grid, boxes_of, by_anchor

MOST_RATIO = 4.0  # of (1)
REACH = 0.5  # of (2), in cells


@dataclass(frozen=True, slots=True, kw_only=True)
class DetectionCosts:
    """The weights of (6).

    Args:
        place: of (3), 0 or more.
        confidence: of (5), 0 or more.
        label: of (4), 0 or more.
        overlap: r, the part of the wanted confidence that is the overlap, from 0 to 1.

    Raises:
        SettingError: naming the first one that cannot work.
    """

    place: float = 2.0
    confidence: float = 0.1
    label: float = 1.0
    overlap: float = 0.5

    def __post_init__(self) -> None:
        for name in ("place", "confidence", "label"):
            weight = getattr(self, name)
            if not 0 <= weight < math.inf:
                raise SettingError(name, weight, wanted="a weight of 0 or more")
        if not 0 <= self.overlap <= 1:
            raise SettingError("overlap", self.overlap, wanted="a share from 0 to 1")


USUAL = DetectionCosts()


@dataclass(frozen=True, slots=True)
class Asked:
    """Which predictions the true boxes ask; q = 3 k a, most of which are not there.

    Args:
        boxes: (n, k, 4), as given, but whole ones where there is no box.
        place: int64 (n, q), the prediction, counted as ``Grid`` lays them out; 0 for none.
        cells: (n, q, 2), its column and row.
        share: (n, q), 1 / q_b; 0 for none.
        box: int64 (q,), which true box asks.
    """

    boxes: Tensor
    place: Tensor
    cells: Tensor
    share: Tensor
    box: Tensor


def asked_of(boxes: Tensor, labels: Tensor, grid: Grid, *, rows: int, columns: int) -> Asked:
    """Equations (1) and (2).

    Args:
        boxes: float (n, k, 4), corners in pixels, NaN or anything else where there is none.
        labels: int64 (n, k), -1 where there is none.
        grid: how the map is laid out.
        rows: R, 1 or more.
        columns: C, 1 or more.

    Returns:
        What every box asks.
    """
    there = (labels != NO_BOX) & (boxes[..., 2:] > boxes[..., :2]).all(dim=2)
    boxes = torch.where(there.unsqueeze(2), boxes, boxes.new_tensor([0.0, 0.0, 1.0, 1.0]))
    cells, near = _cells(boxes, grid, rows, columns)
    ratio = (boxes[..., 2:] - boxes[..., :2]).unsqueeze(2) / grid.shapes(boxes)
    worst = torch.maximum(ratio, 1 / ratio).amax(dim=3)
    fits = (worst < MOST_RATIO) | (worst == worst.amin(dim=2, keepdim=True))  # (1)
    asked = there.view(*there.shape, 1, 1) & near.unsqueeze(3) & fits.unsqueeze(2)  # (n, k, 3, a)
    count, objects, _, anchors = asked.shape
    number = torch.arange(anchors, device=boxes.device)
    cell = (cells[..., 1] * columns + cells[..., 0]).long().unsqueeze(3)
    place = torch.where(asked, number * rows * columns + cell, 0)
    counted = asked.to(boxes.dtype)
    share = counted / counted.sum(dim=(2, 3), keepdim=True).clamp(min=1)
    return Asked(
        boxes=boxes,
        place=place.view(count, -1),
        cells=cells.unsqueeze(3).expand(-1, -1, -1, anchors, -1).reshape(count, -1, 2),
        share=share.view(count, -1),
        box=torch.arange(objects, device=boxes.device).repeat_interleave(3 * anchors),
    )


def detection_loss(
    maps: Tensor, boxes: Tensor, labels: Tensor, grid: Grid, costs: DetectionCosts = USUAL
) -> Tensor:
    """Equation (6).

    Args:
        maps: float (n, a (5 + k), R, C), what the network gave.
        boxes: float (n, m, 4), the true boxes' corners in pixels of the picture the network took;
            NaN or anything else where there is none.
        labels: int64 (n, m), from 0 to k - 1; -1 where there is none.
        grid: how the map is laid out.
        costs: the weights.

    Returns:
        (), in nats and overlaps, 0 or more.
    """
    raw = by_anchor(maps, grid)
    rows, columns = raw.shape[2:4]
    asked = asked_of(boxes.to(raw.dtype), labels, grid, rows=rows, columns=columns)
    raw = raw.flatten(1, 3)  # (n, p, 5 + k)
    said = raw.gather(1, asked.place.unsqueeze(2).expand(-1, -1, raw.shape[2]))
    shapes = grid.shapes(raw).repeat(asked.place.shape[1] // len(grid.anchors), 1)
    found = boxes_of(said, asked.cells, shapes, grid)
    wanted = asked.boxes[:, asked.box]
    place = (asked.share * (1 - giou(found, wanted))).sum()  # (3)
    label = (asked.share.unsqueeze(2) * _label_costs(said, labels[:, asked.box])).sum()  # (4)
    sure = _wanted_confidence(asked, iou(found.detach(), wanted), costs.overlap, raw.shape[1])
    confidence = functional.binary_cross_entropy_with_logits(
        raw[..., 4], sure, reduction="sum"
    )  # (5)
    total = costs.place * place + costs.confidence * confidence + costs.label * label
    return total / len(raw)  # (6)


def _cells(boxes: Tensor, grid: Grid, rows: int, columns: int) -> tuple[Tensor, Tensor]:
    """Column and row of three cells for each box (n, k, 3, 2), and which are within (2)."""
    middle = (boxes[..., :2] + boxes[..., 2:]) / (2 * grid.stride)
    last = boxes.new_tensor([columns - 1, rows - 1])
    own = torch.minimum(middle.floor().clamp(min=0), last)
    part = middle - own
    step = torch.where(part < 0.5, -1.0, 1.0).to(boxes.dtype)
    none = torch.zeros_like(step[..., 0])
    aside, below = torch.stack([step[..., 0], none], -1), torch.stack([none, step[..., 1]], -1)
    cells = own.unsqueeze(2) + torch.stack([torch.zeros_like(step), aside, below], dim=2)
    close = torch.minimum(part, 1 - part) < REACH
    near = torch.cat([torch.ones_like(close[..., :1]), close], dim=-1)
    inside = ((cells >= 0) & (cells <= last)).all(dim=3)
    return torch.minimum(cells.clamp(min=0), last), near & inside  # (2)


def _label_costs(said: Tensor, labels: Tensor) -> Tensor:
    """H of (4), summed over the classes: (n, q, 1)."""
    logits = said[..., NUMBERS:]
    classes = torch.arange(logits.shape[2], device=logits.device)
    wanted = (labels.unsqueeze(2) == classes).to(logits.dtype)
    costs = functional.binary_cross_entropy_with_logits(logits, wanted, reduction="none")
    return costs.sum(dim=2, keepdim=True)


def _wanted_confidence(asked: Asked, overlap: Tensor, part: float, predictions: int) -> Tensor:
    """C^ of (5): (n, predictions)."""
    wanted = (1 - part + part * overlap) * (asked.share > 0)
    nothing = wanted.new_zeros(len(wanted), predictions)
    return nothing.scatter_reduce(1, asked.place, wanted, "amax")
