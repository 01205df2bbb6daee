"""Boxes in COCO's JSON: one file for a whole split.

    root/annotations/instances_train2017.json   root/train2017/9.jpg          COCO's own
    root/train/_annotations.coco.json           root/train/9.jpg              exports
    root/labels.json                            root/images/9.jpg             one file

    {"images": [{"id": 1, "file_name": "9.jpg", "width": 640, "height": 480}],
     "categories": [{"id": 3, "name": "cat"}],
     "annotations": [{"image_id": 1, "category_id": 3, "bbox": [x, y, w, h], "iscrowd": 0}]}

Ids may have gaps. x and y are counted from 0 and the corners are x, y, x + w, y + h. A crowd, a box
round many objects, becomes "difficult": it counts neither as found nor as missed. Where a folder
holds ``instances_`` files, those of captions and key points are not read. Cost: the whole file is
parsed at once, 6 to 8 times its size in memory.

Source: Lin et al. 2014, "Microsoft COCO: common objects in context", arXiv:1405.0312, and its page
"Data format".
"""

import json
import math
import mmap
import posixpath
import re
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from netwright.data._classes import listed, shown
from netwright.data._detection_build import Reading
from netwright.data._detection_checks import Annotated, Drawn
from netwright.data._detection_faults import Tally
from netwright.data._detection_looked import Corners
from netwright.data._folder_walk import walk
from netwright.data._folders import SPLIT_NAMES
from netwright.errors import DataError

_KEYS = (b'"images"', b'"annotations"', b'"categories"')
_INSTANCES = "instances"


def is_coco(path: Path) -> bool:
    """Whether a file holds the three lists of COCO's JSON; it is searched, not parsed."""
    try:
        with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as text:
            return all(text.find(key) >= 0 for key in _KEYS)
    except (OSError, ValueError):  # not there, not ours to read, empty
        return False


def read_coco(given: Path, *, path: str) -> Reading:
    """Read one JSON file, or all those of a folder.

    Args:
        given: the file or the folder.
        path: the same as the person wrote it.

    Returns:
        The reading; faults that were met are counted.

    Raises:
        DataError: if a file is not COCO's JSON.
    """
    if given.is_dir():
        root = given
        files = [name for name in walk(root).files if name.lower().endswith(".json")]
        files = [name for name in files if is_coco(root / name)]
        chosen = [x for x in files if posixpath.basename(x).startswith(_INSTANCES)]
        files = chosen or files
    else:
        below = given.parent.name.casefold() == "annotations"
        root = given.parent.parent if below else given.parent
        files = [given.relative_to(root).as_posix()]
    tally = Tally()
    found: list[Annotated] = []
    order: dict[str, None] = {}
    for name in files:
        one = _File(root, name, tally)
        found += one.annotated()
        order.update(dict.fromkeys(one.categories.values()))
    return Reading(
        kind="coco", path=path, root=root, annotated=found, listed=tuple(order), tally=tally
    )


