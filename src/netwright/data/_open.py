"""Say what the data are: the one place that looks at a path and chooses a reader."""

import difflib
from collections.abc import Sequence
from pathlib import Path

import polars as pl

from netwright.data._arrays import npz_kind, open_npz
from netwright.data._catalogue import CATALOGUE
from netwright.data._detection_open import detection_form, open_detection
from netwright.data._detection_source import DetectionSource
from netwright.data._digits import open_digits
from netwright.data._folders import open_folders, open_pictures
from netwright.data._get import fetched
from netwright.data._idx import is_idx, open_idx
from netwright.data._masks import MaskClasses
from netwright.data._pairs import PairSource, open_pairs
from netwright.data._path_table import open_path_table
from netwright.data._picture_source import PictureSource
from netwright.data._table_reading import read_table
from netwright.data._table_source import TableSource, open_npz_table, open_table
from netwright.data._target_columns import target_kind
from netwright.data._targets import find_targets
from netwright.errors import DataError, SettingError

TABLES = {".csv", ".tsv", ".txt", ".tab", ".data", ".parquet"}
PICTURES = (".jpg", ".jpeg", ".png", ".webp", ".bmp", ".gif", ".tif", ".tiff", ".ppm", ".pgm")
Source = PictureSource | TableSource


def open_source(
    data: str | Path,
    *,
    target: str | Sequence[str] | None = None,
    test: str | Path | None = None,
    header: bool | None = None,
    people: bool = False,
) -> Source:
    """Open data as they lie; nothing is decoded yet.

    Args:
        data: a path, ``digits``, or the name of a set that ``netwright get`` has fetched.
        target: for tables, the column to learn, or several.
        test: for tables, a file whose rows only score.
        header: for tables, whether the first row holds names; None to find out.
        people: whether folders are people, who are each in one split, and not classes.

    Returns:
        Pictures or a table.

    Raises:
        DataError: if there is nothing there, or nothing netwright can read.
        SettingError: if a table has no such target, or other data come with a test file.
    """
    source = _opened(str(data), target, test, header, people)
    if test is not None and source.kind != "table":
        raise SettingError(
            "test",
            str(test),
            wanted=f"left out where the data are {source.kind}",
            hint="a folder may hold train and test folders, an npz file x_train and x_test",
        )
    return source


def has_boxes(name: str) -> bool:
    """Whether data are pictures with boxes; False too where nothing is there.

    Args:
        name: a path.

    Returns:
        True for a folder of VOC, COCO or YOLO, and for COCO's JSON and YOLO's YAML.
    """
    try:
        return detection_form(Path(name).expanduser()) is not None
    except (OSError, RuntimeError, ValueError):  # who opens it says what is wrong with it
        return False


def open_boxes(data: str | Path) -> DetectionSource:
    """Open pictures with boxes; nothing is decoded yet.

    Args:
        data: a path, or the name of a set that ``netwright get`` has fetched.

    Returns:
        Pictures and their boxes, with all faults counted.

    Raises:
        DataError: if there is nothing there, or there are no boxes that can be used.
    """
    return open_detection(_find(str(data)))


def open_paired(
    data: str | Path,
    *,
    void: Sequence[int] = (),
    given: str = "right",
    known: MaskClasses | None = None,
) -> PairSource:
    """Open pairs of pictures; nothing is decoded yet.

    Args:
        data: a path, or the name of a set that ``netwright get`` has fetched.
        void: of masks, values that mean "not known".
        given: of two halves, which one is given, "left" or "right".
        known: what values of masks mean, where that is known; None to find out.

    Returns:
        The pairs.

    Raises:
        DataError: if there is nothing there, or there are no pairs that can be used.
        SettingError: if ``given`` is no side, or ``void`` is no value of the masks.
    """
    return open_pairs(_find(str(data)), void=void, given=given, known=known)


