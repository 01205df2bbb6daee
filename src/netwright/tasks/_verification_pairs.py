"""Pairs of pictures, how alike they are, and what probability of "the same" that means.

    probability of the same = sigmoid(slope s + offset)                                    (1)

for a score s, where a pair is as likely to show one person as two. Slope and offset are fitted on
pairs of people who were not trained on, each kind of pair counting half in all, with targets of

    (N+ + 1) / (N+ + 2) for the N+ pairs of one person,   1 / (N- + 2) for the N- others   (2)

so that scores that part the two kinds wholly do not give an endless slope.

Source: Platt 1999, "Probabilistic outputs for support vector machines", for (1) and (2); Lin, Lin &
Weng 2007, "A note on Platt's probabilistic outputs", Machine Learning 68, for the fit by Newton's
method with halved steps.
"""

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from netwright.randomness import generator

MOST = 200_000  # pairs that are scored; of more, as many of each kind
STEPS, HALVINGS = 100, 30
SMALL = 1e-9  # what is left to gain below this is nothing; and what keeps (1)'s curvature above 0
Whole = NDArray[np.int64]
Numbers = NDArray[np.float64]


def pairs_of(labels: Whole, *, most: int = MOST) -> tuple[Whole, Whole]:
    """The pairs of a split: all, or so many of each kind that there are no more than ``most``.

    Args:
        labels: (n,), who is on each picture.
        most: pairs, 2 or more.

    Returns:
        Rows of the first and of the second picture of each pair, (p,) each; a function of the
        labels alone.
    """
    count = len(labels)
    if count * (count - 1) // 2 <= most:
        first, second = np.triu_indices(count, 1)
        return first.astype(np.int64), second.astype(np.int64)
    same, other = _same_pairs(labels, most // 2), _other_pairs(labels, most // 2)
    first, second = np.concatenate([same, other], axis=1)
    return first, second


def batch_pairs(labels: Tensor) -> tuple[Tensor, Tensor]:
    """All n x n pairs of a batch: which show the same, and what each counts.

    Args:
        labels: (n,) int64.

    Returns:
        "same" bool (n * n,), and shares (n * n,) with which a mean over all pairs gives half its
        weight to each kind that occurs, and none to a picture beside itself.
    """
    same = labels.unsqueeze(1) == labels.unsqueeze(0)
    itself = torch.eye(len(labels), dtype=torch.bool, device=labels.device)
    alike, other = same & ~itself, ~same
    shares = torch.zeros(same.shape, dtype=torch.float32, device=labels.device)
    for kind in (alike, other):
        shares = shares + kind * (kind.numel() / (2 * kind.sum().clamp(min=1)))
    return same.flatten(), shares.flatten()


def each_with_each(rows: Tensor) -> tuple[Tensor, Tensor]:
    """The rows of all n x n pairs: (n, d) -> (n * n, d) and (n * n, d)."""
    shape = (len(rows), *rows.shape)
    a, b = rows.unsqueeze(1).expand(shape), rows.unsqueeze(0).expand(shape)
    return a.flatten(0, 1), b.flatten(0, 1)


def fitted_probability(
    scores: NDArray[np.floating], same: NDArray[np.bool_]
) -> tuple[float, float]:
    """Slope and offset of (1) for scores of pairs.

    Args:
        scores: (p,), larger for more alike.
        same: (p,), whether a pair shows one person; both kinds occur.

    Returns:
        Slope and offset.
    """
    counts = np.array([(~same).sum(), same.sum()], dtype=np.float64)
    targets = np.where(same, (counts[1] + 1) / (counts[1] + 2), 1 / (counts[0] + 2))  # (2)
    weights = 0.5 / counts[same.astype(np.int64)]
    middle, spread = float(scores.mean()), float(scores.std()) or 1.0
    x = np.stack([(scores - middle) / spread, np.ones(len(scores))], axis=1).astype(np.float64)
    found = np.zeros(2)
    best = _loss(x @ found, targets, weights)
    for _ in range(STEPS):
        p = (1 + np.tanh(x @ found / 2)) / 2
        slope = x.T @ (weights * (p - targets))
        curvature = (x.T * (weights * p * (1 - p))) @ x + SMALL * np.eye(2)
        step = np.linalg.solve(curvature, slope)
        found, gained = _lower(x, found, step, best, targets, weights)
        best -= gained
        if gained < SMALL:
            break
    return float(found[0] / spread), float(found[1] - found[0] * middle / spread)


def _lower(
    x: Numbers, found: Numbers, step: Numbers, best: float, targets: Numbers, weights: Numbers
) -> tuple[Numbers, float]:
    """Go along a step, or a half, a quarter ... of it, as long as that does not lower the loss."""
    for halving in range(HALVINGS):
        there = found - step / 2**halving
        loss = _loss(x @ there, targets, weights)
        if loss < best:
            return there, best - loss
    return found, 0.0


def _loss(logits: Numbers, targets: Numbers, weights: Numbers) -> float:
    return float((weights * (np.logaddexp(0.0, logits) - targets * logits)).sum())


def _same_pairs(labels: Whole, most: int) -> Whole:
    """Neighbours among the pictures of a person, then every second one, and so on: (2, p)."""
    order = np.argsort(labels, kind="stable")
    found, count = [np.empty((2, 0), dtype=np.int64)], 0
    for lag in range(1, len(order)):
        first, second = order[:-lag], order[lag:]
        alike = labels[first] == labels[second]
        if not alike.any() or count >= most:
            break
        found.append(np.stack([first[alike], second[alike]]))
        count += int(alike.sum())
    return np.concatenate(found, axis=1)[:, :most].astype(np.int64)


def _other_pairs(labels: Whole, most: int) -> Whole:
    """Drawn by a fixed key; of twice as many as wanted those that show two people: (2, p)."""
    drawn = generator(0, "pairs", len(labels)).integers(0, len(labels), (2, 2 * most))
    return drawn[:, labels[drawn[0]] != labels[drawn[1]]][:, :most].astype(np.int64)
