"""Pictures named by the rows of a table: a column of paths and a column of labels.

    pets.csv: file,kind      open_path_table([("a.jpg", "cat"), ...], folder of pets.csv)
              a.jpg,cat

Paths are taken below ``root``; absolute ones as they are. It refuses rows whose file is missing,
and, where a class is all that is learned, blank labels. Several columns may be learned: what they
are is found out later, and the label is then all of their cells. A file that is no picture is left
to ``decoded``, which counts it as damaged.
"""

from collections.abc import Sequence
from pathlib import Path

import polars as pl

from netwright.data._classes import class_list, listed, merged_labels, shown
from netwright.data._folder_walk import hash_files
from netwright.data._folders import file_reader
from netwright.data._picture_source import PictureSource, source_digest
from netwright.errors import DataError


def open_path_table(
    rows: Sequence[tuple[str, str]],
    root: Path,
    *,
    targets: pl.DataFrame | None = None,
    several: bool = False,
) -> PictureSource:
    """Find the pictures that the rows of a table name.

    Args:
        rows: path and label of each picture, in the table's order.
        root: the folder the paths are below.
        targets: the columns that are learned, a row for each picture; None where they are not
            known apart from the labels.
        several: True if they are not one class for each picture, so that there is no class list.

    Returns:
        The source; one picture for each row, in the same order.

    Raises:
        DataError: if files are missing, a label is blank, or there are fewer than two classes.
    """
    names = tuple(name for name, _ in rows)
    distinct = tuple(dict.fromkeys(names))
    missing = [name for name in distinct if not name or not (root / name).is_file()]
    if missing:
        first = ", ".join(shown(name) or "(blank)" for name in missing[:3])
        raise DataError(
            f"the paths of all {len(names):,} rows must be files below {shown(str(root))}; got "
            f"{len(missing):,} missing, the first of them {first}",
            hint="paths count from the folder that the table lies in",
        )
    labels = tuple(label for _, label in rows)
    splits = (None,) * len(names)
    classes, notes = tuple[str, ...](), tuple[str, ...]()
    if not several:
        labels, merged = merged_labels(labels)
        classes, said = class_list(labels, splits, path=shown(str(root)), complete=True)
        notes = (*merged, *said)
    digests = {
        name: digest for name, (digest, _) in zip(distinct, hash_files(root, distinct), strict=True)
    }
    return PictureSource(
        kind="path table",
        path=str(root),
        names=names,
        labels=labels,
        splits=splits,
        classes=classes,
        read=file_reader(root, names),
        block=None,
        digest=source_digest(names, labels, splits, (digests[name] for name in names)),
        notes=(*_repeated(names, labels), *notes),
        targets=targets,
    )


def _repeated(names: Sequence[str], labels: Sequence[str]) -> list[str]:
    """Say which files several rows name, and which of them with different labels."""
    seen: dict[str, set[str]] = {}
    for name, label in zip(names, labels, strict=True):
        seen.setdefault(name, set()).add(label)
    notes = []
    if len(seen) < len(names):
        notes.append(f"{len(names) - len(seen):,} rows name a file that another row names")
    torn = [name for name, given in seen.items() if len(given) > 1]
    if torn:
        notes.append(f"{len(torn):,} files have more than one label: {listed(torn)}")
    return notes
