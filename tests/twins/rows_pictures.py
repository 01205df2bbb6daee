"""Costs of style, losses of pictures and of masks, and what is measured of both."""

import numpy as np
import torch
from scipy import ndimage
from sklearn.metrics import cluster
from torch.nn import functional

from netwright import objectives
from netwright.contracts import VOID
from netwright.measures import pictures, segmentation
from netwright.reference.losses import (
    binary_cross_entropy,
    content_cost,
    cross_entropy,
    dice,
    gram_style,
    mae,
    mse,
    total_style_cost,
    total_variation,
)
from netwright.reference.losses import segmentation as segmentation_equation
from netwright.reference.measures import (
    accuracy,
    confusion_matrix,
    mean_absolute_error,
    mean_iou,
    psnr,
    rand_error,
    ssim,
)
from twins.harness import ROUNDING, Twin, by_torch, by_value
from twins.measures_cases import classed, pairs
from twins.measures_cases import pictures as labelled


def _row(reference, other, run, *, tolerance=1e-12, because=ROUNDING, **more):
    return Twin(
        reference=reference, other=other, run=run, tolerance=tolerance, because=because, **more
    )


# style


def _total_style(seen_content, content, seen_style, style, alpha, beta):
    weights = {"alpha": alpha, "beta": beta, "units": False}
    cost = objectives.StyleCost(content={"c": 1.0}, style={"s": 1.0}, **weights)
    cost.aim_at_content({"c": content[None]})
    cost.aim_at_style({"s": style[None]})
    seen = {"c": seen_content[None], "s": seen_style[None]}
    return cost(torch.zeros(1, 3, 2, 2), seen).total


# pixels


def _as_pixels(rng):
    given = cross_entropy.example(rng)
    return {name: given[name] for name in ("logits", "labels")}


def _pixel_cross_entropy(logits, labels):
    """A picture of one row, with a pixel at its end that is not known."""
    known = logits.T[None, :, None]
    z = torch.cat([known, torch.full_like(known[..., :1], 3.0)], dim=-1)
    unknown = torch.full_like(labels[:1], VOID)
    return objectives.pixel_cross_entropy(z, torch.cat([labels, unknown])[None, None])


def _with_void(labels, known):
    return labels.masked_fill(known == 0, VOID)


def _dice(logits, labels, known):
    return objectives.dice_loss(logits, _with_void(labels, known))


def _segmentation(logits, labels, known, weight):
    return objectives.segmentation_loss(logits, _with_void(labels, known), dice=weight)


def _dice_by_class(logits, labels, known):
    """One class after the other, pixels picked out."""
    seen = known.bool()
    shares, truths = logits.softmax(dim=1).movedim(1, -1)[seen], labels[seen]
    found = []
    for c in truths.unique():
        mine = truths == c
        found.append(2 * shares[mine, c].sum() / (shares[:, c].sum() + mine.sum()))
    return 1 - torch.stack(found).mean() if found else logits.sum() * 0


def _both_by_class(logits, labels, known, weight):
    seen = known.bool()
    entropy = logits.sum() * 0
    if seen.any():
        entropy = functional.cross_entropy(logits.movedim(1, -1)[seen], labels[seen])
    return entropy + weight * _dice_by_class(logits, labels, known)


# two networks against each other


def _all_real(rng):
    given = binary_cross_entropy.example(rng)
    return {**given, "targets": np.ones_like(given["targets"])}


