"""Pictures in folders: one folder for each class, or such a tree for each split.

    root/cat/1.jpg  root/dog/2.png                        class folders
    root/train/cat/1.jpg  root/Validation/cat/3.jpg ...   split folders: val, valid, validation

    root/a.jpg  root/any/b.png                            pictures alone: ``open_pictures``

Folders below a class folder belong to that class. What is a picture is decided by content, not by
extension. Every split must have the classes of train, by name. Cost: every file is read once.
It refuses fewer than two classes, and two folders for one split.
"""

from collections import Counter
from collections.abc import Callable
from pathlib import Path

from netwright.data._classes import class_list, listed, merged_labels, shown
from netwright.data._folder_walk import Walk, hash_files, walk
from netwright.data._people import people_list
from netwright.data._picture_source import PictureSource, source_digest
from netwright.errors import DataError

SPLIT_NAMES = {
    "train": "train",
    "training": "train",
    "val": "val",
    "valid": "val",
    "validation": "val",
    "test": "test",
    "testing": "test",
}


def open_folders(path: str | Path, *, people: bool = False) -> PictureSource:
    """Find the labelled pictures below a folder.

    Args:
        path: a folder with one folder for each class, or with train and val or test folders that
            hold these.
        people: whether the folders are people, who must each be in one split, and not classes,
            which must be in all.

    Returns:
        The source; names in order of their bytes.

    Raises:
        DataError: if there are fewer than two classes, a split has other classes than train, a
            split has no class folders, or something cannot be read.
    """
    root = Path(path)
    found, digests = _pictures_in(root)
    given = _split_folders(root, list(digests))
    depth = 1 if given else 0
    names, raw, splits = [], [], []
    for name in digests:
        parts = name.split("/")
        if given and parts[0] not in given:
            found.left_out["pictures beside the split folders"] += 1
        elif len(parts) < depth + 2:
            found.left_out["pictures beside the class folders"] += 1
        else:
            names.append(name)
            raw.append(parts[depth])
            splits.append(given.get(parts[0]) if given else None)
    labels, merged = merged_labels(raw)
    if people:
        classes, said = people_list(labels, splits, path=shown(str(path)))
    else:
        classes, said = class_list(labels, splits, path=shown(str(path)), complete=True)
    return PictureSource(
        kind="split folders" if given else "class folders",
        path=str(path),
        names=tuple(names),
        labels=labels,
        splits=tuple(splits),
        classes=classes,
        read=file_reader(root, tuple(names)),
        block=None,
        digest=source_digest(names, labels, splits, (digests[name] for name in names)),
        notes=(*_left_out(found, list(digests)), *merged, *said),
    )


def open_pictures(path: str | Path) -> PictureSource:
    """Find all pictures below a folder; which folders they lie in says nothing.

    Args:
        path: a folder.

    Returns:
        The source, without classes or splits; names in order of their bytes.

    Raises:
        DataError: if there is no picture, or something cannot be read.
    """
    root = Path(path)
    found, digests = _pictures_in(root)
    if not digests:
        got = f"{len(found.files):,} files of other kinds" if found.files else "no files"
        raise DataError(
            f"{shown(str(path))} must be a folder with pictures in it; got {got}",
            hint="what is a picture is decided by what is in a file, not by its ending",
        )
    names = tuple(digests)
    labels, splits = ("",) * len(names), (None,) * len(names)
    return PictureSource(
        kind="pictures",
        path=str(path),
        names=names,
        labels=labels,
        splits=splits,
        classes=(),
        read=file_reader(root, names),
        block=None,
        digest=source_digest(names, labels, splits, digests.values()),
        notes=tuple(_left_out(found, list(names))),
    )


def file_reader(root: Path, names: tuple[str, ...]) -> Callable[[int], bytes]:
    """A function that reads the file of a row."""

    def read(row: int) -> bytes:
        return (root / names[row]).read_bytes()

    return read


def _pictures_in(root: Path) -> tuple[Walk, dict[str, bytes]]:
    """All that lies below a folder, and the digest of each picture by name."""
    found = walk(root)
    read = hash_files(root, found.files)
    digests = {
        name: digest
        for name, (digest, form) in zip(found.files, read, strict=True)
        if form is not None
    }
    found.left_out["files that are no pictures"] += len(found.files) - len(digests)
    return found, digests


def _split_folders(root: Path, pictures: list[str]) -> dict[str, str]:
    """Tell which top folders are splits; none where the top folders are classes.

    A lone folder "train" beside others may be a class of locomotives: it is a split only if it
    holds folders and no pictures of its own.
    """
    parts = [name.split("/") for name in pictures]
    tops = list(dict.fromkeys(part[0] for part in parts if len(part) > 1))
    given = {top: SPLIT_NAMES[top.casefold()] for top in tops if top.casefold() in SPLIT_NAMES}
    own = Counter(part[0] for part in parts if len(part) == 2)
    trains = [top for top, split in given.items() if split == "train"]
    if len(given) < len(tops) and len(given) < 2 and not (trains and not own[trains[0]]):
        return {}
    for split, count in Counter(given.values()).items():
        if count > 1:
            both = [top for top, meant in given.items() if meant == split]
            raise DataError(
                f"{shown(str(root))} must have one folder for {split}; got {listed(both)}",
                hint="put them together, or rename one",
            )
    if given and not trains:
        raise DataError(
            f"{shown(str(root))} must have a train folder with pictures; got {listed(given)}",
            hint="name the folder to learn from train, or give a folder of class folders",
        )
    for top in given:
        if own[top] == sum(part[0] == top for part in parts):
            raise DataError(
                f"{shown(top)} must hold one folder for each class; got {own[top]:,} pictures "
                "and no folders",
                hint=f"move the pictures to {shown(top)}/CLASS/",
            )
    return given


def _left_out(found: Walk, pictures: list[str]) -> list[str]:
    """Say what was left out, by kind, and which folders hold no picture."""
    notes = [
        f"left out {count:,} {kind}" for kind, count in sorted(found.left_out.items()) if count
    ]
    full = {"/".join(parts[:i]) for parts in map(_parts, pictures) for i in range(1, len(parts))}
    empty = [folder for folder in found.folders if folder not in full]
    if empty:
        notes.append(f"left out {len(empty):,} folders without pictures: {listed(empty)}")
    return notes


def _parts(name: str) -> list[str]:
    return name.split("/")
