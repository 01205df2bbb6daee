"""Say whether data are pictures with boxes, in which form, and open them.

    VOC     a folder with an XML of VOC in it, in its folders, or in an Annotations below these
    COCO    a JSON with images, annotations and categories, or a folder with one
    YOLO    a YAML with names and train, or a folder with one

Only names and first bytes are looked at to tell the form. A folder that holds several forms is
read as the first of YOLO, COCO, VOC, and that is said.
"""

import os
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from netwright.data._classes import shown
from netwright.data._detection_build import built
from netwright.data._detection_coco import is_coco, read_coco
from netwright.data._detection_source import DetectionSource, Form
from netwright.data._detection_voc import read_voc
from netwright.data._detection_yolo import read_yolo
from netwright.errors import DataError

_YAMLS = (".yaml", ".yml")
_YOLO = (rb"^names\s*:", rb"^train\s*:")  # lines a YAML of YOLO has
_HEAD = 4096  # bytes of an XML that must name its kind
_VOC = b"<annotation"


def detection_form(path: str | Path) -> Form | None:
    """Tell which form of boxes data are in.

    Args:
        path: a file or a folder.

    Returns:
        The form, or None where there are no boxes.

    Example:
        >>> detection_form("no/such/folder") is None
        True
    """
    return next(iter(_forms(Path(path))), None)


def open_detection(path: str | Path) -> DetectionSource:
    """Open pictures with boxes; none is decoded yet.

    Args:
        path: a folder of VOC, COCO or YOLO, or the JSON or YAML itself.

    Returns:
        The source, with all faults counted.

    Raises:
        DataError: if there are no boxes, or nothing of what there is can be used.
    """
    forms = _forms(Path(path))
    if not forms:
        raise DataError(
            f"{shown(str(path))} must be pictures with boxes; got neither VOC's XML, COCO's JSON "
            "nor YOLO's YAML",
            hint="YOLO's text files need a data.yaml that says train and names",
        )
    form, place = next(iter(forms.items()))
    if form == "yolo":
        reading = read_yolo(place, path=str(path))
    elif form == "coco":
        reading = read_coco(place, path=str(path))
    else:
        reading = read_voc(place, path=str(path))
    if len(forms) > 1:
        others = ", ".join(other.upper() for other in forms if other != form)
        said = f"read as {form.upper()}; left unread, though it lies here too: {others}"
        reading = replace(reading, notes=(said, *reading.notes))
    return built(reading)


def _forms(path: Path) -> dict[Form, Path]:
    """Each form that is there, and the file or folder to read it from."""
    suffix = path.suffix.lower()
    if path.is_file():
        if suffix in _YAMLS:
            return {"yolo": path}
        return {"coco": path} if suffix == ".json" and is_coco(path) else {}
    if not path.is_dir():
        return {}
    found: dict[Form, Path] = {}
    yamls = [path / name for name in _names(path) if name.lower().endswith(_YAMLS)]
    described = [file for file in yamls if _is_yolo(file)]
    if described:
        found["yolo"] = described[0]
    likely = list(_likely(path))
    if any(is_coco(file) for file in _ending(likely, ".json")):
        found["coco"] = path
    if any(_VOC in _head(file) for file in _ending(likely, ".xml")):
        found["voc"] = path
    return found


def _likely(root: Path) -> Iterator[Path]:
    """Folders that may hold annotations: the root, those in it, and Annotations below these."""
    yield root
    for name in _names(root):
        inner = root / name
        if inner.is_dir():
            yield inner
            if (inner / "Annotations").is_dir():
                yield inner / "Annotations"


def _ending(folders: list[Path], ending: str) -> Iterator[Path]:
    """Files by their ending: of XML the first of each folder, which stands for all."""
    for folder in folders:
        same = (name for name in _names(folder) if name.lower().endswith(ending))
        for name in same:
            yield folder / name
            if ending == ".xml":
                break


def _names(folder: Path) -> list[str]:
    """Names in a folder, sorted; none where it cannot be read, which its reader says better."""
    try:
        with os.scandir(folder) as entries:
            return sorted(x.name for x in entries if not x.name.startswith("."))
    except OSError:
        return []


def _is_yolo(file: Path) -> bool:
    data = _head(file, 2**20)
    return all(re.search(line, data, re.MULTILINE) for line in _YOLO)


def _head(file: Path, size: int = _HEAD) -> bytes:
    try:
        with file.open("rb") as opened:
            return opened.read(size)
    except OSError:
        return b""
