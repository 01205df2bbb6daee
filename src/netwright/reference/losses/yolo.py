"""The loss of YOLO: one sum over all boxes of a grid, for place, size, objectness and class.

A picture has rows x columns cells and a boxes in each; anchor box j has the width and height p_j
of a common shape. The raw numbers t = (t_x, t_y, t_w, t_h, t_o, t_1 ... t_k) of a box say

    x = 1 / (1 + exp(-t_x)), y likewise:   its centre, from 0 to 1 across its cell         (1)
    w = p_w exp(t_w), h likewise:          its size, as a share of the picture             (2)
    C = 1 / (1 + exp(-t_o)):               how sure it is to hold an object                (3)
    q_c = exp(t_c) / sum_d exp(t_d):       which class that has                            (4)

A hat marks the target. "obj" are the boxes that answer for an object (target C above 0), "noobj"
all others; those are most of them, and so count less. Roots of the sizes, since the same slip
matters more in a small box. The loss of one picture, and of n:

    L_i = lambda_coord sum_obj [(x - x^)^2 + (y - y^)^2]
        + lambda_coord sum_obj [(sqrt w - sqrt w^)^2 + (sqrt h - sqrt h^)^2]
        + sum_obj (C - C^)^2 + lambda_noobj sum_noobj (C - C^)^2
        + sum_obj sum_c (q_c - q_c^)^2                                                     (5)
    L   = mean_i L_i                                                                       (6)

Backward, of one box, before the 1/n of (6), with dq_c = dL/dq_c = 2 (q_c - q_c^) in an obj box:

    dL/dt_x = 2 lambda_coord (x - x^) x (1 - x) in obj, else 0; y likewise                 (7)
    dL/dt_w = lambda_coord (sqrt w - sqrt w^) sqrt w in obj, else 0; h likewise            (8)
    dL/dt_o = 2 (1 in obj, lambda_noobj else) (C - C^) C (1 - C)                           (9)
    dL/dt_c = q_c (dq_c - sum_d q_d dq_d) in obj, else 0                                  (10)

Shapes: prediction and targets (n, rows, columns, a, 5 + k) in the order above; anchors (a, 2).
``boxes.encode_boxes`` makes the targets of a picture, ``boxes.decode_boxes`` reads (1) to (4).

Source: Redmon, Divvala, Girshick & Farhadi 2016, arXiv:1506.02640, equation (3), for the sum (5)
and its two weights; Redmon & Farhadi 2017, "YOLO9000", arXiv:1612.08242, section 2, for the boxes
(1) to (3) and for classes by box and not by cell. C^ is 1 for an object, as in the third paper
(arXiv:1804.02767); the first has there the overlap with the truth: give that as target if wanted.
"""

from dataclasses import dataclass

import numpy as np

from netwright.reference._arrays import Array, not_negative, real
from netwright.reference.activations import sigmoid
from netwright.reference.boxes._checks import class_shares, raw_boxes, sizes

CONSTANTS = ("targets", "anchors")  # the truth, and shapes chosen before training: not learned


@dataclass(frozen=True, slots=True)
class Saved:
    """What ``backward`` needs from ``forward``; the first four axes are (n, rows, columns, a)."""

    centre: Array  # (..., 2), x and y
    root: Array  # (..., 2), sqrt w and sqrt h
    sure: Array  # (..., 1), C
    classes: Array  # (..., k), q
    targets: Array  # (..., 5 + k), with roots of the sizes
    coord: Array  # (..., 1), lambda_coord in obj boxes, else 0
    weight: Array  # (..., 1), 1 in obj boxes, else lambda_noobj


@dataclass(frozen=True, slots=True)
class Grads:
    """dL/dprediction, shaped like it."""

    prediction: Array


