"""Several targets of one network: losses with missing targets, scores of labels, skill."""

import numpy as np
import torch
from sklearn import metrics
from torch.nn import functional

from netwright import objectives
from netwright.contracts import NO_LABELS
from netwright.measures.multi_label import label_losses, multi_label_measures
from netwright.measures.several_targets import skill as fast_skill
from netwright.reference.losses import cross_entropy, mse, multi_label, several_targets
from netwright.reference.measures import (
    mean_error,
    multi_label_scores,
    share_error,
    skill,
    skill_error,
)
from twins.harness import ROUNDING, Twin, by_torch
from twins.measures_cases import row

MEMBERS = 3


def _loss(reference, other, run, **more):
    return Twin(
        reference=reference, other=other, run=run, tolerance=1e-12, because=ROUNDING, **more
    )


# losses; the fast ones take what is missing as it is stored


def _stored_labels(labels, known):
    return torch.where(known[:, None] == 1, labels, NO_LABELS).to(torch.uint8)


def _multi_label(logits, labels, known):
    return objectives.multi_label(logits, _stored_labels(labels, known))


def _multi_label_of_members(logits, labels, known):
    members = logits.reshape(-1, MEMBERS, logits.shape[1])
    return objectives.multi_label(members, _stored_labels(labels[::MEMBERS], known[::MEMBERS]))


def _members_of_labels(rng):
    given = multi_label.example(rng)
    return {name: values.repeat(MEMBERS, axis=0) for name, values in given.items()}


def _with_missing(logits, labels, smoothing):
    """Rows without a label are laid between: they must neither cost nor get a slope."""
    more = torch.cat([logits, torch.full_like(logits, 7.0)])
    whole = torch.cat([labels, torch.full_like(labels, -1)])
    return objectives.known_cross_entropy(more, whole, smoothing=smoothing)


def _squares_with_missing(predictions, targets):
    more = torch.cat([predictions, predictions.detach() + 5.0])
    return objectives.known_squared(more, torch.cat([targets, targets.detach() * torch.nan]))


def _squares_of_members(predictions, targets):
    return objectives.known_squared(predictions.reshape(-1, MEMBERS), targets[::MEMBERS])


def _numbers_of_members(rng):
    targets = rng.normal(size=rng.integers(1, 6)).repeat(MEMBERS)
    return {"predictions": targets + rng.normal(size=targets.shape), "targets": targets}


def _summed(logits, labels, predicted, numbers, tag_logits, tags, known, weights):
    losses = [
        objectives.known_cross_entropy(logits, torch.where(known[:, 0] == 1, labels, -1)),
        objectives.known_squared(predicted, torch.where(known[:, 1] == 1, numbers, torch.nan)),
        objectives.multi_label(tag_logits, _stored_labels(tags, known[:, 2])),
    ]
    return objectives.weighted_mean(losses, weights.tolist())


def _by_sums(logits, labels, predicted, numbers, tag_logits, tags, known, weights):
    """Every example's loss, then sums over what is known."""
    each = [
        functional.cross_entropy(logits, labels, reduction="none"),
        functional.mse_loss(predicted, numbers, reduction="none"),
        functional.binary_cross_entropy_with_logits(
            tag_logits, tags.to(tag_logits.dtype), reduction="none"
        ).mean(dim=1),
    ]
    marks = known.to(logits.dtype)
    means = (torch.stack(each, dim=1) * marks).sum(dim=0) / marks.sum(dim=0).clamp(min=1)
    return (weights * means).sum() / weights.sum()


def _by_weights(logits, labels, known):
    marks = known.to(logits.dtype)
    weight = (marks / marks.sum() / labels.shape[1])[:, None].expand_as(logits)
    return functional.binary_cross_entropy_with_logits(
        logits, labels.to(logits.dtype), weight=weight, reduction="sum"
    )


# measures


def _score(name, *, error=False):
    def run(arguments):
        score = multi_label_measures(arguments["logits"], arguments["labels"])[name]
        return score.standard_error if error else score.value

    return run


def _by_sklearn(logits, labels):
    answers = (logits > 0).astype(np.int64)
    macro = metrics.precision_recall_fscore_support(
        labels, answers, labels=range(labels.shape[1]), average="macro", zero_division=0
    )
    if labels.shape[1] == 1:  # one column is taken for a yes-or-no question there
        macro = metrics.precision_recall_fscore_support(
            labels[:, 0], answers[:, 0], average="binary", zero_division=0
        )
    odds = np.stack([-logits.ravel() / 2, logits.ravel() / 2], axis=1)
    shares = np.exp(odds) / np.exp(odds).sum(axis=1, keepdims=True)
    flat = (labels.ravel(), answers.ravel())
    return {
        "exact_match": metrics.accuracy_score(labels, answers),
        "label_accuracy": 1 - metrics.hamming_loss(labels, answers),
        **dict(zip(("precision", "recall", "f1"), macro[:3], strict=True)),
        "micro_f1": metrics.f1_score(*flat, zero_division=0),
        "log_loss": metrics.log_loss(flat[0], shares, labels=[0, 1]),
    }


