"""Boxes, beside torchvision's operations and torch in another style."""

import numpy as np
import torch
from torchvision import ops

from netwright.reference.boxes import (
    box_corners,
    decode_boxes,
    detect_boxes,
    encode_boxes,
    iou,
    nms,
    score_filter,
)
from twins.harness import ROUNDING, Twin, by_value

PICKED = "the same boxes are picked, so only rounding differs"


def _corners(boxes):
    return ops.box_convert(torch.tensor(boxes), "cxcywh", "xyxy").numpy()


def _iou(a, b):
    return ops.box_iou(torch.tensor(a), torch.tensor(b)).numpy()


def _nms(boxes, scores, threshold, most):
    return ops.nms(torch.tensor(boxes), torch.tensor(scores), threshold)[:most].numpy()


def _different_scores(rng):
    """torchvision promises no order of equal scores."""
    given = nms.example(rng)
    return {**given, "scores": rng.random(len(given["scores"]))}


def _many(rng):
    corner = rng.uniform(0.0, 20.0, size=(100, 2))
    boxes = np.concatenate([corner, corner + rng.uniform(1.0, 8.0, size=(100, 2))], axis=1)
    return {"boxes": boxes, "scores": rng.random(100), "threshold": 0.3, "most": 60}


def _decode(raw, anchors, height, width):
    """Box after box, each turned to corners by torchvision."""
    raw = torch.tensor(raw)
    rows, columns, a = raw.shape[:3]
    boxes = torch.empty((rows, columns, a, 4), dtype=torch.float64)
    for row, column, anchor in np.ndindex(rows, columns, a):
        x, y = raw[row, column, anchor, :2].sigmoid().tolist()
        w, h = (raw[row, column, anchor, 2:4].exp() * torch.tensor(anchors[anchor])).tolist()
        box = [(x + column) * width / columns, (y + row) * height / rows, w * width, h * height]
        boxes[row, column, anchor] = ops.box_convert(
            torch.tensor([box], dtype=torch.float64), "cxcywh", "xyxy"
        )[0]
    return boxes.numpy(), raw[..., 4].sigmoid().numpy(), raw[..., 5:].softmax(dim=-1).numpy()


def _filter(confidence, boxes, probabilities, threshold):
    flat = torch.tensor(probabilities).flatten(0, 2) * torch.tensor(confidence).reshape(-1, 1)
    best = flat.max(dim=1)
    stay = torch.nonzero(best.values >= threshold).squeeze(1)
    kept = torch.tensor(boxes).reshape(-1, 4).index_select(0, stay)
    return best.values[stay].numpy(), kept.numpy(), best.indices[stay].numpy()


def _detect(raw, anchors, height, width, score_threshold, iou_threshold, most):
    boxes, confidence, probabilities = _decode(raw, anchors, height, width)
    scores, boxes, classes = _filter(confidence, boxes, probabilities, score_threshold)
    kept = _nms(boxes, scores, iou_threshold, most)
    return scores[kept], boxes[kept], classes[kept]


def _encode(boxes, labels, anchors, rows, columns, classes, height, width):
    """Every cell asks whether a box is its own; anchors compared by torchvision's overlap."""
    targets = torch.zeros((rows, columns, len(anchors), 5 + classes), dtype=torch.float64)
    shapes = torch.tensor(anchors * (width, height))
    about_zero = torch.cat([-shapes / 2, shapes / 2], dim=1)
    cell_w, cell_h = width / columns, height / rows
    for box, label in zip(boxes.tolist(), labels.tolist(), strict=True):
        x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
        w, h = box[2] - box[0], box[3] - box[1]
        own = torch.tensor([[-w / 2, -h / 2, w / 2, h / 2]], dtype=torch.float64)
        anchor = int(ops.box_iou(own, about_zero).argmax())
        for row, column in np.ndindex(rows, columns):
            dx, dy = x - column * cell_w, y - row * cell_h
            if 0 <= dx < cell_w and 0 <= dy < cell_h:
                said = [dx / cell_w, dy / cell_h, w / width, h / height, 1.0]
                one_hot = [float(c == label) for c in range(classes)]
                targets[row, column, anchor] = torch.tensor(said + one_hot, dtype=torch.float64)
    return targets.numpy()


ROWS = [
    Twin(
        reference=box_corners,
        other=ops.box_convert,
        run=by_value(_corners),
        tolerance=1e-12,
        because=ROUNDING,
    ),
    Twin(
        reference=iou,
        other=ops.box_iou,
        run=by_value(_iou),
        tolerance=1e-12,
        because=ROUNDING,
    ),
    Twin(
        reference=nms,
        other=ops.nms,
        run=by_value(_nms),
        tolerance=0.0,
        because="indices; no overlap of random boxes is at the threshold",
        case=_different_scores,
    ),
    Twin(
        reference=nms,
        other=ops.nms,
        run=by_value(_nms),
        tolerance=0.0,
        because="indices; no overlap of random boxes is at the threshold",
        case=_many,
        name="nms of 100",
    ),
    Twin(
        reference=decode_boxes,
        other=torch.sigmoid,
        run=by_value(_decode),
        tolerance=1e-12,
        because=ROUNDING,
    ),
    Twin(
        reference=score_filter,
        other=torch.max,
        run=by_value(_filter),
        tolerance=1e-12,
        because=PICKED,
    ),
    Twin(
        reference=detect_boxes,
        other=ops.nms,
        run=by_value(_detect),
        tolerance=1e-12,
        because=PICKED,
        name="nms after box_convert",
    ),
    Twin(
        reference=encode_boxes,
        other=ops.box_iou,
        run=by_value(_encode),
        tolerance=1e-12,
        because=ROUNDING + "; no centre of the cases is at the border of a cell",
        name="box_iou, cell by cell",
    ),
]
