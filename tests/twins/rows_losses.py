"""Losses and penalties, beside netwright's own and beside torch."""

import torch
from torch.nn import functional

from netwright import objectives
from netwright.reference.losses import (
    binary_cross_entropy,
    content_cost,
    contrastive,
    cross_entropy,
    gram_style,
    huber,
    l1_penalty,
    l2_penalty,
    mae,
    mse,
    siamese_similarity,
    total_style_cost,
    total_variation,
    triplet,
)
from twins.harness import ROUNDING, Twin, by_torch

MEMBERS = 3


def _classes_of_members(rng):
    """Logits of 3 networks for each example, one below the other, as the reference takes them."""
    given = cross_entropy.example(rng)
    logits = given["logits"].repeat(MEMBERS, axis=0)
    logits += rng.normal(size=logits.shape)
    return {**given, "logits": logits, "labels": given["labels"].repeat(MEMBERS)}


def _cross_entropy_of_members(logits, labels, smoothing):
    members = logits.reshape(-1, MEMBERS, logits.shape[1])
    return objectives.cross_entropy(members, labels[::MEMBERS], smoothing=smoothing)


def _numbers_of_members(rng):
    """Predictions of 3 networks for each target, side by side, as one long row of both."""
    targets = rng.normal(size=rng.integers(1, 6)).repeat(MEMBERS)
    return {"predictions": targets + 1.5 * rng.normal(size=targets.shape), "targets": targets}


def _of_members(loss):
    def run(predictions, targets):
        return loss(predictions.reshape(-1, MEMBERS), targets[::MEMBERS])

    return by_torch(run)


def _of_predictions(loss):
    return by_torch(lambda predictions, targets: loss(predictions, targets))


def _at_delta_1(rng):
    given = huber.example(rng)
    return {name: given[name] for name in ("predictions", "targets")}  # delta is 1 unless given


def _cross_entropy(logits, labels, smoothing):
    return functional.cross_entropy(logits, labels, label_smoothing=smoothing)


def _huber(predictions, targets, delta):
    return functional.huber_loss(predictions, targets, delta=delta)


def _l1(weights, strength):
    return strength * torch.linalg.vector_norm(weights, 1)


def _l2(weights, strength):
    return strength / 2 * torch.linalg.vector_norm(weights) ** 2


def _triplet(anchor, positive, negative, margin):
    return functional.triplet_margin_with_distance_loss(
        anchor,
        positive,
        negative,
        distance_function=lambda a, b: functional.mse_loss(a, b, reduction="none").sum(dim=1),
        margin=margin,
    )


def _contrastive(a, b, same, margin):
    distance = functional.pairwise_distance(a, b, eps=0.0)
    # for the label -1 torch gives max(0, margin - x): the hinge of different pairs
    hinge = functional.hinge_embedding_loss(
        distance, -torch.ones_like(distance), margin=margin, reduction="none"
    )
    return torch.where(same == 1, distance**2, hinge**2).mean() / 2


def _siamese(a, b, weights, bias, same):
    logits = functional.linear((a - b).abs(), weights[None], bias[None])[:, 0]
    return functional.binary_cross_entropy_with_logits(logits, same.to(logits.dtype))


def _content(generated, content):
    return functional.mse_loss(generated, content) / 4


def _style(generated, style):
    grams = [torch.einsum("khw,lhw->kl", x, x) for x in (generated, style)]
    places = generated[0].numel()
    return functional.mse_loss(*grams) / (4 * places**2)


def _total(seen_content, content, seen_style, style, alpha, beta):
    return alpha * _content(seen_content, content) + beta * _style(seen_style, style)


def _variation(picture):
    """As two convolutions of every colour with the kernels (-1, 1)."""
    kernel = torch.tensor([-1.0, 1.0], dtype=picture.dtype)
    colours = picture[:, None]
    total = picture.sum() * 0  # a picture without neighbours has a gradient too: zeros
    if picture.shape[1] > 1:
        total = total + functional.conv2d(colours, kernel.reshape(1, 1, 2, 1)).square().sum()
    if picture.shape[2] > 1:
        total = total + functional.conv2d(colours, kernel.reshape(1, 1, 1, 2)).square().sum()
    return total


def _row(reference, other, run, **more):
    return Twin(
        reference=reference, other=other, run=run, tolerance=1e-12, because=ROUNDING, **more
    )


FAST = [
    _row(cross_entropy, objectives.cross_entropy, by_torch(objectives.cross_entropy)),
    _row(
        cross_entropy,
        objectives.cross_entropy,
        by_torch(_cross_entropy_of_members),
        case=_classes_of_members,
        name="cross_entropy of members",
    ),
    _row(mse, objectives.mean_squared, _of_predictions(objectives.mean_squared)),
    _row(
        mse,
        objectives.mean_squared,
        _of_members(objectives.mean_squared),
        case=_numbers_of_members,
        name="mean_squared of members",
    ),
    _row(mae, objectives.mean_absolute, _of_predictions(objectives.mean_absolute)),
    _row(
        mae,
        objectives.mean_absolute,
        _of_members(objectives.mean_absolute),
        case=_numbers_of_members,
        name="mean_absolute of members",
    ),
    _row(huber, objectives.huber, _of_predictions(objectives.huber), case=_at_delta_1),
    _row(
        huber,
        objectives.huber,
        _of_members(objectives.huber),
        case=_numbers_of_members,
        name="huber of members",
    ),
]

WITNESSES = [
    _row(
        binary_cross_entropy,
        functional.binary_cross_entropy_with_logits,
        by_torch(
            lambda logits, targets: functional.binary_cross_entropy_with_logits(logits, targets)
        ),
    ),
    _row(cross_entropy, functional.cross_entropy, by_torch(_cross_entropy)),
    _row(mse, functional.mse_loss, _of_predictions(functional.mse_loss)),
    _row(mae, functional.l1_loss, _of_predictions(functional.l1_loss)),
    _row(huber, functional.huber_loss, by_torch(_huber)),
    _row(l1_penalty, torch.linalg.vector_norm, by_torch(_l1)),
    _row(l2_penalty, torch.linalg.vector_norm, by_torch(_l2)),
    _row(triplet, functional.triplet_margin_with_distance_loss, by_torch(_triplet)),
    _row(contrastive, functional.hinge_embedding_loss, by_torch(_contrastive)),
    _row(
        siamese_similarity,
        functional.binary_cross_entropy_with_logits,
        by_torch(_siamese),
    ),
    _row(content_cost, functional.mse_loss, by_torch(_content)),
    _row(gram_style, functional.mse_loss, by_torch(_style)),
    _row(total_style_cost, functional.mse_loss, by_torch(_total)),
    _row(total_variation, functional.conv2d, by_torch(_variation)),
]

ROWS = FAST + WITNESSES