class _File:
    """One JSON file and where its pictures lie."""

    def __init__(self, root: Path, name: str, tally: Tally) -> None:
        self.root, self.name, self.tally = root, name, tally
        self.content = _parsed(root / name)
        self.categories = {
            entry["id"]: str(entry["name"]).strip()
            for entry in _entries(self.content, "categories", ("id", "name"), name)
        }
        self.split, self.folders = _places(name)

    def annotated(self) -> list[Annotated]:
        """An annotation for each picture that is there."""
        images = _entries(self.content, "images", ("id", "file_name"), self.name)
        places = {}
        for entry in images:
            picture = self._picture(str(entry["file_name"]))
            if picture is None:
                place = f"{self.name}: {entry['file_name']}"
                self.tally.add("annotations whose picture is missing", place)
            places[entry["id"]] = picture
        boxes = self._boxes(places)
        return [
            Annotated(
                name=picture,
                place=self.name,
                split=self.split,
                size=_size(entry),
                boxes=boxes[entry["id"]],
            )
            for entry in images
            if (picture := places[entry["id"]]) is not None
        ]

    def _boxes(self, places: Mapping[Any, str | None]) -> defaultdict[Any, list[Drawn]]:
        boxes: defaultdict[Any, list[Drawn]] = defaultdict(list)
        wanted = ("image_id", "category_id")
        for entry in _entries(self.content, "annotations", wanted, self.name):
            image = entry["image_id"]
            if image not in places:
                place = f"{self.name}: image_id {image!r}"
                self.tally.add("annotations whose picture is missing", place)
                continue
            label = self.categories.get(entry["category_id"])
            bbox = entry.get("bbox")
            called = label or f"category_id {entry['category_id']!r}"
            boxes[image].append(
                Drawn(
                    label=label,
                    corners=_corners(bbox),
                    difficult=bool(entry.get("iscrowd")),
                    written=f"{places[image]} {called} {bbox}",
                )
            )
        return boxes

    def _picture(self, file_name: str) -> str | None:
        """The file of a picture, below the root, where one of the likely folders has it."""
        inner = file_name.replace("\\", "/")
        for folder in self.folders:
            name = posixpath.normpath(posixpath.join(folder, inner))
            try:
                if (self.root / name).is_file():
                    return name
            except (OSError, ValueError):  # too long, or no name at all
                continue
        return None


def _parsed(path: Path) -> Mapping[str, Any]:
    try:
        content = json.loads(path.read_bytes())
    except OSError as error:
        raise DataError(
            f"{shown(str(path))} must be a JSON file that can be read; got: {error.strerror}"
        ) from error
    except (ValueError, RecursionError) as error:
        raise DataError(f"{shown(str(path))} must be COCO's JSON; got {error}") from error
    if not isinstance(content, dict):
        raise DataError(
            f"{shown(str(path))} must be a mapping of images, annotations and categories; got a "
            f"{type(content).__name__}"
        )
    return content


def _entries(
    content: Mapping[str, Any], key: str, wanted: tuple[str, ...], name: str
) -> list[dict[str, Any]]:
    """The list under ``key``, if all its entries have what is wanted."""
    entries = content.get(key)
    if not isinstance(entries, list):
        raise DataError(
            f"{shown(name)}: {key} must be a list; got {type(entries).__name__}",
            hint="is it COCO's JSON of instances?",
        )
    for number, entry in enumerate(entries):
        given = entry if isinstance(entry, dict) else {}
        lacking = [x for x in wanted if not isinstance(given.get(x), int | str)]
        if lacking:
            raise DataError(
                f"{shown(name)}: {key}[{number}] must have {listed(wanted)}, numbers or texts; "
                f"got none for {listed(lacking)}"
            )
    return entries


def _size(entry: Mapping[str, Any]) -> tuple[int, int] | None:
    width, height = entry.get("width"), entry.get("height")
    if isinstance(width, int) and isinstance(height, int) and min(width, height) >= 1:
        return width, height
    return None


def _corners(bbox: object) -> Corners:
    """Corners of [x, y, w, h]; "not a number" where it is not four numbers."""
    numbers = bbox if isinstance(bbox, list) and len(bbox) == 4 else [math.nan] * 4
    plain = [
        float(x) if isinstance(x, int | float) and not isinstance(x, bool) else math.nan
        for x in numbers
    ]
    x, y, width, height = plain
    return x, y, x + width, y + height


def _places(name: str) -> tuple[str | None, list[str]]:
    """The split that a file's name or folder tells, and where its pictures may lie."""
    folder, file = posixpath.split(name)
    stem = posixpath.splitext(file)[0]
    words = re.split(r"[^a-z]+", stem.casefold())
    words.append(posixpath.basename(folder).casefold())
    split = next((SPLIT_NAMES[word] for word in words if word in SPLIT_NAMES), None)
    last = stem.rsplit("_", 1)[-1]  # instances_train2017 -> train2017
    beside = posixpath.dirname(folder)
    tops = ["", "images", "JPEGImages", last, f"images/{last}"]
    tops += [split, f"images/{split}"] if split else []
    likely = [posixpath.join(above, top) for above in (folder, beside, "") for top in tops]
    return split, list(dict.fromkeys(likely))
