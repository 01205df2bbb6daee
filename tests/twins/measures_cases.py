"""Cases for the rows of measures.

Those of answers hold ties, classes that never occur or are never answered, single rows, and
answers that are all right or all wrong; those of predictions likewise.
"""

import numpy as np
from scipy import special

from twins.harness import ROUNDING, Twin

BINS = "float64 on both sides; no confidence of the cases is on the edge of a bin"


def row(reference, other, run, *, tolerance=1e-12, because=ROUNDING, **more):
    """A row that is equal but for rounding, unless it says otherwise."""
    return Twin(
        reference=reference, other=other, run=run, tolerance=tolerance, because=because, **more
    )


def pairs(rng):
    """Labels and answers: mixed, all right, all wrong, a single row, or of few classes."""
    k, n = int(rng.integers(2, 6)), int(rng.integers(1, 30))
    kind = rng.choice(["mixed", "right", "wrong", "single", "few labels", "one answer"])
    n = 1 if kind == "single" else n
    labels = rng.integers(0, 2 if kind == "few labels" else k, n)
    answers = np.where(rng.random(n) < 0.5, labels, rng.integers(0, k, n))
    answers = {
        "right": labels,
        "wrong": (labels + rng.integers(1, k, n)) % k,
        "one answer": np.full(n, rng.integers(k)),
    }.get(kind, answers)
    return {"labels": labels, "answers": answers}


def classed(rng):
    """The same, and how many classes there are: some may be in neither."""
    given = pairs(rng)
    return {**given, "classes": int(rng.integers(least_classes(**given), 7))}


def pictures(rng):
    given = classed(rng)
    labels, answers = (np.resize(given[name], (2, 3, 4)) for name in ("labels", "answers"))
    return {"labels": labels, "answers": answers, "classes": given["classes"]}


def split(rng):
    """Log-odds and labels from ``pairs``, often with ties; no confidence on the edge of a bin."""
    given = classed(rng)
    logits = rng.normal(size=(len(given["labels"]), given["classes"]))
    logits += rng.choice([0.0, 3.0, 9.0]) * np.eye(given["classes"])[given["answers"]]
    logits = np.round(logits, int(rng.integers(0, 3)))
    edges = special.softmax(logits, axis=1).max(axis=1) * 15
    near = (np.abs(edges - np.round(edges)) < 1e-6) & (edges < 14)
    logits[near] += 0.1 * np.eye(given["classes"])[0]
    return {"logits": logits, "labels": given["labels"]}


def by_fifteen(rng):
    return {**split(rng), "bins": 15}


def ranked(rng):
    """Scores and labels: all tied, in perfect order, in the worst, one of each, or mixed."""
    kind = rng.choice(["mixed", "tied", "right", "wrong", "two"])
    ends = [0, 1]
    labels = rng.permutation(ends if kind == "two" else [*ends, *rng.integers(0, 2, 20)])
    scores = rng.normal(size=len(labels)) + labels
    scores = {"tied": 0 * scores, "right": 1.0 * labels, "wrong": -1.0 * labels}.get(kind, scores)
    return {"scores": np.round(scores, int(rng.integers(0, 3))), "labels": labels}


def regression(rng, least=1):
    """Predictions and targets: mixed, all right, single rows, equal targets, far from 0."""
    kind = rng.choice(["mixed", "right", "single", "equal", "far"])
    n = least if kind == "single" else int(rng.integers(least, 30))
    targets = np.full(n, 0.1) if kind == "equal" else rng.normal(size=n)
    targets = targets + 100.0 if kind == "far" else targets
    predicted = targets if kind == "right" else targets + rng.normal(size=n)
    return {"predicted": predicted, "targets": targets}


def spread(rng):
    """The same with two rows or more, and targets that differ."""
    given = regression(rng, least=2)
    return {name: values + np.arange(len(values)) for name, values in given.items()}


def counts_from(rng):
    """The same above 0; a prediction may be 0 or less."""
    given = regression(rng)
    targets = np.exp(given["targets"] / 20)
    return {"predicted": targets if rng.random() < 0.2 else given["predicted"], "targets": targets}


def logs(rng):
    """Two rows or more, as logarithms of what is predicted and true."""
    return {name: values / 20 for name, values in spread(rng).items()}


def baselines(rng):
    labels, train = pairs(rng)["labels"], pairs(rng)["labels"]
    return {"train": train, "labels": labels, "classes": least_classes(labels, train)}


def all_trained(rng):
    given = baselines(rng)
    return {**given, "train": np.append(given["train"], np.arange(given["classes"]))}


def means(rng):
    first, second = regression(rng), regression(rng)
    if rng.integers(2):
        return {"train": first["targets"], "targets": second["targets"], "log": False}
    train, targets = (given["targets"] ** 2 + 0.5 for given in (first, second))
    return {"train": train, "targets": targets, "log": bool(rng.integers(2))}


def two_rows(rng):
    given = regression(rng)
    return {name: np.append(values, 7.0) for name, values in given.items()}


def least_classes(labels, answers):
    return max(2, int(labels.max()) + 1, int(answers.max()) + 1)
