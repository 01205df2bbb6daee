"""The loss of boxes found in pictures: for place by overlap, for class and confidence in nats.

A map holds p predictions for each of n pictures. Lengths are in cells. Of the prediction in column
c and row r, with an anchor of width p_w, the numbers t = (t_x, t_y, t_w, t_h, t_o, t_1 ... t_k)
say, with g(t) = 1 / (1 + exp(-t)) and s the sensitivity,

    x = c + s g(t_x) - (s - 1) / 2,   w = p_w exp(t_w);   y and h likewise                 (1)
    box = (x - w/2, y - h/2, x + w/2, y + h/2)                                             (2)
    C = g(t_o),   P_c = g(t_c)                                                             (3)

A hat marks what is wanted. True boxes ask some of the predictions (``boxes.assign_boxes``), each
with a share, and H(p, p^) = -p^ log p - (1 - p^) log(1 - p):

    place = sum over asked of share (1 - giou(box, box^))                                  (4)
    label = sum over asked of share sum_c H(P_c, 1 if c is the label, else 0)              (5)
    sure  = sum over all predictions of all pictures of H(C, C^)                           (6)
    L     = (lambda_place place + lambda_sure sure + label) / n                            (7)

Backward, of one asked prediction, before the 1/n of (7), with d1 ... d4 = dL/dbox from
``box_overlap``; where several ask the same prediction their slopes are added:

    dL/dt_x = (d1 + d3) s g(t_x) (1 - g(t_x)); y likewise with d2 + d4                     (8)
    dL/dt_w = (d3 - d1) w / 2; h likewise with d4 - d2                                     (9)
    dL/dt_c = share (P_c - P_c^)                                                          (10)
    dL/dt_o = lambda_sure (C - C^), of every prediction                                   (11)

Shapes: raw (n, p, 5 + k), wanted (n, p); of q asked predictions spots, cells and anchors (q, 2),
boxes (q, 4), labels and shares (q,).

Source: Redmon & Farhadi 2018, "YOLOv3", arXiv:1804.02767, section 2, for cross-entropies in the
place of the squares of ``yolo``; Rezatofighi et al. 2019, arXiv:1902.09630, for (4); Bochkovskiy,
Wang & Liao 2020, arXiv:2004.10934, section 3.4, for s above 1 in (1).
"""

from dataclasses import dataclass

import numpy as np

from netwright.reference._arrays import Array, Whole, not_negative, positive, real, whole
from netwright.reference.activations import sigmoid
from netwright.reference.boxes._checks import corners, raw_boxes, sizes
from netwright.reference.losses import box_overlap

# the truth, and shapes chosen before training: not learned
CONSTANTS = ("boxes", "shares", "wanted", "anchors")


@dataclass(frozen=True, slots=True)
class Saved:
    """What ``backward`` needs from ``forward``."""

    overlap: box_overlap.Saved  # of the asked predictions
    across: Array  # (q, 2), g(t_x) and g(t_y) of them
    spots: Whole  # (q, 2), picture and prediction
    off: Array  # (q, k), share (P - P^)
    doubt: Array  # (n, p), C - C^
    scales: tuple[float, float, float]  # s and the two weights


@dataclass(frozen=True, slots=True)
class Grads:
    """dL/draw, shaped like it."""

    raw: Array


def forward(
    raw: Array,
    spots: Whole,
    cells: Whole,
    anchors: Array,
    boxes: Array,
    labels: Whole,
    shares: Array,
    wanted: Array,
    *,
    sensitivity: float = 2.0,
    lambda_place: float = 2.0,
    lambda_sure: float = 0.1,
) -> tuple[float, Saved]:
    """Compare the predictions of n pictures with the truth: equations (1) to (7).

    Args:
        raw: (n, p, 5 + k), t of every prediction, no unit; k is 1 or more.
        spots: (q, 2), the picture and the prediction that is asked.
        cells: (q, 2), its column and row.
        anchors: (q, 2), width and height of its anchor box in cells, above 0.
        boxes: (q, 4), the box that is wanted there, corners x1 < x2 and y1 < y2 in cells.
        labels: (q,), its class, from 0 to k - 1.
        shares: (q,), how much it counts, 0 or more.
        wanted: (n, p), C^ of every prediction, from 0 to 1.
        sensitivity: s, above 0.
        lambda_place: weight of places and sizes, 0 or more.
        lambda_sure: weight of confidences, 0 or more.

    Returns:
        The loss, 0 or more, and what ``backward`` will ask for.

    Raises:
        ValueError: if a shape disagrees, something is empty or not finite, there is no class, or
            a number is out of its range.

    Example:
        >>> loss, _ = forward(**example(np.random.default_rng(0)))
        >>> loss > 0
        True
    """
    raw, spots, cells, anchors = _checked_places(raw, spots, cells, anchors)
    labels, wanted = _checked_truth(raw, spots, labels, wanted)
    scales = (
        positive("sensitivity", sensitivity),
        not_negative("lambda_place", lambda_place),
        not_negative("lambda_sure", lambda_sure),
    )
    said = raw[spots[:, 0], spots[:, 1]]
    found, across = _found(said, cells, anchors, scales[0])
    place, overlap = box_overlap.forward(found, corners("boxes", boxes, len(spots)), shares)  # (4)
    probabilities, truth = sigmoid.forward(said[:, 5:])[0], np.eye(said.shape[1] - 5)[labels]  # (3)
    share = overlap.shares[:, np.newaxis]
    label = (share * _nats(said[:, 5:], truth)).sum()  # (5)
    sure = _nats(raw[..., 4], wanted).sum()  # (6)
    loss = float(scales[1] * place + scales[2] * sure + label) / len(raw)  # (7)
    doubt = sigmoid.forward(raw[..., 4])[0] - wanted  # (3)
    return loss, Saved(overlap, across, spots, share * (probabilities - truth), doubt, scales)


