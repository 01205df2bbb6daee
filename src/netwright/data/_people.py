"""Who is in which split, where people are told apart whom training has never seen.

    labels and given splits --people_list--> the people of train      no one in two splits
    labels and splits       --person_numbers--> a number for each picture, those of train first

The contrary of classes: there every split must have the classes of train, here none of them.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from netwright.data._classes import listed, natural_key
from netwright.errors import DataError

Rows = NDArray[np.int64]


def people_list(
    labels: Sequence[str], splits: Sequence[str | None], *, path: str
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The people of the training split, and what to say of others.

    Args:
        labels: who is on each picture.
        splits: the split the source gives each picture; None where it says nothing.
        path: the source, for messages.

    Returns:
        The people that train has, or may have, in natural order, and sentences a person should
        read.

    Raises:
        DataError: if there are fewer than two of them, or one is in another split too.

    Example:
        >>> people_list(["bo", "al", "al", "cy"], [None, None, None, "test"], path="faces")
        (('al', 'bo'), ('people with a single picture: bo, cy',))
    """
    where: dict[str, list[str]] = {}
    for label, split in zip(labels, splits, strict=True):
        where.setdefault(label, []).append(split or "train")
    train = sorted((p for p, found in where.items() if "train" in found), key=natural_key)
    if len(train) < 2:
        raise DataError(
            f"{path} must have pictures of 2 people or more to train on; got {len(train)}",
            hint="put the pictures of each person into a folder of their own",
        )
    torn = sorted((p for p, found in where.items() if len(set(found)) > 1), key=natural_key)
    if torn:
        raise DataError(
            f"{path} must have each person in one split; got {listed(torn)} in several",
            hint="leave the split folders out: people are then split by netwright",
        )
    single = sorted((p for p, found in where.items() if len(found) == 1), key=natural_key)
    return tuple(train), (f"people with a single picture: {listed(single)}",) if single else ()


def person_numbers(labels: Sequence[str], train: Rows) -> tuple[tuple[str, ...], Rows]:
    """A number for each picture: those who are trained on first, all in natural order.

    Args:
        labels: who is on each picture.
        train: rows that train.

    Returns:
        The people by number, and int64 (n,).

    Example:
        >>> person_numbers(["bo", "al", "cy"], np.array([0, 2]))
        (('bo', 'cy', 'al'), array([0, 2, 1]))
    """
    first = {labels[row] for row in train.tolist()}
    people = sorted(first, key=natural_key) + sorted(set(labels) - first, key=natural_key)
    index = {person: number for number, person in enumerate(people)}
    return tuple(people), np.array([index[label] for label in labels], dtype=np.int64)


def expect_pairs(numbers: Rows, split: str) -> None:
    """Refuse a split without two pictures of one person, or without two people.

    Args:
        numbers: (n,), who is on each picture of the split.
        split: its name, for the message.

    Raises:
        DataError: saying what there is.
    """
    counts = np.unique(numbers, return_counts=True)[1]
    if len(counts) < 2 or counts.max() < 2:
        raise DataError(
            f"{split} must have 2 people or more, and 2 pictures or more of one of them; got "
            f"{len(numbers):,} pictures of {len(counts):,}",
            hint="give more people or pictures, or other shares: --set val_share=0.3",
        )