def _half_real(rng):
    logits = np.concatenate([binary_cross_entropy.example(rng)["logits"]] * 2)
    logits += rng.normal(size=logits.shape)
    return {"logits": logits, "targets": np.repeat([1.0, 0.0], len(logits) // 2)}


def _discriminator(logits, targets):
    real, made = logits.reshape(2, -1)
    return objectives.discriminator_loss(real, made)


# measures


def _confusion(labels, answers, classes):
    """One picture of one row, with a pixel at its end that is not known."""
    truth = np.append(labels, VOID)[None, None]
    return segmentation.mask_confusion(truth, np.append(answers, 0)[None, None], classes)[0]


def _matrices(labels, answers, classes):
    return segmentation.mask_confusion(labels, answers, classes)


def _scored(name):
    def run(labels, answers, classes):
        matrices = _matrices(labels, answers, classes)
        return segmentation.segmentation_measures(matrices)[name].value

    return by_value(run)


def _pixel_accuracy(labels, answers):
    k = int(max(labels.max(), answers.max())) + 1
    matrices = segmentation.mask_confusion(labels[None, None], answers[None, None], k)
    return segmentation.segmentation_measures(matrices)["pixel_accuracy"].value


def _mean_of_classes(labels, answers, classes):
    matrix = _matrices(labels, answers, classes).sum(axis=0)
    return float(np.nanmean(segmentation.class_ious(matrix)))


def _of_one(measure):
    return by_value(lambda predicted, targets: measure(predicted[None], targets[None])[0])


def _score(name):
    def run(predicted, targets):
        return pictures.picture_measures(predicted[None], targets[None])[name].value

    return by_value(run)


def _flat(rng):
    given = psnr.example(rng)
    return {name: given[name].ravel() for name in ("predicted", "targets")}


def _mae_of_row(predicted, targets):
    shape = (1, 1, 1, -1)
    return pictures.picture_measures(predicted.reshape(shape), targets.reshape(shape))["mae"].value


def _psnr_by_torch(predicted, targets):
    p, y = torch.tensor(predicted), torch.tensor(targets)
    return float(20 * np.log10(255) - 10 * functional.mse_loss(p, y).clamp(min=1e-10).log10())


def _ssim_by_scipy(predicted, targets):
    def blurred(x):
        return ndimage.gaussian_filter(x, (0, 1.5, 1.5), radius=(0, 5, 5))[:, 5:-5, 5:-5]

    p, y = predicted, targets
    mp, my = blurred(p), blurred(y)
    sp, sy, spy = blurred(p * p) - mp**2, blurred(y * y) - my**2, blurred(p * y) - mp * my
    light = (2 * mp * my + 6.5025) / (mp**2 + my**2 + 6.5025)
    return float((light * (2 * spy + 58.5225) / (sp + sy + 58.5225)).mean())


def _rand_by_pairs(truth, answer):
    """scikit-learn counts the pairs; a boundary of the answer is a segment of its own."""
    true, answered = truth[truth > 0], answer[truth > 0].copy()
    if not true.size:
        return 0.0
    alone = answered == 0
    answered[alone] = 1000 + np.arange(alone.sum())
    (_, only_answer), (only_truth, both) = cluster.pair_confusion_matrix(true, answered)
    n = true.size  # each pixel with itself
    return 1 - 2 * (both + n) / (2 * both + only_truth + only_answer + 2 * n)


WINDOWS = "float64; variances as means of squares less squared means, of numbers up to 65 025"

ROWS = [
    _row(content_cost, objectives.content_cost, by_torch(objectives.content_cost)),
    _row(gram_style, objectives.style_cost, by_torch(objectives.style_cost)),
    _row(total_style_cost, objectives.StyleCost, by_torch(_total_style)),
    _row(
        total_variation,
        objectives.total_variation,
        by_torch(lambda picture: objectives.total_variation(picture)),
    ),
    _row(
        cross_entropy,
        objectives.pixel_cross_entropy,
        by_torch(_pixel_cross_entropy),
        case=_as_pixels,
    ),
    _row(dice, objectives.dice_loss, by_torch(_dice)),
    _row(dice, torch.softmax, by_torch(_dice_by_class)),
    _row(segmentation_equation, objectives.segmentation_loss, by_torch(_segmentation)),
    _row(segmentation_equation, functional.cross_entropy, by_torch(_both_by_class)),
    _row(
        mae,
        objectives.picture_absolute,
        by_torch(lambda predictions, targets: objectives.picture_absolute(predictions, targets)),
    ),
    _row(
        mse,
        objectives.picture_squared,
        by_torch(lambda predictions, targets: objectives.picture_squared(predictions, targets)),
    ),
    _row(
        binary_cross_entropy,
        objectives.generator_loss,
        by_torch(lambda logits, targets: objectives.generator_loss(logits)),
        case=_all_real,
    ),
    _row(
        binary_cross_entropy,
        objectives.discriminator_loss,
        by_torch(_discriminator),
        case=_half_real,
    ),
    _row(confusion_matrix, segmentation.mask_confusion, by_value(_confusion), case=classed),
    _row(mean_iou, segmentation.class_ious, by_value(_mean_of_classes), case=labelled),
    _row(mean_iou, segmentation.segmentation_measures, _scored("miou"), case=labelled, name="miou"),
    _row(
        accuracy,
        segmentation.segmentation_measures,
        by_value(_pixel_accuracy),
        case=pairs,
        name="pixel_accuracy",
    ),
    _row(rand_error, segmentation.rand_error, by_value(segmentation.rand_error)),
    _row(rand_error, cluster.pair_confusion_matrix, by_value(_rand_by_pairs)),
    _row(psnr, pictures.psnr, _of_one(pictures.psnr)),
    _row(psnr, pictures.picture_measures, _score("psnr"), name="psnr"),
    _row(psnr, functional.mse_loss, by_value(_psnr_by_torch)),
    _row(ssim, pictures.ssim, _of_one(pictures.ssim), tolerance=1e-9, because=WINDOWS),
    _row(
        ssim,
        pictures.picture_measures,
        _score("ssim"),
        tolerance=1e-9,
        because=WINDOWS,
        name="ssim",
    ),
    _row(
        ssim,
        ndimage.gaussian_filter,
        by_value(_ssim_by_scipy),
        tolerance=1e-9,
        because=WINDOWS,
    ),
    _row(
        mean_absolute_error,
        pictures.picture_measures,
        by_value(_mae_of_row),
        case=_flat,
        name="mae",
    ),
]