def _single_answers(given):
    """As many whole sets right as shall be."""
    right = np.arange(given["rows"]) < given["right"]
    logits = np.where(right, 1.0, -1.0)[:, None] * np.ones(2)
    labels = np.ones((given["rows"], 2), dtype=np.int64)
    return multi_label_measures(logits, labels)["exact_match"].standard_error


def _row_means(rng):
    """Values that are shares of four answers."""
    return {"values": rng.integers(0, 5, size=rng.integers(2, 30)) / 4}


def _label_accuracy(given):
    logits = np.where(np.arange(4) / 4 < given["values"][:, None], 1.0, -1.0)
    labels = np.ones(logits.shape, dtype=np.int64)
    return multi_label_measures(logits, labels)["label_accuracy"].standard_error


def _above_0(rng):
    return {"values": rng.uniform(0.05, 3.0, size=rng.integers(2, 30))}


def _surprising(given):
    """Log-odds that make each truth as surprising as the values say."""
    odds = -np.log(np.expm1(given["values"]))
    return odds[:, None], np.ones((len(odds), 1), dtype=np.int64)


def _log_loss(given):
    return multi_label_measures(*_surprising(given))["log_loss"].standard_error


def _label_losses(given):
    losses = label_losses(*_surprising(given))
    return float(losses.std(ddof=1)) / np.sqrt(len(losses))


def _skill(losses, trivial, known):
    return fast_skill(*(np.where(known == 1, part, np.nan) for part in (losses, trivial))).value


def _skill_error(losses, trivial, known):
    gone = ~known.any(axis=0)  # the reference counts a target that all lack, with nothing to move
    score = fast_skill(*(np.where(known == 1, part, np.nan) for part in (losses, trivial)))
    return score.standard_error * (known.shape[1] - gone.sum()) / known.shape[1]


def _some_known(rng):
    given = skill_error.example(rng)
    given["known"][rng.integers(len(given["known"]))] = 1
    return given


def _nan_means(losses, trivial, known):
    ours, theirs = (np.nanmean(np.where(known == 1, x, np.nan), axis=0) for x in (losses, trivial))
    return np.mean(1 - ours / theirs)


def _by_covariance(losses, trivial, known):
    """g' C g: C of the means of all columns, g the slopes of skill along them."""
    ours, theirs = known * losses, known * trivial
    a, b = ours.mean(axis=0), theirs.mean(axis=0)
    targets = losses.shape[1]
    slopes = np.concatenate([-1 / b, a / b**2]) / targets
    spread = np.cov(np.concatenate([ours, theirs], axis=1), rowvar=False)
    return np.sqrt(max(slopes @ spread @ slopes, 0.0) / len(losses))


def _all_known_somewhere(rng):
    given = _some_known(rng)
    given["known"][0] = 1
    return given


MOMENTS = "float64 on both sides; variances as sums of products lose some digits"
POWERS = "float64 on both sides; the terms come back from logarithms to a few in 1e16"
NAMES = ("exact_match", "label_accuracy", "precision", "recall", "f1", "micro_f1", "log_loss")

FAST = [
    _loss(multi_label, objectives.multi_label, by_torch(_multi_label)),
    _loss(
        multi_label,
        objectives.multi_label,
        by_torch(_multi_label_of_members),
        case=_members_of_labels,
        name="multi_label of members",
    ),
    _loss(cross_entropy, objectives.known_cross_entropy, by_torch(_with_missing)),
    _loss(mse, objectives.known_squared, by_torch(_squares_with_missing)),
    _loss(
        mse,
        objectives.known_squared,
        by_torch(_squares_of_members),
        case=_numbers_of_members,
        name="known_squared of members",
    ),
    _loss(several_targets, objectives.weighted_mean, by_torch(_summed)),
    *(
        row(
            multi_label_scores,
            multi_label_measures,
            _score(name),
            name=name,
            answer=lambda found, name=name: found[name],
        )
        for name in NAMES
    ),
    row(share_error, multi_label_measures, _single_answers, name="exact_match: standard error"),
    row(
        mean_error,
        multi_label_measures,
        _label_accuracy,
        name="label_accuracy: standard error",
        case=_row_means,
    ),
    row(
        mean_error,
        multi_label_measures,
        _log_loss,
        name="log_loss: standard error",
        case=_above_0,
        because=POWERS,
    ),
    row(mean_error, label_losses, _label_losses, case=_above_0, because=POWERS),
    row(skill, fast_skill, lambda given: _skill(**given)),
    row(skill_error, fast_skill, lambda given: _skill_error(**given), name="skill: standard error",
        case=_some_known),
]  # fmt: skip

WITNESSES = [
    _loss(multi_label, functional.binary_cross_entropy_with_logits, by_torch(_by_weights)),
    _loss(several_targets, functional.cross_entropy, by_torch(_by_sums)),
    row(multi_label_scores, metrics.hamming_loss, lambda given: _by_sklearn(**given)),
    row(skill, np.nanmean, lambda given: _nan_means(**given)),
    row(skill_error, np.cov, lambda given: _by_covariance(**given), case=_all_known_somewhere,
        tolerance=1e-9, because=MOMENTS),
]  # fmt: skip

ROWS = FAST + WITNESSES
