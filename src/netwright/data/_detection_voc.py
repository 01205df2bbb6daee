"""Boxes in the XML of PASCAL VOC: one file for each picture.

    7.xml --parse_annotation--> <annotation> --annotated--> size and boxes, as written

An annotation belongs to the picture of its own name, beside it or in the folder JPEGImages or
images next to its own; only where there is none, to the one that its ``filename`` names, since
that entry is often older than the file. ``trainval`` counts where train and val say nothing.

VOC counts pixels from 1, and xmax is the last pixel of the box: the corners are xmin - 1, ymin - 1,
xmax, ymax. Where some box begins at 0, the data do not follow VOC there, and corners are taken as
they are. The choice is made once for a data set and said.

XML is read by Python's own parser from text that holds no DOCTYPE, so that no entity is ever
expanded; an annotation with one is left out and counted.
Source: Everingham et al. 2010, "The PASCAL visual object classes challenge", IJCV, and its
development kit's description of the annotations.
"""

import codecs
import math
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

from netwright.data._detection_build import Reading
from netwright.data._detection_checks import Annotated, Drawn
from netwright.data._detection_faults import Tally
from netwright.data._detection_text import number
from netwright.data._detection_voc_files import VocFiles
from netwright.data._folder_walk import walk

LIMIT = 16 * 2**20  # bytes of one annotation
FROM_0 = "boxes begin at pixel 0 here: corners are taken as they are written"
FROM_1 = "pixels are counted from 1, as VOC does: boxes begin one pixel before what is written"


class UnreadableError(ValueError):
    """An annotation's file is not what it should be; the words say what it is."""


def read_voc(root: Path, *, path: str) -> Reading:
    """Read all annotations below a folder.

    Args:
        root: the folder.
        path: the same as the person wrote it.

    Returns:
        The reading; faults that were met are counted.

    Raises:
        DataError: if the folder cannot be read.
    """
    tally = Tally()
    files = VocFiles(root, walk(root).files)
    found: list[Annotated] = []
    for name in files.annotations:
        split, used = files.split(name)
        if not used:
            tally.add("pictures in none of the given splits", name)
            continue
        try:
            tree = parse_annotation(root / name)
        except UnreadableError as error:
            tally.add("annotation files that cannot be read", f"{name}: {error}")
            continue
        picture = files.picture(name, tree.findtext("filename") or "")
        if picture is None:
            tally.add("annotations whose picture is missing", name)
            continue
        found.append(annotated(tree, picture=picture, place=name, split=split))
    tally.add_all("pictures without an annotation", files.bare())
    origin = 0.0 if any(0.0 in x.corners[:2] for one in found for x in one.boxes) else 1.0
    return Reading(
        kind="voc",
        path=path,
        root=root,
        annotated=[replace(one, origin=origin) for one in found],
        listed=None,
        tally=tally,
        notes=(FROM_1 if origin else FROM_0,),
    )


def parse_annotation(path: Path) -> ElementTree.Element:
    """Read one annotation without expanding anything.

    Args:
        path: its file.

    Returns:
        The element ``annotation``.

    Raises:
        UnreadableError: if it cannot be read, is no XML, has a DOCTYPE, or is something else.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UnreadableError(f"a file that cannot be opened: {error.strerror}") from error
    if len(data) > LIMIT:
        raise UnreadableError(f"{len(data):,} bytes, more than the {LIMIT:,} of an annotation")
    wide = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        text = data.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableError("text that is not UTF-8") from error
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise UnreadableError("a DOCTYPE, which netwright does not follow")
    try:
        tree = ElementTree.fromstring(text)
    except (ElementTree.ParseError, ValueError) as error:
        raise UnreadableError(f"XML that does not parse: {error}") from error
    if tree.tag != "annotation":
        raise UnreadableError(f"XML of <{tree.tag}> where <annotation> should be")
    return tree


def annotated(
    tree: ElementTree.Element, *, picture: str, place: str, split: str | None
) -> Annotated:
    """Take size and boxes out of one annotation.

    Args:
        tree: the element ``annotation``.
        picture: its picture, below the data folder.
        place: its own file, for messages.
        split: as given.

    Returns:
        The annotation; what should be a number and is none has become "not a number".
    """
    width, height = (number(tree.findtext(f"size/{side}")) for side in ("width", "height"))
    given = math.isfinite(width) and math.isfinite(height) and min(width, height) >= 1
    return Annotated(
        name=picture,
        place=place,
        split=split,
        size=(int(width), int(height)) if given else None,
        boxes=[_drawn(element) for element in tree.findall("object")],
    )


def _drawn(element: ElementTree.Element) -> Drawn:
    label = (element.findtext("name") or "").strip()
    sides = [element.findtext(f"bndbox/{x}") for x in ("xmin", "ymin", "xmax", "ymax")]
    x0, y0, x1, y1 = map(number, sides)
    return Drawn(
        label=label or None,
        corners=(x0, y0, x1, y1),
        difficult=number(element.findtext("difficult")) == 1,
        written=" ".join([label, *((side or "-").strip() for side in sides)]),
    )
