"""Boxes in YOLO's text files, a line for each box, described by a small YAML file.

    data.yaml     path: .                        folder of the pictures, from the YAML's folder
                  train: images/train            a folder, a list of pictures (.txt), or several
                  names: [RBC, WBC]              the classes, counted from 0
    images/train/9.jpg --> labels/train/9.txt    the last "images" of the path becomes "labels"
    labels/train/9.txt    class x y w h          centre and size, as shares of width and height

A line of a class and three points or more is an outline; its box is the smallest one round it. A
picture without a text file has no box, which is how YOLO writes "nothing here". Entries that begin
with ../ and lead nowhere are tried from the YAML's own folder, since exports write them so.
``download`` is never looked at. Which pictures val and train share is counted; they stay in train.

Source: Redmon's darknet, https://pjreddie.com/darknet/yolo/, for the text files; the YAML's keys
are those that published data sets have.
"""

import math
import os
import posixpath
from collections.abc import Sequence
from pathlib import Path

from netwright.data._classes import shown
from netwright.data._detection_build import Reading
from netwright.data._detection_checks import Annotated, Drawn
from netwright.data._detection_faults import Tally
from netwright.data._detection_looked import Corners
from netwright.data._detection_text import number, text_lines
from netwright.data._detection_yaml import Value, read_yaml
from netwright.data._folder_walk import walk
from netwright.errors import DataError

_WANTED = ("path", "train", "val", "valid", "validation", "test", "names", "nc")
_SPLITS = {"train": "train", "val": "val", "valid": "val", "validation": "val", "test": "test"}
_NO_PICTURES = {".txt", ".cache", ".json", ".xml", ".yaml", ".yml", ".csv", ".md", ".npy"}
_BOX, _OUTLINE = 5, 7  # numbers on a line
_NOWHERE: Corners = (math.nan, math.nan, math.nan, math.nan)


def read_yolo(file: Path, *, path: str) -> Reading:
    """Read the YAML of a data set, its lists of pictures and their text files.

    Args:
        file: the YAML.
        path: the data as the person wrote it.

    Returns:
        The reading; faults that were met are counted.

    Raises:
        DataError: if the YAML does not say what the classes or the pictures are, or there is no
            text file with boxes at all.
    """
    said = read_yaml(file, _WANTED)
    names = _names(said, file)
    root, notes = _root(said.get("path", ""), file)
    if "train" not in said:
        raise DataError(
            f"{shown(str(file))} must say where the pictures to train on are; got no train",
            hint="train: images/train",
        )
    tally = Tally()
    found: list[Annotated] = []
    labelled = 0
    for key, split in _SPLITS.items():
        for entry in _several(said.get(key, ()), file, key):
            for picture in _pictures(root, entry, file, key):
                one = _annotated(root, picture, split, names, tally)
                labelled += one is not None and bool(one.place)
                found += [one] if one is not None else []
    if found and not labelled:
        raise DataError(
            f"{shown(path)} must have a text file of boxes for its pictures; got none for "
            f"{len(found):,}",
            hint=f"{shown(found[0].name)} needs {shown(_label_file(found[0].name))}",
        )
    return Reading(
        kind="yolo",
        path=path,
        root=root,
        annotated=found,
        listed=names,
        tally=tally,
        notes=notes,
    )


def _root(given: Value, file: Path) -> tuple[Path, tuple[str, ...]]:
    """The folder that paths count from: what ``path`` names, if it is there."""
    if not isinstance(given, str) or not given:
        return file.parent, ()
    if (file.parent / given).is_dir():
        return Path(os.path.normpath(file.parent / given)), ()
    note = f"path: {shown(given)} leads nowhere; paths count from the folder of {shown(file.name)}"
    return file.parent, (note,)


