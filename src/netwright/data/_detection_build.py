"""From what a reader found to a source: pictures looked at, boxes checked, classes numbered.

    read_voc, read_coco, read_yolo --> Reading --built--> DetectionSource

The class list belongs to train, by name. A listed class that train has no box of is left out of
the list and said; one that only val or test have boxes of is an error, since nobody could learn
it. Pictures without boxes stay: they are what "nothing here" looks like. A split that all pictures
are in says nothing, and counts as none given.
"""

import os
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from netwright.data._classes import listed, merged_labels, natural_key, shown
from netwright.data._detection_checks import Annotated, Placed, checked, is_turned
from netwright.data._detection_faults import Tally
from netwright.data._detection_looked import Looked, look
from netwright.data._detection_source import (
    DetectionSource,
    Form,
    detection_digest,
    packed,
)
from netwright.data._folders import file_reader
from netwright.data._wording import counted
from netwright.errors import DataError

_ORDER = {"train": 0, "val": 1, "test": 2, None: 3}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What the files of a data set say, before any picture is opened.

    Args:
        kind: of the files.
        path: where, as the person wrote it.
        root: the folder that names are below.
        annotated: one for each picture that is there.
        listed: the classes in their order, where the data list them; else None.
        tally: what is wrong so far.
        notes: what else was found, one sentence each.
    """

    kind: Form
    path: str
    root: Path
    annotated: Sequence[Annotated]
    listed: tuple[str, ...] | None
    tally: Tally = field(default_factory=Tally)
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Row:
    """A picture that can be used."""

    annotated: Annotated
    looked: Looked
    objects: list[Placed]


def built(reading: Reading) -> DetectionSource:
    """Look at the pictures, check the boxes and make the source.

    Args:
        reading: of the data's files.

    Returns:
        The source; pictures in order of their names' bytes.

    Raises:
        DataError: if no picture can be used, train has no box, or val or test have boxes of a
            class that train has none of.
    """
    rows = _rows(reading)
    if not rows:
        said = [fault.sentence for fault in reading.tally.faults()]
        raise DataError(
            f"{shown(reading.path)} must hold annotated pictures; got none that can be used",
            hint=said[0] if said else "are the pictures where the annotations say they are?",
        )
    spelled, merged = _spellings(rows)
    classes, said = _class_list(rows, spelled, reading)
    index = {name: number for number, name in enumerate(classes)}
    boxes, labels, difficult = packed(
        [[(index[spelled[x.label]], x.corners, x.difficult) for x in row.objects] for row in rows]
    )
    sizes = np.array([row.looked.size for row in rows], dtype=np.int64)
    names = tuple(row.annotated.name for row in rows)
    splits = tuple(row.annotated.split for row in rows)
    digests = [row.looked.digest for row in rows]
    return DetectionSource(
        kind=reading.kind,
        path=reading.path,
        names=names,
        splits=splits,
        classes=classes,
        sizes=sizes,
        boxes=boxes,
        labels=labels,
        difficult=difficult,
        read=file_reader(reading.root, names),
        digest=detection_digest(names, splits, classes, digests, [sizes, boxes, labels, difficult]),
        faults=reading.tally.faults(),
        notes=(*reading.notes, *merged, *said, *_said_of(rows)),
    )


def _rows(reading: Reading) -> list[_Row]:
    """The pictures that can be used, each once, in order of their names."""
    tally = reading.tally
    annotated = _each_once(reading.annotated, tally)
    looks = look(reading.root, [one.name for one in annotated])
    rows = []
    for one, looked in zip(annotated, looks, strict=True):
        if looked.reason:
            place = f"{one.name}: {looked.reason}"
            tally.add("annotated pictures that are no pictures", place)
            continue
        objects = checked(one, looked, tally)
        if objects is not None:
            rows.append(_Row(one, looked, objects))
    return rows


def _each_once(annotated: Sequence[Annotated], tally: Tally) -> list[Annotated]:
    """One annotation for each picture: of several the one of the first split, the first there.

    Where all are in one split, nothing was split.
    """
    found: dict[str, Annotated] = {}
    for one in sorted(annotated, key=lambda one: _ORDER[one.split]):
        first = found.setdefault(one.name, one)
        if first.split != one.split:
            tally.add("pictures in more than one split", one.name)
        elif first is not one:
            tally.add("pictures annotated more than once", one.name)
    splits = {one.split for one in found.values()}
    kept = found.values() if len(splits) > 1 else [replace(x, split=None) for x in found.values()]
    return sorted(kept, key=lambda one: os.fsencode(one.name))


def _spellings(rows: Sequence[_Row]) -> tuple[dict[str, str], tuple[str, ...]]:
    """Each label as its class is spelled, and what was merged."""
    distinct = list(dict.fromkeys(x.label for row in rows for x in row.objects))
    merged, notes = merged_labels(distinct)
    return dict(zip(distinct, merged, strict=True)), notes


def _class_list(
    rows: Sequence[_Row], spelled: dict[str, str], reading: Reading
) -> tuple[tuple[str, ...], list[str]]:
    """The classes that train has boxes of, in the order of the data's list or the natural one."""
    by_split: dict[str, Counter[str]] = {}
    for row in rows:
        counts = by_split.setdefault(row.annotated.split or "train", Counter())
        counts.update(spelled[x.label] for x in row.objects)
    train = by_split.pop("train", Counter())
    path = shown(reading.path)
    if not train:
        raise DataError(
            f"{path} must have boxes to learn from in train; got none",
            hint="are the annotations beside the pictures, and is train among the splits?",
        )
    for split, counts in by_split.items():
        added = sorted(counts.keys() - train.keys(), key=natural_key)
        if added:
            raise DataError(
                f"{path}: {split} must have boxes of train's classes only; got {listed(added)}, "
                "which train has no box of",
                hint=f"add pictures of it to train, or take its boxes out of {split}",
            )
    order = list(dict.fromkeys(spelled.get(name, name) for name in reading.listed or ()))
    order += sorted(train.keys() - set(order), key=natural_key)
    unused = [name for name in order if name not in train]
    said = [f"listed classes without a box in train are left out: {listed(unused)}"]
    return tuple(name for name in order if name in train), said if unused else []


def _said_of(rows: Sequence[_Row]) -> list[str]:
    """What a person should know of the pictures that are used."""
    notes = []
    turned = sum(is_turned(row.annotated, row.looked) for row in rows)
    if turned:
        notes.append(
            f"{counted(turned, 'picture')} annotated as stored, before the EXIF turn: boxes are "
            "turned with them"
        )
    bare = sum(not row.objects for row in rows)
    if bare:
        notes.append(f"{counted(bare, 'picture')} without a box: kept, to learn what is nothing")
    return notes
