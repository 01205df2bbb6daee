"""Detection, before and at the loss: overlaps, what boxes ask of a map, what it costs."""

import numpy as np
import torch
from torch.nn import functional
from torchvision import ops

from netwright import objectives
from netwright.measures.detection_matching import overlaps
from netwright.objectives._detection import MOST_RATIO, REACH, asked_of
from netwright.objectives._nms import survivors
from netwright.reference.boxes import assign_boxes, iou, nms
from netwright.reference.losses import box_overlap, detection
from twins.harness import ROUNDING, Twin, by_torch, by_value

INDICES = "indices; no overlap of random boxes is at the threshold"
LIMITS = "whole numbers; no centre or size of random boxes is at a limit"
STRIDE = 16.0
CUT = 3.9  # raw numbers of the cases: the fast path cuts those of sizes at 4


def _row(reference, other, run, *, tolerance=1e-12, because=ROUNDING, **more):
    return Twin(
        reference=reference, other=other, run=run, tolerance=tolerance, because=because, **more
    )


# overlaps


def _iou(a, b):
    return objectives.iou(torch.tensor(a).unsqueeze(1), torch.tensor(b)).numpy()


def _overlaps(a, b):
    return overlaps(a, b, np.zeros(len(b), dtype=bool))


def _giou_cost(boxes, targets, shares):
    return (shares * (1 - objectives.giou(boxes, targets))).sum()


def _giou_loss(boxes, targets, shares):
    return (shares * ops.generalized_box_iou_loss(boxes, targets, eps=0.0)).sum()


def _nms(boxes, scores, threshold, most):
    labels = torch.zeros(len(scores), dtype=torch.int64)
    kept = objectives.non_max_suppression(
        torch.tensor(boxes), torch.tensor(scores), labels, threshold=threshold
    )
    return kept[:most].numpy()


def _survivors(boxes, scores, threshold, most):
    order = np.argsort(-scores, kind="stable")
    labels = torch.full((2, len(scores)), 3)  # two pictures that are the same
    twice = torch.tensor(boxes[order]).repeat(2, 1, 1)
    stays = survivors(twice, labels, threshold=threshold)
    assert torch.equal(stays[0], stays[1])
    return order[stays[1].numpy()][:most]


# what is asked


def _usual(rng):
    """Cases with the ratio and the reach of the fast path."""
    given = assign_boxes.example(rng)
    return {**given, "ratio": MOST_RATIO, "reach": REACH}


def _asked(boxes, anchors, rows, columns, stride, ratio, reach):
    del ratio, reach
    # cells of 16 pixels, whatever the case says
    scale = STRIDE / stride
    sides = tuple(map(tuple, (anchors * scale).tolist()))
    grid = objectives.Grid(anchors=sides, classes=1)
    labels = torch.zeros(1, len(boxes), dtype=torch.int64)
    found = asked_of(torch.tensor(boxes[None] * scale), labels, grid, rows=rows, columns=columns)
    on = found.share[0] > 0
    place, box = found.place[0][on].numpy(), found.box[on].numpy()
    anchor, cell = np.divmod(place, rows * columns)
    listed = np.column_stack([box, *np.divmod(cell, columns), anchor])
    return listed[np.lexsort(listed.T[::-1])]


def _asked_by_search(boxes, anchors, rows, columns, stride, ratio, reach):
    """Every prediction asks itself whether a box asks it."""
    found = []
    for box, row, column, anchor in np.ndindex(len(boxes), rows, columns, len(anchors)):
        x1, y1, x2, y2 = boxes[box] / stride
        u, v = (x1 + x2) / 2, (y1 + y2) / 2
        aside = max(column - u, u - column - 1, 0.0)  # how far the centre is beyond the cell
        below = max(row - v, v - row - 1, 0.0)
        near = (aside < reach and below == 0) or (below < reach and aside == 0)
        inside = column <= u < column + 1 and row <= v < row + 1
        stretch = np.log(anchors * (1 / stride) / (x2 - x1, y2 - y1))
        worst = np.abs(stretch).max(axis=1)
        if (near or inside) and (np.exp(worst[anchor]) < ratio or worst.argmin() == anchor):
            found.append((box, row, column, anchor))
    return np.array(found)


# the loss


