"""Which rows the strategy's trainings take: parts of train for a learning curve, and folds.

    part     of every class the first share of its rows, in a keyed order: a smaller part lies
             within a larger one, and no class is lost
    folds    of every class the rows dealt out in a keyed order: sizes differ by one a class

Whoever trains on them keeps task and preparation of the run: what numbers are scaled by was
measured on all of its training rows, without their labels.
"""

import math
from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from netwright.api._prepared import Prepared
from netwright.randomness import permutation

Ints = NDArray[np.int64]


def part_of(rows: Ints, labels: Ints, share: float, *, seed: int) -> Ints:
    """A part of some rows, with every class in it.

    Args:
        rows: (n,) row numbers, sorted.
        labels: (n,) their classes.
        share: above 0, 1 at most.
        seed: of the order.

    Returns:
        Row numbers, sorted; of each class the share, rounded up.
    """
    place, counts = _places(labels, seed=seed, name="learning curve")
    kept = np.array([math.ceil(share * count) for count in counts.tolist()], dtype=np.int64)
    return rows[place < kept[labels]]


def folds_of(labels: Ints, count: int, *, seed: int) -> Ints:
    """Deal rows out into folds.

    Args:
        labels: (n,) classes.
        count: how many folds, 2 or more.
        seed: of the order.

    Returns:
        (n,) the fold of each row, from 0.
    """
    place, _ = _places(labels, seed=seed, name="folds")
    return place % count


def trained_on(prepared: Prepared, splits: Mapping[str, Ints], *, evaluations: int) -> Prepared:
    """The same training on other rows.

    Args:
        prepared: of a run.
        splits: split -> rows; those left out are never looked at.
        evaluations: how often to measure, and so how often the best weights may be chosen.

    Returns:
        What a training needs.
    """
    learned = prepared.learned
    settings = learned.settings.model_copy(update={"evaluations": evaluations})
    examples = replace(learned.examples, splits=splits)
    return replace(
        prepared,
        examples=replace(prepared.examples, splits=splits),
        start=replace(learned, examples=examples, settings=settings),
    )


def _places(labels: Ints, *, seed: int, name: str) -> tuple[Ints, Ints]:
    """The place of each row within its class, from 0, and how many rows a class has."""
    counts = np.bincount(labels).astype(np.int64)
    order = permutation(seed, name, len(labels))
    by_class = order[np.argsort(labels[order], kind="stable")]
    first = np.cumsum(counts) - counts
    place = np.empty(len(labels), dtype=np.int64)
    place[by_class] = np.arange(len(labels)) - first[labels[by_class]]
    return place, counts
