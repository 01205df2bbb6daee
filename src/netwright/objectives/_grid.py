"""What the numbers of a YOLO map mean, and the boxes that are read off it.

A map has R rows and C columns of cells, each ``stride`` pixels wide and high. In each cell stand a
anchors, boxes of common shapes (p_w, p_h) in pixels; for each the network gives t = (t_x, t_y,
t_w, t_h, t_o, t_1 ... t_k). With g(t) = 1 / (1 + exp(-t)), in row i and column j:

    x = stride (j + s g(t_x) - (s - 1) / 2),   y with i likewise                           (1)
    w = p_w exp(t_w),   h = p_h exp(t_h),   t_w and t_h cut to -4 ... 4                    (2)
    confidence    = g(t_o)                                                                 (3)
    probability_c = g(t_c)                                                                 (4)
    score = max_c confidence probability_c,   label = the first c that has it              (5)

s = 1 is the paper's: a centre on the border of a cell needs an infinite t. With s = 2 a cell
reaches half a cell beyond its borders, and several cells may answer for one object. (4) asks of
each class for itself, so that names may overlap. ``detections`` reads off what a person is shown:

    maps (n, a (5 + k), R, C) -> (1) to (5) -> cut at the picture's edge -> the best by score
         -> non-maximum suppression within each class -> (n, most, 6)

Cost: small beside the network; suppression looks at ``CANDIDATES`` boxes of a picture at most.

Source: Redmon & Farhadi 2017, "YOLO9000", arXiv:1612.08242, section 2, for (1) with s = 1, (2),
(3); Redmon & Farhadi 2018, "YOLOv3", arXiv:1804.02767, section 2.2, for (4); Redmon et al. 2016,
arXiv:1506.02640, equation 1, for (5); Bochkovskiy, Wang & Liao 2020, "YOLOv4", arXiv:2004.10934,
section 3.4, for s above 1.
"""

import math
from dataclasses import dataclass

import torch
from torch import Tensor

from netwright.contracts import NO_BOX
from netwright.errors import SettingError
from netwright.objectives._nms import survivors

STRETCH = 4.0  # of (2): sizes from 1/55 to 55 times those of the anchor
CANDIDATES = 400  # boxes of a picture that suppression looks at
NUMBERS = 5  # of each box, before its classes

Sides = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """How a map is laid out.

    Args:
        anchors: width and height of each, in pixels of the picture the network takes; above 0.
        classes: k, 1 or more.
        stride: pixels of a cell, 1 or more.
        sensitivity: s of (1), from 1 to 3.

    Raises:
        SettingError: naming the first one that cannot work.
    """

    anchors: Sides
    classes: int
    stride: int = 16
    sensitivity: float = 2.0

    def __post_init__(self) -> None:
        sides = [side for anchor in self.anchors for side in anchor]
        if not sides or any(len(anchor) != 2 for anchor in self.anchors):
            raise SettingError("anchors", self.anchors, wanted="pairs of a width and a height")
        if not all(0 < side < math.inf for side in sides):
            raise SettingError("anchors", self.anchors, wanted="widths and heights above 0")
        if self.classes < 1:
            raise SettingError("classes", self.classes, wanted="1 class or more")
        if self.stride < 1:
            raise SettingError("stride", self.stride, wanted="1 pixel or more")
        if not 1 <= self.sensitivity <= 3:
            raise SettingError("sensitivity", self.sensitivity, wanted="a factor from 1 to 3")

    @property
    def channels(self) -> int:
        """How many a map has: a (5 + k)."""
        return len(self.anchors) * (NUMBERS + self.classes)

    def shapes(self, like: Tensor) -> Tensor:
        """The anchors as a tensor (a, 2) of the type and on the device of another."""
        return torch.tensor(self.anchors, dtype=like.dtype, device=like.device)


def by_anchor(maps: Tensor, grid: Grid) -> Tensor:
    """The numbers of every box in a row of their own.

    Args:
        maps: float (n, a (5 + k), R, C), what the network gave.
        grid: how it is laid out.

    Returns:
        (n, a, R, C, 5 + k), float32, or float64 where the maps are.

    Raises:
        SettingError: if the maps have other channels.
    """
    if maps.dim() != 4 or maps.shape[1] != grid.channels:
        wanted = f"of {grid.channels} channels, as (n, channels, rows, columns)"
        raise SettingError("maps", tuple(maps.shape), wanted=wanted)
    raw = maps if maps.dtype == torch.float64 else maps.float()
    count, _, rows, columns = maps.shape
    return raw.reshape(count, len(grid.anchors), -1, rows, columns).movedim(2, 4)


