"""Losses of sequences and of grids of boxes, and the decoding of sequences, beside torch."""

import itertools

import numpy as np
import torch
from torch.nn import functional

from netwright.reference.losses import ctc, yolo
from netwright.reference.sequences import ctc_decode, ctc_prefix_beam
from twins.harness import ROUNDING, Twin, by_torch, by_value


def _ctc(logits, labels):
    """One sequence as a batch of one; log_softmax first, as torch wants it."""
    log_y = functional.log_softmax(logits, dim=1).unsqueeze(1)
    sizes = {"input_lengths": (len(logits),), "target_lengths": (len(labels),)}
    return functional.ctc_loss(
        log_y, labels.unsqueeze(0), **sizes, blank=0, reduction="sum", zero_infinity=False
    )


def _long_utterance(rng):
    """Steps and labels enough that probabilities would underflow without logarithms."""
    steps, k = int(rng.integers(100, 300)), int(rng.integers(5, 30))
    labels = rng.integers(1, k, size=rng.integers(1, steps // 3))
    return {"logits": rng.normal(0.0, 3.0, size=(steps, k)), "labels": labels}


def _yolo(prediction, targets, anchors, lambda_coord, lambda_noobj):
    """Boxes picked out by masks, and torch's own losses and activations on what is left."""
    targets = targets.detach()
    there = targets[..., 4] > 0
    k = prediction.shape[-1] - 5
    shapes = anchors.detach().expand(*there.shape, 2)[there]
    found, wanted = prediction[there], targets[there]

    def squares(a, b):
        return functional.mse_loss(a, b, reduction="sum")

    place = squares(torch.sigmoid(found[:, :2]), wanted[:, :2])
    size = squares((shapes * found[:, 2:4].exp()).sqrt(), wanted[:, 2:4].sqrt())
    sure = squares(torch.sigmoid(found[:, 4]), wanted[:, 4])
    unsure = torch.sigmoid(prediction[..., 4][~there]).square().sum()
    kind = squares(functional.softmax(found.narrow(1, 5, k), dim=1), wanted.narrow(1, 5, k))
    total = lambda_coord * (place + size) + sure + lambda_noobj * unsure + kind
    return total / len(prediction)


def _read_off(logits):
    best = torch.tensor(logits).max(dim=1).indices.tolist()
    return np.array([label for label, _ in itertools.groupby(best) if label], dtype=np.int64)


def _best_of_all_labels(logits, width):
    """torch's loss of every sequence of labels there is, one after the other."""
    del width  # no beam
    log_y = functional.log_softmax(torch.tensor(logits), dim=1).unsqueeze(1)
    steps, k = logits.shape
    worth = {}
    for n in range(steps + 1):
        for labels in itertools.product(range(1, k), repeat=n):
            target = torch.tensor(labels, dtype=torch.int64).reshape(1, n)
            loss = functional.ctc_loss(log_y, target, (steps,), (n,), reduction="sum")
            worth[labels] = -float(loss)
    best = max(worth, key=worth.__getitem__)
    return np.array(best, dtype=np.int64), worth[best]


def _few_steps(rng):
    """So few that a wide beam drops nothing, and all labels can be tried."""
    shape = int(rng.integers(1, 5)), int(rng.integers(2, 4))
    return {"logits": rng.normal(0.0, 1.5, size=shape), "width": 1000}


ROWS = [
    Twin(
        reference=ctc,
        other=functional.ctc_loss,
        run=by_torch(_ctc),
        tolerance=1e-12,
        because=ROUNDING,
    ),
    Twin(
        reference=ctc,
        other=functional.ctc_loss,
        run=by_torch(_ctc),
        tolerance=1e-10,
        because="float64 on both sides; 300 steps of sums of logarithms near 1000, each rounded",
        case=_long_utterance,
        name="ctc_loss, long",
    ),
    Twin(
        reference=yolo,
        other=functional.mse_loss,
        run=by_torch(_yolo),
        tolerance=1e-12,
        because=ROUNDING,
    ),
    Twin(
        reference=ctc_decode,
        other=itertools.groupby,
        run=by_value(_read_off),
        tolerance=0.0,
        because="whole numbers; random logits have no ties",
    ),
    Twin(
        reference=ctc_prefix_beam,
        other=functional.ctc_loss,
        run=by_value(_best_of_all_labels),
        tolerance=1e-12,
        because="the same labels, since random ones have no ties; else " + ROUNDING,
        case=_few_steps,
        name="ctc_loss of all labels",
    ),
]