def open_unlabelled(data: str | Path) -> PictureSource:
    """Open pictures that nothing is known of but themselves; nothing is decoded yet.

    Args:
        data: a folder, or the name of a set of folders that ``netwright get`` has fetched.

    Returns:
        The pictures.

    Raises:
        DataError: if there is nothing there, it is no folder, or has no picture in it.
    """
    return open_pictures(_find(str(data)))


def is_plain_table(name: str, *, header: bool | None = None) -> bool:
    """Whether data are a table without a column of picture files, whatever its target is.

    Args:
        name: a path; a file of a table is read.
        header: whether the first row holds names; None to find out.

    Returns:
        False for all else, and where nothing is there.
    """
    path = Path(name).expanduser()
    if path.suffix.lower() not in TABLES or not path.is_file():
        return False
    return path.suffix.lower() == ".parquet" or not _picture_columns(
        read_table(path, header=header).frame
    )


def _opened(
    name: str,
    target: str | Sequence[str] | None,
    test: str | Path | None,
    header: bool | None,
    people: bool,
) -> Source:
    if name == "digits" and not Path(name).exists():
        return open_digits()
    path = _find(name)
    tests = None if test is None else _find(str(test))
    if path.is_dir():
        return open_idx(path) if is_idx(path) else open_folders(path, people=people)
    if path.suffix.lower() == ".npz":
        return open_npz(path) if npz_kind(path) == "pictures" else open_npz_table(path)
    if path.suffix.lower() in TABLES:
        pictures = _path_table(path, target, header) if target is not None else None
        if pictures is not None:
            return pictures
        return open_table(path, target=target, test=tests, header=header)
    raise DataError(
        f"{name} must be a folder of pictures, an npz file or a table; got a file "
        f"{path.suffix or 'without an ending'}",
        hint=f"tables end in {', '.join(sorted(TABLES))}",
    )


def _find(name: str) -> Path:
    try:
        path = Path(name).expanduser()
        if path.exists():
            return path
        beside = [p.name for p in path.parent.iterdir()] if path.parent.is_dir() else []
    except (OSError, RuntimeError) as error:  # too long, not ours to read, ~ of nobody
        raise DataError(f"{name} must be a path that can be opened; got {error}") from error
    if name in CATALOGUE:
        here = fetched(name)
        if here is not None:
            return next(iter(sorted(here.glob("*.npz"))), here)
        raise DataError(
            f"{name} must have been fetched; got nothing there", hint=f"netwright get {name}"
        )
    near = difflib.get_close_matches(path.name, [*beside, *CATALOGUE, "digits"], n=1)
    hint = f"did you mean {near[0]}?" if near else "netwright datasets lists the sets known by name"
    raise DataError(
        f"{name} must be a path or the name of a data set; got nothing there", hint=hint
    )


def _path_table(
    path: Path, target: str | Sequence[str], header: bool | None
) -> PictureSource | None:
    """The pictures of a table with a column of picture files; None if it has no such column."""
    if path.suffix.lower() == ".parquet":
        return None
    frame = read_table(path, header=header).frame
    names = find_targets(frame.columns, target)
    column = next((name for name in _picture_columns(frame) if name not in names), None)
    if column is None:
        return None
    targets = frame.select(names)
    labels = [", ".join(cell or "" for cell in row) for row in targets.rows()]
    rows = [(p or "", label) for p, label in zip(frame[column], labels, strict=True)]
    several = len(names) > 1 or target_kind(targets[names[0]])[0] == "labels"
    return open_path_table(rows, path.parent, targets=targets, several=several)


def _picture_columns(frame: pl.DataFrame) -> list[str]:
    """The columns whose first cells all name picture files."""
    heads = {name: frame[name].drop_nulls().head(50).to_list() for name in frame.columns}
    return [
        name
        for name, cells in heads.items()
        if cells and all(str(cell).lower().endswith(PICTURES) for cell in cells)
    ]
