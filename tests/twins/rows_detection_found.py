"""Detection, after the network: what is read off a map, and how precise it is."""

import numpy as np
import torch

from netwright import objectives
from netwright.measures import detection as measures
from netwright.measures.detection_matching import Truth
from netwright.objectives._grid import boxes_of, by_anchor
from netwright.reference.boxes import decode_boxes, detect_boxes
from netwright.reference.measures import detection_average_precision
from twins.harness import ROUNDING, Twin, by_value

PICKED = "the same boxes are picked, so only rounding differs"
STRIDE = 16.0
CUT = 3.9  # raw numbers of the cases: the fast path cuts those of sizes at 4
CERTAIN = 60.0  # a log-odds whose sigmoid is 1 in float64


def _row(reference, other, run, *, because=ROUNDING, **more):
    return Twin(reference=reference, other=other, run=run, tolerance=1e-12, because=because, **more)


# what is read off


def _one_class(rng):
    """A single class that is certain, whose shares and log-odds say the same."""
    given = detect_boxes.example(rng)
    given["raw"] = given["raw"][..., :6].clip(-CUT, CUT)
    given["raw"][..., 5] = CERTAIN
    rows, columns = given["raw"].shape[:2]
    return {**given, "height": STRIDE * rows, "width": STRIDE * columns}


def _maps(raw, anchors, height, width):
    """The map of a picture, and its grid with the borders of the reference."""
    sides = tuple(map(tuple, (anchors * (width, height)).tolist()))
    grid = objectives.Grid(anchors=sides, classes=1, sensitivity=1.0)
    return torch.tensor(raw).permute(2, 3, 0, 1).flatten(0, 1).unsqueeze(0), grid


def _decoded(raw, anchors, height, width, **_):
    boxes, scores, _ = objectives.decoded(*_maps(raw, anchors, height, width))
    rows, columns, a = raw.shape[:3]
    boxes = boxes.view(a, rows, columns, 4).permute(1, 2, 0, 3)
    return boxes.numpy(), scores.view(a, rows, columns).permute(1, 2, 0).numpy()


def _one_class_grid(rng):
    given = _one_class(rng)
    return {name: given[name] for name in ("raw", "anchors", "height", "width")}


def _boxes_of(raw, anchors, height, width):
    maps, grid = _maps(raw, anchors, height, width)
    numbers = by_anchor(maps, grid)[0]
    rows, columns, a = raw.shape[:3]
    made = np.empty((rows, columns, a, 4))
    for row, column, anchor in np.ndindex(rows, columns, a):
        cell = torch.tensor([column, row], dtype=torch.float64)
        shape = torch.tensor(grid.anchors[anchor], dtype=torch.float64)
        made[row, column, anchor] = boxes_of(numbers[anchor, row, column], cell, shape, grid)
    return made


def _by_anchor(raw, anchors, height, width):
    numbers = by_anchor(*_maps(raw, anchors, height, width))[0]
    return numbers[..., 4].sigmoid().permute(1, 2, 0).numpy()


def _detected(raw, anchors, height, width, score_threshold, iou_threshold, most):
    """Suppression is before the picture's edge cuts: centres so far inside that it cuts none."""
    maps, grid = _maps(raw, anchors, height, width)
    found = objectives.detections(
        maps, grid, least_score=score_threshold, overlap=iou_threshold, most=most
    )[0].numpy()
    found = found[found[:, 5] >= 0]
    return found[:, 4], found[:, :4], found[:, 5]


def _uncut(rng):
    """Boxes of small anchors within a picture, none reaching its edge."""
    given = _one_class(rng)
    rows, columns, a = given["raw"].shape[:3]
    given["raw"][..., :4] = rng.uniform(-0.5, 0.5, size=(rows, columns, a, 4))
    given["anchors"] = rng.uniform(0.1, 0.35, size=(a, 2)) / (columns, rows)
    return given


# precision


def _ranked(rng):
    """No recall but 1 is one of the 101 points, where rounding decides."""
    given = detection_average_precision.example(rng)
    boxes = int(rng.choice([17, 19, 21, 23, 27]))
    return {**given, "boxes": boxes, "points": 101}


def _average(scores, hits, boxes, points):
    del points
    order = np.argsort(-scores, kind="stable")
    return measures.average_precision(hits[order][None].astype(np.int8), boxes)[0]


def _boxes_for(scores, hits, boxes):
    """A picture for each true box, and for each false one another without; all boxes are alike."""
    right, wrong = np.flatnonzero(hits == 1), np.flatnonzero(hits == 0)
    pictures = boxes + len(wrong)
    found = np.tile([0.0, 0.0, 10.0, 10.0, 0.0, -1.0], (pictures, 1, 1))
    rows = np.concatenate([np.arange(len(right)), boxes + np.arange(len(wrong))])
    found[rows, 0, 4], found[rows, 0, 5] = scores[np.concatenate([right, wrong])], 0
    labels = np.where(np.arange(pictures) < boxes, 0, -1)[:, None]
    return found, Truth(boxes=found[..., :4], labels=labels)


def _untied(rng):
    """Scores that differ: which of equal ones comes first depends on the pictures."""
    given = _ranked(rng)
    return {**given, "scores": rng.permutation(len(given["scores"])) / 20.0}


def _map50(scores, hits, boxes, points):
    del points
    found, truth = _boxes_for(scores, hits, boxes)
    return measures.detection_measures(found, truth, 1)["map50"].value


def _ap50(scores, hits, boxes, points):
    del points
    return measures.class_precisions(*_boxes_for(scores, hits, boxes), 1)["ap50"][0]


def _by_curve(scores, hits, boxes, points):
    """The highest precision from each of the points on, read off the curve."""
    order = np.argsort(-scores, kind="stable")
    recall, precision = measures.precision_recall(hits[order][None].astype(np.int8), boxes)
    best = [precision[0][recall[0] >= point].max(initial=0.0) for point in np.arange(points) / 100]
    return float(np.mean(best))


ROWS = [
    _row(decode_boxes, objectives.decoded, by_value(_decoded), case=_one_class_grid,
         answer=lambda found: found[:2]),
    _row(decode_boxes, boxes_of, by_value(_boxes_of), case=_one_class_grid,
         answer=lambda found: found[0]),
    _row(decode_boxes, by_anchor, by_value(_by_anchor), case=_one_class_grid,
         answer=lambda found: found[1]),
    _row(detect_boxes, objectives.detections, by_value(_detected), case=_uncut, because=PICKED),
    _row(detection_average_precision, measures.average_precision, by_value(_average),
         case=_ranked),
    _row(detection_average_precision, measures.precision_recall, by_value(_by_curve),
         case=_ranked),
    _row(detection_average_precision, measures.detection_measures, by_value(_map50),
         case=_untied, name="map50"),
    _row(detection_average_precision, measures.class_precisions, by_value(_ap50),
         case=_untied, name="ap50"),
]  # fmt: skip