def forward(
    prediction: Array,
    targets: Array,
    anchors: Array,
    *,
    lambda_coord: float = 5.0,
    lambda_noobj: float = 0.5,
) -> tuple[float, Saved]:
    """Compare the boxes of n pictures with the truth: equations (1) to (6).

    Args:
        prediction: (n, rows, columns, a, 5 + k), raw: t_x, t_y, t_w, t_h, t_o, then the classes.
        targets: of the same shape: x^ and y^ across the cell, w^ and h^ as shares of the picture,
            C^, then q^. Of boxes without an object only C^ = 0 is looked at.
        anchors: (a, 2), width and height as shares of the picture, above 0.
        lambda_coord: weight of places and sizes, 0 or more.
        lambda_noobj: weight of the objectness of boxes without an object, 0 or more.

    Returns:
        The loss, no unit, 0 or more, and what ``backward`` will ask for.

    Raises:
        ValueError: if a shape disagrees, something is empty or not finite, there is no class, a
            target size or objectness is below 0, an anchor is not above 0 or a weight below 0.

    Example:
        One box and nothing there, but C is 1/2: lambda_noobj (1/2)^2.

        >>> forward(np.zeros((1, 1, 1, 1, 6)), np.zeros((1, 1, 1, 1, 6)), np.ones((1, 2)))[0]
        0.125
    """
    prediction, targets, anchors = _checked(prediction, targets, anchors)
    lambda_coord = not_negative("lambda_coord", lambda_coord)
    lambda_noobj = not_negative("lambda_noobj", lambda_noobj)

    centre, _ = sigmoid.forward(prediction[..., 0:2])  # (1)
    root = np.sqrt(anchors) * np.exp(prediction[..., 2:4] / 2)  # (2)
    sure, _ = sigmoid.forward(prediction[..., 4:5])  # (3)
    classes = class_shares(prediction)  # (4)

    wanted = targets.copy()
    wanted[..., 2:4] = np.sqrt(targets[..., 2:4])
    obj = (targets[..., 4:5] > 0).astype(np.float64)
    coord, weight = lambda_coord * obj, obj + lambda_noobj * (1 - obj)
    total = (
        (coord * (centre - wanted[..., 0:2]) ** 2).sum()
        + (coord * (root - wanted[..., 2:4]) ** 2).sum()
        + (weight * (sure - wanted[..., 4:5]) ** 2).sum()
        + (obj * (classes - wanted[..., 5:]) ** 2).sum()
    )  # (5)
    saved = Saved(centre, root, sure, classes, wanted, coord, weight)
    return float(total) / len(prediction), saved  # (6)


def backward(dy: float, saved: Saved) -> Grads:
    """Carry dL/dloss, a number, back to the raw boxes; a ``ValueError`` if it is none."""
    scale = real("dy", dy) / len(saved.targets)  # (6)
    targets, obj = saved.targets, saved.targets[..., 4:5] > 0
    centre, sure, q = saved.centre, saved.sure, saved.classes
    d_centre = 2 * saved.coord * (centre - targets[..., 0:2]) * centre * (1 - centre)  # (7)
    d_size = saved.coord * (saved.root - targets[..., 2:4]) * saved.root  # (8)
    d_sure = 2 * saved.weight * (sure - targets[..., 4:5]) * sure * (1 - sure)  # (9)
    dq = 2 * obj * (q - targets[..., 5:])
    d_classes = q * (dq - (q * dq).sum(axis=-1, keepdims=True))  # (10)
    parts = [d_centre, d_size, d_sure, d_classes]
    return Grads(prediction=scale * np.concatenate(parts, axis=-1))


def example(rng: np.random.Generator) -> dict[str, Array | float]:
    """Arguments of ``forward`` for one random case; about a third of the boxes hold an object."""
    n, rows, columns, a = (int(size) for size in rng.integers(1, 3, size=4))
    k = int(rng.integers(1, 4))
    boxes = (n, rows, columns, a)
    obj = rng.random((*boxes, 1)) < 0.3
    parts = [rng.random((*boxes, 2)), rng.uniform(0.05, 0.9, size=(*boxes, 2))]
    one_hot = np.eye(k)[rng.integers(0, k, size=boxes)]
    return {
        "prediction": rng.normal(size=(*boxes, 5 + k)),
        "targets": obj * np.concatenate([*parts, np.ones((*boxes, 1)), one_hot], axis=-1),
        "anchors": rng.uniform(0.1, 0.8, size=(a, 2)),
        "lambda_coord": float(rng.uniform(0.0, 6.0)),
        "lambda_noobj": float(rng.uniform(0.0, 1.0)),
    }


def _checked(prediction: Array, targets: Array, anchors: Array) -> tuple[Array, Array, Array]:
    prediction = raw_boxes("prediction", prediction, "n", "rows", "columns", "a")
    targets = real("targets", targets, *prediction.shape)
    if (targets[..., 2:5] < 0).any():
        worst = targets[..., 2:5].min()
        raise ValueError(f"targets must have sizes and objectness of 0 or more; got {worst}")
    return prediction, targets, sizes("anchors", anchors, prediction.shape[3])
