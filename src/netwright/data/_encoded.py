"""Encoded pictures in an npz file: all bytes of a split joined, and where each picture begins.

    train_jpeg     uint8 (total bytes,)
    train_offsets  whole numbers (n + 1,): picture i is train_jpeg[offsets[i] : offsets[i + 1]]
    train_labels   (n,)

The array of bytes may have any name that begins with the split's and ends with neither "offsets"
nor "labels". It refuses offsets that run backwards or past the end.
"""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from netwright.data._blocks import label_texts, require_equal_length
from netwright.data._classes import class_list, merged_labels, shown
from netwright.data._npz import Header, npz_arrays
from netwright.data._picture_source import PictureSource, Pixels, source_digest
from netwright.errors import DataError

_SPLITS = (("train", "train"), ("val", "val"), ("valid", "val"), ("test", "test"))


def is_encoded(headers: dict[str, Header]) -> bool:
    """Whether the file holds encoded pictures."""
    return "train_offsets" in headers


def encoded_source(
    path: str | Path, headers: dict[str, Header], class_names: list[str] | None
) -> PictureSource:
    """Read the joined bytes; no picture is decoded yet.

    Args:
        path: the file.
        headers: its arrays.
        class_names: the name of each label; None where labels are names.

    Returns:
        The source, rows in the order train, val, test.

    Raises:
        DataError: if bytes, offsets and labels do not fit together.
    """
    blobs: list[Pixels] = []
    offsets: list[NDArray[np.int64]] = []
    names: list[str] = []
    texts: list[str] = []
    splits: list[str | None] = []
    for prefix, split in _SPLITS:
        if f"{prefix}_offsets" not in headers:
            continue
        blob_name = _blob_name(path, headers, prefix)
        keys = (blob_name, f"{prefix}_offsets", f"{prefix}_labels")
        arrays = npz_arrays(path, headers, keys)
        if keys[2] not in arrays:
            raise DataError(f"{shown(str(path))} must hold {keys[2]}; got no such array")
        labels = label_texts(arrays[keys[2]], keys[2], class_names)
        starts = _offsets(arrays[keys[1]], keys[1], len(arrays[blob_name]))
        require_equal_length(blob_name, len(starts) - 1, len(labels))
        blobs.append(arrays[blob_name])
        offsets.append(starts)
        names += [f"{blob_name}[{i}]" for i in range(len(labels))]
        texts += labels
        splits += [split] * len(labels)
    merged_texts, merged = merged_labels(texts)
    classes, said = class_list(merged_texts, splits, path=shown(str(path)), complete=False)
    where = [(part, row) for part, starts in enumerate(offsets) for row in range(len(starts) - 1)]

    def read(row: int) -> bytes:
        part, i = where[row]
        return blobs[part][offsets[part][i] : offsets[part][i + 1]].tobytes()

    return PictureSource(
        kind="encoded npz",
        path=str(path),
        names=tuple(names),
        labels=merged_texts,
        splits=tuple(splits),
        classes=classes,
        read=read,
        block=None,
        digest=source_digest(names, merged_texts, splits, [*blobs, *offsets]),
        notes=(*merged, *said),
    )


def _blob_name(path: str | Path, headers: dict[str, Header], prefix: str) -> str:
    """Find the array of joined bytes of a split."""
    found = [
        name
        for name, header in headers.items()
        if name.startswith(f"{prefix}_")
        and not name.endswith(("_offsets", "_labels"))
        and header.dtype == np.uint8
        and len(header.shape) == 1
    ]
    if len(found) != 1:
        raise DataError(
            f"{shown(str(path))} must hold one uint8 array of joined bytes beside "
            f"{prefix}_offsets; got {', '.join(found) or 'none'}",
            hint=f"name it {prefix}_jpeg or {prefix}_png",
        )
    return found[0]


def _offsets(values: NDArray[Any], name: str, length: int) -> NDArray[np.int64]:
    """Check that offsets run forwards and stay inside the bytes."""
    if values.ndim != 1 or values.dtype.kind not in "ui" or len(values) < 2:
        raise DataError(
            f"{name} must be whole numbers (n + 1,), n at least 1; got {values.dtype} "
            f"{values.shape}"
        )
    offsets = values.astype(np.int64)
    if offsets[0] < 0 or offsets[-1] > length or bool((np.diff(offsets) < 0).any()):
        raise DataError(f"{name} must rise from 0 to at most {length:,}; got others")
    return offsets
