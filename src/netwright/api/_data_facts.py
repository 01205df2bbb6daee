"""What ``data.json`` holds of any data, and of pictures, and what a person is told of them."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from netwright.api._prepared import Asked
from netwright.data import Decoded, PictureForm, PictureSource, Splits
from netwright.errors import DataError


def data_facts(
    kind: str, digest: str, asked: Asked, splits: Splits, notes: list[str], rows: int
) -> dict[str, Any]:
    """What ``data.json`` holds of any data: the rows of train are those not listed."""
    held = {name: rows.tolist() for name, rows in splits.rows.items() if name != "train"}
    return {
        "data": asked.data,
        "test": asked.test,
        "kind": kind,
        "digest": digest,
        "rows": rows,
        "split_rule": splits.why,
        "counts": {name: len(rows) for name, rows in splits.rows.items()},
        "held_out": held,
        "notes": notes,
    }


def class_counts(
    classes: tuple[str, ...], labels: np.ndarray[Any, np.dtype[np.int64]], splits: Splits
) -> dict[str, dict[str, int]]:
    """Rows of each class in each split."""
    counts = {
        split: np.bincount(labels[rows], minlength=len(classes)).tolist()
        for split, rows in splits.rows.items()
    }
    return {
        name: {split: counts[split][number] for split in counts}
        for number, name in enumerate(classes)
    }


def decoded_facts(done: Decoded, repeated: int, form: PictureForm) -> dict[str, Any]:
    """What it holds of decoded pictures besides.

    Args:
        done: decoded.
        repeated: how many are copies of another.
        form: of the stored pictures.

    Returns:
        "quarantined", "duplicates" and "picture".
    """
    return {
        "quarantined": [list(row) for row in done.quarantined],
        "duplicates": repeated,
        "picture": {"side": form.side, "channels": form.channels},
    }


def picture_notes(source: PictureSource, splits: Splits, done: Decoded, repeated: int) -> list[str]:
    """What a person should know of the pictures, one line each."""
    notes = [*source.notes, *splits.notes]
    notes += [f"{name} ({kind}) is damaged: {why}" for name, kind, why in done.quarantined]
    if repeated:
        notes.append(f"{repeated:,} pictures repeat another to the byte; repeats share a split")
    return notes


def form_facts(form: PictureForm) -> dict[str, Any]:
    """What a model file says of its pictures; cut and whole only where they are used."""
    more: dict[str, Any] = {} if form.cut == 1 else {"cut": form.cut}
    if form.whole:
        more["whole"] = True
    return {"kind": "picture", "side": form.side, "channels": form.channels, **more}


def expect_classes(counts: Mapping[str, Mapping[str, int]]) -> list[str]:
    """Make sure that every class is trained, and tell which ones are never scored.

    Args:
        counts: class -> split -> rows.

    Returns:
        A note for val and for test, where one of them lacks a class.

    Raises:
        DataError: naming the classes that train has no row of.
    """
    lacking = {
        split: [name for name, found in counts.items() if found.get(split) == 0]
        for split in ("train", "val", "test")
    }
    said = {split: ", ".join(map(repr, names[:5])) for split, names in lacking.items()}
    if lacking["train"]:
        raise DataError(
            f"train must have rows of every class; got {said['train']} elsewhere only",
            hint="a class that training never saw cannot be answered",
        )
    return [
        f"{split} has no row of {len(lacking[split])} of {len(counts)} classes: {said[split]}"
        for split in ("val", "test")
        if lacking[split]
    ]