def boxes_of(raw: Tensor, cells: Tensor, shapes: Tensor, grid: Grid) -> Tensor:
    """Equations (1) and (2).

    Args:
        raw: float (..., 5 + k), the numbers of boxes.
        cells: float (..., 2), column and row of each.
        shapes: float (..., 2), width and height of its anchor, in pixels.
        grid: how the map is laid out.

    Returns:
        (..., 4), corners in pixels; they may lie outside of the picture.
    """
    s = grid.sensitivity
    middle = (cells + s * raw[..., 0:2].sigmoid() - (s - 1) / 2) * grid.stride  # (1)
    half = shapes * raw[..., 2:4].clamp(-STRETCH, STRETCH).exp() / 2  # (2)
    return torch.cat([middle - half, middle + half], dim=-1)


def decoded(maps: Tensor, grid: Grid) -> tuple[Tensor, Tensor, Tensor]:
    """Every box of a map: (1) to (5).

    Args:
        maps: float (n, a (5 + k), R, C), what the network gave.
        grid: how it is laid out.

    Returns:
        Boxes (n, p, 4), corners in pixels; scores (n, p), from 0 to 1; labels int64 (n, p), from 0
        to k - 1. p = a R C, anchor by anchor, row by row.
    """
    raw = by_anchor(maps, grid)
    rows, columns = raw.shape[2:4]
    down = torch.arange(rows, dtype=raw.dtype, device=raw.device)
    across = torch.arange(columns, dtype=raw.dtype, device=raw.device)
    cells = torch.stack(torch.meshgrid(across, down, indexing="xy"), dim=-1)
    boxes = boxes_of(raw, cells, grid.shapes(raw).view(-1, 1, 1, 2), grid)
    chances = raw[..., 4:5].sigmoid() * raw[..., NUMBERS:].sigmoid()  # (3), (4)
    best = chances.max(dim=-1)  # (5)
    return boxes.flatten(1, 3), best.values.flatten(1), best.indices.flatten(1)


def detections(
    maps: Tensor,
    grid: Grid,
    *,
    least_score: float = 0.01,
    overlap: float = 0.5,
    most: int = 100,
) -> Tensor:
    """The boxes that are found in each picture.

    Args:
        maps: float (n, a (5 + k), R, C), what the network gave.
        grid: how it is laid out.
        least_score: boxes below it are left out, from 0 to 1.
        overlap: boxes of one class that stay overlap by this at most, from 0 to 1.
        most: rows of each picture, 1 or more.

    Returns:
        (n, most, 6), float32 or float64: x1, y1, x2, y2 in pixels, within the picture; the score;
        the label. By falling score; rows without a box are 0, with the label -1.
    """
    boxes, scores, labels = decoded(maps, grid)
    edge = boxes.new_tensor([maps.shape[3], maps.shape[2]]).repeat(2) * grid.stride
    boxes = torch.minimum(boxes.clamp(min=0), edge)
    there = (scores >= least_score) & (boxes[..., 2:] > boxes[..., :2]).all(dim=-1)
    scores = scores.masked_fill(~there, 0.0)
    order = torch.sort(scores, dim=1, descending=True, stable=True).indices[:, :CANDIDATES]
    rows = torch.cat([boxes, scores.unsqueeze(2), labels.unsqueeze(2).to(boxes)], dim=2)
    rows = rows.gather(1, order.unsqueeze(2).expand(-1, -1, 6))
    labels = labels.masked_fill(~there, NO_BOX).gather(1, order)
    stays = survivors(rows[..., :4], labels, threshold=overlap)
    first = torch.sort(stays.byte(), dim=1, descending=True, stable=True).indices[:, :most]
    kept = rows.gather(1, first.unsqueeze(2).expand(-1, -1, 6))
    kept = torch.where(stays.gather(1, first).unsqueeze(2), kept, _empty(kept))
    missing = most - kept.shape[1]
    return torch.cat([kept, _empty(kept[:, :1]).expand(-1, missing, -1)], dim=1)


def _empty(like: Tensor) -> Tensor:
    """Rows without a box."""
    row = like.new_tensor([0.0, 0.0, 0.0, 0.0, 0.0, float(NO_BOX)])
    return row.expand_as(like)