def _asked_fewer(rng):
    """Boxes of one map of 3 rows and 4 columns, and what they ask, as the fast path asks it."""
    n, k, a = (int(size) for size in rng.integers(1, 4, size=3))
    rows, columns, m = 3, 4, int(rng.integers(1, 4))
    anchors = rng.uniform(0.5, 2.0, size=(a, 2))
    centre = rng.uniform(0.05, 0.95, size=(n, m, 2)) * (columns, rows)
    size = rng.uniform(0.4, 2.5, size=(n, m, 2))
    boxes = np.concatenate([centre - size / 2, centre + size / 2], axis=2)
    labels = rng.integers(0, k, size=(n, m))
    spots, asked = [], []
    for picture in range(n):
        listed = assign_boxes.forward(boxes[picture], anchors, rows=rows, columns=columns, stride=1)
        counts = np.bincount(listed[:, 0])
        for box, row, column, anchor in listed:
            spots.append((picture, (anchor * rows + row) * columns + column))
            asked.append((picture, box, row, column, anchor, 1 / counts[box]))
    table = np.array(asked)
    which = table[:, 0].astype(int), table[:, 1].astype(int)
    wanted = np.zeros((n, a * rows * columns))
    wanted[tuple(np.array(spots).T)] = 1.0
    return {
        "raw": rng.normal(size=(n, a * rows * columns, 5 + k)).clip(-CUT, CUT),
        "spots": np.array(spots),
        "cells": table[:, [3, 2]].astype(np.int64),
        "anchors": anchors[table[:, 4].astype(int)],
        "boxes": boxes[which],
        "labels": labels[which],
        "shares": table[:, 5],
        "wanted": wanted,
        "sensitivity": float(rng.uniform(1.0, 3.0)),
        "lambda_place": float(rng.uniform(0.0, 4.0)),
        "lambda_sure": float(rng.uniform(0.0, 2.0)),
    }


def _loss(raw, spots, cells, anchors, boxes, labels, shares, wanted, sensitivity,
          lambda_place, lambda_sure):  # fmt: skip
    """The true boxes alone are given; the fast path finds by itself what they ask."""
    n, p, k = len(raw), raw.shape[1], raw.shape[2] - 5
    rows, columns = 3, 4
    number = spots[:, 1] // (rows * columns)
    sides = [(1.0, 1.0)] * (p // (rows * columns))
    for anchor, shape in zip(number.tolist(), anchors.tolist(), strict=True):
        sides[anchor] = (shape[0] * STRIDE, shape[1] * STRIDE)
    unasked = set(range(len(sides))) - set(number.tolist())
    for anchor in unasked:
        sides[anchor] = (1e9, 1e9)  # one that no box asks
    most = len(boxes)
    true = torch.zeros(n, most, 4, dtype=torch.float64)
    names = torch.full((n, most), -1)
    for place, picture in enumerate(spots[:, 0].tolist()):
        same = (names[picture] >= 0) & (true[picture] == boxes[place] * STRIDE).all(dim=1)
        if not same.any():
            true[picture, place] = boxes[place].detach() * STRIDE
            names[picture, place] = labels[place]
    grid = objectives.Grid(anchors=tuple(sides), classes=k, sensitivity=sensitivity)
    costs = objectives.DetectionCosts(place=lambda_place, confidence=lambda_sure, overlap=0.0)
    maps = raw.unflatten(1, (len(sides), rows, columns)).movedim(4, 2).flatten(1, 2)
    return objectives.detection_loss(maps, true, names, grid, costs)


def _by_torch(raw, spots, cells, anchors, boxes, labels, shares, wanted, sensitivity,
              lambda_place, lambda_sure):  # fmt: skip
    """Boxes by box_convert, torch's own losses."""
    said = torch.stack([raw[i, j] for i, j in spots.tolist()])
    centre = cells + (said[:, :2].sigmoid() - 0.5) * sensitivity + 0.5
    found = ops.box_convert(torch.cat([centre, anchors * said[:, 2:4].exp()], dim=1),
                            "cxcywh", "xyxy")  # fmt: skip
    place = _giou_loss(found, boxes, shares)
    one_hot = functional.one_hot(labels, raw.shape[2] - 5).to(raw.dtype)
    label = functional.binary_cross_entropy(said[:, 5:].sigmoid(), one_hot, reduction="none")
    sure = functional.binary_cross_entropy(raw[..., 4].sigmoid(), wanted, reduction="sum")
    total = lambda_place * place + lambda_sure * sure + (shares * label.sum(dim=1)).sum()
    return total / len(raw)


FAST = [
    _row(iou, objectives.iou, by_value(_iou)),
    _row(iou, overlaps, by_value(_overlaps)),
    _row(box_overlap, objectives.giou, by_torch(_giou_cost)),
    _row(nms, objectives.non_max_suppression, by_value(_nms), tolerance=0.0, because=INDICES),
    _row(nms, survivors, by_value(_survivors), tolerance=0.0, because=INDICES),
    _row(assign_boxes, asked_of, by_value(_asked), case=_usual, tolerance=0.0, because=LIMITS),
    _row(detection, objectives.detection_loss, by_torch(_loss), case=_asked_fewer),
]

WITNESSES = [
    _row(box_overlap, ops.generalized_box_iou_loss, by_torch(_giou_loss)),
    _row(assign_boxes, np.ndindex, by_value(_asked_by_search), tolerance=0.0, because=LIMITS),
    _row(detection, functional.binary_cross_entropy, by_torch(_by_torch)),
]

ROWS = FAST + WITNESSES
