"""Annotations held against their pictures: what is wrong is counted, what is right becomes boxes.

    Annotated (as written) + Looked (the picture) --checked--> objects in pixels of the picture

Which picture the boxes were drawn on is read from the annotation's own width and height:

    they are those of the picture as shown, or are not given     the boxes belong to what is shown
    they are those of the picture as stored, before its EXIF turn      boxes are turned with it
    they have the same shape (within 1 %) and another size             boxes are scaled with it
    they have another shape                                            the picture is left out

What then reaches over the picture's edge by more than half a pixel is clipped and counted; less is
rounding, and clipped silently. Of a box there must be half a pixel left in width and in height.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass, field

from netwright.data._detection_faults import Tally
from netwright.data._detection_looked import Corners, Looked, turned

ROUNDING = 0.5  # pixels
SAME_SHAPE = 0.01
SAME_BOX = 0.01  # pixels: corners that round to the same are drawn twice


@dataclass(frozen=True, slots=True)
class Drawn:
    """One box as it is written.

    Args:
        label: its class; None for one that is not listed.
        corners: x0, y0, x1, y1, in the unit of the annotation.
        difficult: whether it counts neither as found nor as missed.
        written: the box in the words of its file, for messages.
    """

    label: str | None
    corners: Corners
    difficult: bool = False
    written: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Annotated:
    """What one annotation says of one picture.

    Args:
        name: the picture, below the data folder.
        place: the annotation's file, for messages.
        split: as given, or None.
        size: width and height in pixels as the annotation says; None where it does not.
        shares: whether corners are shares of width and height rather than pixels.
        origin: what the first pixel is called: 1 where pixels are counted from 1 and the last one
            belongs to the box, else 0.
        boxes: as written.
    """

    name: str
    place: str
    split: str | None = None
    size: tuple[int, int] | None = None
    shares: bool = False
    origin: float = 0.0
    boxes: list[Drawn] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Placed:
    """One box of a picture: its class, x0, y0, x1, y1 in pixels as shown, within the picture."""

    label: str
    corners: Corners
    difficult: bool


def checked(annotated: Annotated, looked: Looked, tally: Tally) -> list[Placed] | None:
    """Hold one annotation against its picture.

    Args:
        annotated: as written.
        looked: at the picture, which is one.
        tally: counts what is wrong.

    Returns:
        The boxes that can be learned, in the order they are written; None for a picture of
        another shape than annotated, where nobody can tell what its boxes mean.
    """
    frame = _frame(annotated, looked, tally)
    if frame is None:
        return None
    found: list[Placed] = []
    seen: set[tuple[str, tuple[int, ...]]] = set()
    for drawn in annotated.boxes:
        place = f"{annotated.place}: {drawn.written}"
        corners = _sound(drawn, place, tally)
        if corners is None or drawn.label is None:
            continue
        inside = _inside(frame.moved(corners, annotated.origin), looked.size, place, tally)
        if inside is None:
            continue
        key = (drawn.label, tuple(round(x / SAME_BOX) for x in inside))
        if key in seen:
            tally.add("boxes drawn twice", place)
            continue
        seen.add(key)
        found.append(Placed(drawn.label, inside, drawn.difficult))
    return found


def is_turned(annotated: Annotated, looked: Looked) -> bool:
    """Whether the boxes were drawn on the picture as stored, and are turned along with it."""
    return annotated.size == looked.stored and looked.stored != looked.size


@dataclass(frozen=True, slots=True)
class _Frame:
    """How corners as written become pixels of the picture as shown."""

    scale: tuple[float, float]
    looked: Looked
    turn: bool = False

    def moved(self, corners: Corners, origin: float) -> Corners:
        x0, y0, x1, y1 = corners
        across, down = self.scale
        moved = (
            (x0 - origin) * across,
            (y0 - origin) * down,
            x1 * across,
            y1 * down,
        )
        return turned(moved, self.looked) if self.turn else moved


def _frame(annotated: Annotated, looked: Looked, tally: Tally) -> _Frame | None:
    width, height = looked.size
    if annotated.shares:
        return _Frame((float(width), float(height)), looked)
    if annotated.size is None or annotated.size == looked.size:
        return _Frame((1.0, 1.0), looked)
    if is_turned(annotated, looked):
        return _Frame((1.0, 1.0), looked, turn=True)
    said = annotated.size
    place = f"{annotated.name}: {width} x {height}, annotated as {said[0]} x {said[1]}"
    one, other = said[0] * height, said[1] * width
    if abs(one - other) > SAME_SHAPE * max(one, other):
        tally.add("pictures of another shape than annotated", place)
        return None
    tally.add("pictures of another size than annotated", place)
    return _Frame((width / said[0], height / said[1]), looked)


def _sound(drawn: Drawn, place: str, tally: Tally) -> Corners | None:
    """The corners of a box, if it is one; what is written decides, before anything is moved."""
    x0, y0, x1, y1 = drawn.corners
    if not all(map(math.isfinite, drawn.corners)):
        tally.add("boxes that are not four finite numbers", place)
    elif drawn.label is None:
        tally.add("boxes whose class is not listed", place)
    elif x1 < x0 or y1 < y0:
        tally.add("boxes that end before they begin", place)
    elif x1 == x0 or y1 == y0:
        tally.add("empty boxes", place)
    else:
        return drawn.corners
    return None


def _inside(corners: Corners, size: tuple[int, int], place: str, tally: Tally) -> Corners | None:
    """The part of a box that lies within the picture; None where too little is left."""
    edges = (*size, *size)
    clipped = tuple(min(max(x, 0.0), float(edge)) for x, edge in zip(corners, edges, strict=True))
    x0, y0, x1, y1 = clipped
    over = max(_distances(corners, clipped))
    if x1 - x0 < ROUNDING or y1 - y0 < ROUNDING:
        tally.add("boxes outside their picture" if over > 0 else "empty boxes", place)
        return None
    if over > ROUNDING:
        tally.add("boxes across the edge of their picture", place)
    return x0, y0, x1, y1


def _distances(some: Iterable[float], others: Iterable[float]) -> list[float]:
    return [abs(a - b) for a, b in zip(some, others, strict=True)]
