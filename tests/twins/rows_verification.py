"""Verification: losses of margins, triplets and pairs, and the measures of pairs and galleries."""

import math

import numpy as np
import torch
from scipy import stats
from sklearn import metrics
from torch import nn
from torch.nn import functional

from netwright import objectives
from netwright.measures import verification
from netwright.models import EmbedderNetwork, PictureInput
from netwright.models._embedder import UnitRows
from netwright.reference.initialisers import torch_default
from netwright.reference.losses import (
    contrastive,
    margin_softmax,
    semi_hard_triplet,
    siamese_similarity,
)
from netwright.reference.measures import (
    accepted_at,
    equal_error_rate,
    identification,
    roc,
    wilson_interval,
)
from netwright.reference.preparation import unit_rows
from twins.harness import ROUNDING, Twin, by_torch, by_value
from twins.measures_cases import ranked, row
from twins.rows_initialisers import Start, layer_draws
from twins.rows_initialisers import row as started

SQUARES = "float64 on both sides; squared distances as lengths less products lose a few digits"


def _loss(reference, other, run, **more):
    how = {"tolerance": 1e-12, "because": ROUNDING, **more}
    return Twin(reference=reference, other=other, run=run, **how)


# losses


def _by_angles(cosines, labels, scale, margin, angle):
    """Each row's angle turned, and beyond pi its cosine mirrored at -1, before one softmax."""
    own = functional.one_hot(labels, cosines.shape[1]).to(torch.bool)
    theta = torch.arccos(cosines) + angle
    turned = torch.where(theta > math.pi, -2 - theta.cos(), theta.cos())
    logits = scale * torch.where(own, turned - margin, cosines)
    return functional.nll_loss(logits.log_softmax(dim=1), labels)


def _searched(embeddings, labels, margin):
    """Each pair looks for its negative by itself; torch's own triplet loss on what was found."""
    with torch.no_grad():
        far = torch.cdist(embeddings, embeddings, compute_mode="donot_use_mm_for_euclid_dist")
    rows = []
    for a, p in np.argwhere(labels[:, None].numpy() == labels.numpy()).tolist():
        others = [j for j in range(len(labels)) if labels[j] != labels[a]]
        if a == p or not others:
            continue
        farther = [j for j in others if far[a, j] > far[a, p]]
        best = min(farther, key=lambda j: far[a, j]) if farther else max(
            others, key=lambda j: far[a, j]
        )  # fmt: skip
        rows.append((a, p, best))
    a, p, n = (embeddings[torch.tensor(part)] for part in zip(*rows, strict=True))
    return functional.triplet_margin_with_distance_loss(
        a,
        p,
        n,
        distance_function=lambda x, y: functional.mse_loss(x, y, reduction="none").sum(dim=1),
        margin=margin,
    )


def _with_many_others(a, b, same, margin):
    """Pairs that count for nothing are laid between; the mean is over all."""
    shares = torch.tensor([2.0, 0.0], dtype=a.dtype).repeat_interleave(len(a))
    twice = [torch.cat([part, part.detach() + 3.0]) for part in (a, b)]
    return objectives.contrastive(*twice, torch.cat([same, same]), margin=margin, shares=shares)


def _siamese_with_many_others(a, b, weights, bias, same):
    shares = torch.tensor([2.0, 0.0], dtype=a.dtype).repeat_interleave(len(a))
    twice = [torch.cat([part, part.detach() + 3.0]) for part in (a, b)]
    return objectives.siamese_similarity(
        *twice, weights, bias, torch.cat([same, same]), shares=shares
    )


# measures


def _flags(given):
    return given["scores"], given["labels"]


def _as_pairs(scores, labels):
    """Who is on either side, such that same pairs are those of label 1."""
    first = np.arange(len(scores))
    return scores, first, np.where(labels == 1, first, first + len(scores))


def _measure(name):
    return lambda given: verification.verification_measures(*_as_pairs(*_flags(given)))[name].value


def _at_rate(rate):
    return lambda rng: {**ranked(rng), "far": rate}