def _names(said: dict[str, Value], file: Path) -> tuple[str, ...]:
    names = said.get("names", ())
    if isinstance(names, dict):
        wanted = [str(i) for i in range(len(names))]
        if sorted(names) != sorted(wanted):
            raise DataError(
                f"{shown(str(file))}: names must be counted from 0 without gaps; got "
                f"{', '.join(map(shown, names))}"
            )
        names = tuple(names[key] for key in wanted)
    if isinstance(names, str) or not names:
        got = shown(names) if isinstance(names, str) else "none"
        raise DataError(
            f"{shown(str(file))} must list the names of the classes; got {got}",
            hint="names: [cat, dog]",
        )
    if len(set(names)) < len(names):
        repeated = next(name for name in names if names.count(name) > 1)
        raise DataError(
            f"{shown(str(file))}: names must be different; got {shown(repeated)} more than once"
        )
    count = said.get("nc", str(len(names)))
    if count != str(len(names)):
        raise DataError(
            f"{shown(str(file))}: nc must be the number of names, {len(names)}; got {count}"
        )
    return names


def _several(value: Value, file: Path, key: str) -> Sequence[str]:
    if isinstance(value, dict):
        raise DataError(f"{shown(str(file))}: {key} must be a path or a list of paths; got {value}")
    return [value] if isinstance(value, str) else value


def _pictures(root: Path, entry: str, file: Path, key: str) -> list[str]:
    """The pictures of one entry, below the root where they lie there."""
    tried = [root / entry, file.parent / entry]
    if entry.startswith("../"):
        tried.append(root / entry.removeprefix("../"))
    where = next((place for place in tried if place.exists()), None)
    if where is None:
        raise DataError(
            f"{shown(str(file))}: {key} must be a folder or a list of pictures; got "
            f"{shown(entry)}, where nothing is",
            hint="paths count from path, and path from the folder of the YAML",
        )
    if where.is_dir():
        inside = [name for name in walk(where).files if _suffix(name) not in _NO_PICTURES]
        return [_name(root, where / name) for name in inside]
    return [_name(root, _listed_at(root, where, line)) for line in text_lines(where)]


def _listed_at(root: Path, where: Path, line: str) -> Path:
    """Where a line of a list leads: from the list's own folder or from the root."""
    beside = where.parent / line
    return beside if beside.exists() else root / line


def _name(root: Path, file: Path) -> str:
    """A file's path below the root, or the whole of it where it lies elsewhere."""
    whole = os.path.normpath(file)
    below = Path(os.path.relpath(whole, os.path.normpath(root)))
    outside = below.parts[:1] == (os.pardir,)
    return (Path(whole).absolute() if outside else below).as_posix()


def _annotated(
    root: Path, picture: str, split: str, names: tuple[str, ...], tally: Tally
) -> Annotated | None:
    """The boxes of one picture; ``place`` is empty where there is no text file."""
    if not (root / picture).is_file():
        tally.add("annotations whose picture is missing", picture)
        return None
    place = _label_file(picture)
    if not (root / place).is_file():
        place = posixpath.splitext(picture)[0] + ".txt"
    if not (root / place).is_file():
        return Annotated(name=picture, place="", split=split, shares=True)
    boxes = [_drawn(line, names) for line in text_lines(root / place)]
    return Annotated(name=picture, place=place, split=split, shares=True, boxes=boxes)


def _drawn(line: str, names: tuple[str, ...]) -> Drawn:
    """The box of one line; "not a number" where it is neither a box nor an outline."""
    numbers = [number(text) for text in line.split()]
    written = " ".join(line.split()[:_BOX])
    label: str | None = None
    corners = _NOWHERE
    if numbers[0].is_integer() and 0 <= numbers[0] < len(names):
        label = names[int(numbers[0])]
    if not all(map(math.isfinite, numbers)):
        return Drawn(label=label, corners=corners, written=written)
    if len(numbers) == _BOX:
        x, y, width, height = numbers[1:]
        corners = (x - width / 2, y - height / 2, x + width / 2, y + height / 2)
    elif len(numbers) >= _OUTLINE and len(numbers) % 2:
        across, down = numbers[1::2], numbers[2::2]
        corners = (min(across), min(down), max(across), max(down))
    return Drawn(label=label, corners=corners, written=written)


def _label_file(picture: str) -> str:
    """The text file of a picture: its last folder "images" becomes "labels"."""
    parts = picture.split("/")
    places = [i for i, part in enumerate(parts[:-1]) if part == "images"]
    if places:
        parts[places[-1]] = "labels"
    return posixpath.splitext("/".join(parts))[0] + ".txt"


def _suffix(name: str) -> str:
    return posixpath.splitext(name)[1].lower()
