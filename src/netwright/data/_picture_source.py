"""Pictures as they lie, before any is decoded: names, classes, given splits, a way to read one.

    open_folders, open_npz, open_idx, open_digits, open_path_table --> PictureSource --> decoded

A source knows a digest of everything in it, so that a cache made from it can tell when the source
has changed, even if every size and date stayed the same.
"""

import hashlib
import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from netwright.errors import SettingError

if TYPE_CHECKING:
    import polars as pl

Pixels = NDArray[np.uint8]
Kind = Literal[
    "class folders",
    "split folders",
    "npz",
    "encoded npz",
    "idx",
    "digits",
    "path table",
    "voc",
    "coco",
    "yolo",
    "pictures",
]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PictureSource:
    """Labelled pictures that can be read one at a time, or all at once where they are one array.

    Args:
        kind: how the pictures lie.
        path: where, as the person wrote it.
        names: for each picture, its path below the data folder in POSIX form, or "x_train[17]".
        labels: the class of each picture.
        splits: the split the source itself gives each picture, "train", "val" or "test"; None
            where it says nothing.
        classes: the classes of the training split, in natural order.
        read: row -> encoded bytes, or uint8 (h, w) or (h, w, c).
        block: all pictures, uint8 (n, h, w) or (n, h, w, c), where the source is one array.
        digest: SHA-256 over names, labels, splits and contents, in hexadecimal.
        notes: what was left out, merged or scaled, and why; one sentence each.
        targets: the columns that are learned, every one String, where the pictures are named by
            the rows of a table; else None.

    Raises:
        SettingError: if names, labels, splits and block do not have one length.
    """

    kind: Kind
    path: str
    names: tuple[str, ...]
    labels: tuple[str, ...]
    splits: tuple[str | None, ...]
    classes: tuple[str, ...]
    read: Callable[[int], bytes | Pixels]
    block: Pixels | None
    digest: str
    notes: tuple[str, ...] = ()
    targets: "pl.DataFrame | None" = None

    def __post_init__(self) -> None:
        lengths = {len(self.names), len(self.labels), len(self.splits)}
        if self.block is not None:
            lengths.add(len(self.block))
        if len(lengths) > 1:
            raise SettingError(
                "names, labels, splits and block", sorted(lengths), wanted="of one length"
            )

    @property
    def count(self) -> int:
        """How many pictures there are."""
        return len(self.names)


def source_digest(
    names: Iterable[str],
    labels: Iterable[str],
    splits: Iterable[str | None],
    contents: Iterable[bytes | NDArray[Any]],
) -> str:
    """Hash everything a source holds.

    Args:
        names: in the order of the rows.
        labels: the class of each row.
        splits: the given split of each row.
        contents: the pictures: their bytes, digests of them, or arrays of many (C order).

    Returns:
        SHA-256 in hexadecimal; each part enters with its length, so that no two sources that
        differ share one.
    """
    total = hashlib.sha256()
    for texts in (names, labels, (split or "" for split in splits)):
        part = hashlib.sha256()
        for text in texts:
            data = text.encode("utf-8", "surrogateescape")
            part.update(len(data).to_bytes(8, "little"))
            part.update(data)
        total.update(part.digest())
    for content in contents:
        view = memoryview(content) if isinstance(content, bytes) else content.data.cast("B")
        total.update(len(view).to_bytes(8, "little"))
        total.update(view)
    return total.hexdigest()


def usable_cores() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return max(1, len(os.sched_getaffinity(0)))
    return os.cpu_count() or 1