def _best_allowed(scores, labels, far):
    """Of every score as the threshold, and infinity, the one that lets in most and is allowed."""
    fpr, tpr, thresholds = metrics.roc_curve(labels, scores, drop_intermediate=False)
    corners = zip(fpr, tpr, thresholds, strict=True)
    allowed = [(hits, -threshold) for false, hits, threshold in corners if false <= far]
    hits, threshold = max(allowed, key=lambda corner: corner[1])
    return -threshold, hits


def _binomial(right, rows, z):
    share = 2 * stats.norm.cdf(z) - 1
    found = stats.binomtest(right, rows).proportion_ci(confidence_level=share, method="wilson")
    return found.low, found.high


def _counted(scores, mates, threshold):
    answers = [int(np.argmax(line)) for line in scores]
    sure = [max(line) >= threshold for line in scores]
    named = [answer if is_sure else -1 for answer, is_sure in zip(answers, sure, strict=True)]

    def share(truth, found):
        return float(metrics.accuracy_score(truth, found)) if len(truth) else None

    known = [i for i, mate in enumerate(mates) if mate >= 0]
    unknown = [i for i, mate in enumerate(mates) if mate < 0]
    silent = share([-1] * len(unknown), [named[i] for i in unknown])
    return {
        "rank_one": share(mates[known], [answers[i] for i in known]),
        "named": share(mates[known], [named[i] for i in known]),
        "false_alarms": None if silent is None else 1 - silent,
    }


def _network(rng):
    shape = PictureInput(channels=int(rng.choice([1, 3])), side=int(rng.choice([8, 16])))
    return lambda: EmbedderNetwork(shape, 3, width=0.25)


FAST = [
    started(torch_default, EmbedderNetwork, Start(_network, layer_draws), "EmbedderNetwork start"),
    _loss(unit_rows, UnitRows, by_torch(lambda x: UnitRows()(x))),
    _loss(margin_softmax, objectives.margin_softmax, by_torch(objectives.margin_softmax)),
    _loss(
        semi_hard_triplet,
        objectives.semi_hard_triplet,
        by_torch(objectives.semi_hard_triplet),
        because=SQUARES,
    ),
    _loss(contrastive, objectives.contrastive, by_torch(objectives.contrastive)),
    _loss(
        contrastive,
        objectives.contrastive,
        by_torch(_with_many_others),
        name="contrastive of shares",
    ),
    _loss(
        siamese_similarity,
        objectives.siamese_similarity,
        by_torch(objectives.siamese_similarity),
    ),
    _loss(
        siamese_similarity,
        objectives.siamese_similarity,
        by_torch(_siamese_with_many_others),
        name="siamese_similarity of shares",
    ),
    row(roc, verification.roc, lambda given: verification.roc(*_flags(given)), case=ranked),
    row(
        equal_error_rate,
        verification.equal_error_rate,
        lambda given: verification.equal_error_rate(*_flags(given)),
        case=ranked,
    ),
    row(
        accepted_at,
        verification.accepted_at,
        lambda given: verification.accepted_at(*_flags(given), far=given["far"]),
    ),
    row(
        equal_error_rate,
        verification.verification_measures,
        _measure("eer"),
        case=ranked,
        name="eer",
    ),
    *(
        row(
            accepted_at,
            verification.verification_measures,
            _measure(name),
            case=_at_rate(rate),
            name=name,
            answer=lambda found: found[1],
        )
        for name, rate in verification.RATES.items()
    ),
    row(wilson_interval, verification.wilson, by_value(verification.wilson)),
    row(identification, verification.identification, by_value(verification.identification)),
]

WITNESSES = [
    _loss(margin_softmax, functional.nll_loss, by_torch(_by_angles)),
    _loss(semi_hard_triplet, nn.TripletMarginWithDistanceLoss, by_torch(_searched)),
    row(accepted_at, metrics.roc_curve, by_value(_best_allowed)),
    row(wilson_interval, stats.binomtest, by_value(_binomial), tolerance=1e-10,
        because="z through the normal distribution and back"),
    row(identification, metrics.accuracy_score, by_value(_counted)),
]  # fmt: skip


ROWS = FAST + WITNESSES