def backward(dy: float, saved: Saved) -> Grads:
    """Carry dL/dloss, a number, back to the raw numbers; a ``ValueError`` if it is none."""
    n, p = saved.doubt.shape
    scale = float(real("dy", dy)) / n  # (7)
    s, by_place, by_sure = saved.scales
    d_box = box_overlap.backward(by_place, saved.overlap).boxes
    d_low, d_high = d_box[:, :2], d_box[:, 2:]
    size = saved.overlap.boxes[:, 2:] - saved.overlap.boxes[:, :2]
    d_across = (d_low + d_high) * s * saved.across * (1 - saved.across)  # (8)
    d_stretch = (d_high - d_low) * size / 2  # (9)
    nothing = np.zeros((len(d_box), 1))
    d_said = np.concatenate([d_across, d_stretch, nothing, saved.off], axis=1)  # (10)
    slopes = np.zeros((n, p, d_said.shape[1]))
    np.add.at(slopes, (saved.spots[:, 0], saved.spots[:, 1]), d_said)
    slopes[..., 4] = by_sure * saved.doubt  # (11)
    return Grads(raw=scale * slopes)


def example(rng: np.random.Generator) -> dict[str, Array | Whole | float]:
    """Arguments of ``forward`` for one random case; a prediction may be asked by several."""
    n, p, k, q = (int(size) for size in rng.integers(1, 5, size=4))
    cells = rng.integers(0, 3, size=(q, 2))
    centre = cells + rng.uniform(0.1, 0.9, size=(q, 2))
    size = rng.uniform(0.4, 2.5, size=(q, 2))
    return {
        "raw": rng.normal(size=(n, p, 5 + k)),
        "spots": np.column_stack([rng.integers(0, n, size=q), rng.integers(0, p, size=q)]),
        "cells": cells,
        "anchors": rng.uniform(0.5, 2.0, size=(q, 2)),
        "boxes": np.concatenate([centre - size / 2, centre + size / 2], axis=1),
        "labels": rng.integers(0, k, size=q),
        "shares": rng.uniform(0.0, 1.0, size=q),
        "wanted": rng.random((n, p)),
        "sensitivity": float(rng.uniform(1.0, 2.5)),
        "lambda_place": float(rng.uniform(0.0, 4.0)),
        "lambda_sure": float(rng.uniform(0.0, 2.0)),
    }


def _checked_places(
    raw: Array, spots: Whole, cells: Whole, anchors: Array
) -> tuple[Array, Whole, Whole, Array]:
    raw, spots = raw_boxes("raw", raw, "n", "p"), whole("spots", spots, "q", 2)
    beyond = (spots >= raw.shape[:2]).any(axis=1)
    if beyond.any():
        raise ValueError(
            f"spots must be pictures below {raw.shape[0]} and predictions below {raw.shape[1]}; "
            f"got {spots[beyond][0].tolist()}"
        )
    cells, anchors = whole("cells", cells, len(spots), 2), sizes("anchors", anchors, len(spots))
    return raw, spots, cells, anchors


def _checked_truth(raw: Array, spots: Whole, labels: Whole, wanted: Array) -> tuple[Whole, Array]:
    labels = whole("labels", labels, len(spots), below=raw.shape[2] - 5)
    wanted = real("wanted", wanted, *raw.shape[:2])
    outside = wanted[(wanted < 0) | (wanted > 1)]
    if outside.size:
        raise ValueError(f"wanted must be confidences from 0 to 1; got {outside[0]}")
    return labels, wanted


def _found(said: Array, cells: Whole, anchors: Array, s: float) -> tuple[Array, Array]:
    """The boxes (q, 4) that predictions say, and g(t_x), g(t_y)."""
    across, _ = sigmoid.forward(said[:, 0:2])
    centre = cells + s * across - (s - 1) / 2  # (1)
    size = anchors * np.exp(said[:, 2:4])  # (1)
    return np.concatenate([centre - size / 2, centre + size / 2], axis=1), across  # (2)


def _nats(logits: Array, targets: Array) -> Array:
    """H of every prediction, as ``binary_cross_entropy`` computes it."""
    nats: Array = np.logaddexp(0, -logits) * targets + np.logaddexp(0, logits) * (1 - targets)
    return nats
