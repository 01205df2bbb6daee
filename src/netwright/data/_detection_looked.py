"""A look at every picture before any is decoded: its bytes' digest, its size, its EXIF turn.

    files --look--> Looked --turned--> boxes of the stored picture in the upright one

A camera held sideways stores its picture lying and notes how it must be turned. netwright shows
and learns the turned picture. Whether boxes were drawn on the turned picture or on the stored one
only the annotation's own width and height can tell: see ``_detection_checks``.

    stored size (w, h), orientation o; x and y of a corner in the stored picture
    o >= 5:            x, y = y, x  and  w, h = h, w                                       (1)
    o in 2, 3, 6, 7:   x = w - x                                                           (2)
    o in 3, 4, 7, 8:   y = h - y                                                           (3)

Cost: every file is read once; of a PNG the whole is decoded, since its note may lie at the end.

Source: CIPA DC-008 (EXIF 2.32), tag 0x0112, for the orientations.
"""

import hashlib
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from netwright.data._classes import shown
from netwright.data._decode import UndecodableError, picture_size
from netwright.data._picture_source import usable_cores
from netwright.errors import DataError

Corners = tuple[float, float, float, float]
_AT_ONCE = 64  # files for one call to a thread


@dataclass(frozen=True, slots=True)
class Looked:
    """What one look at a picture tells.

    Args:
        digest: SHA-256 of its bytes, 32 bytes.
        stored: width and height as stored, in pixels; (0, 0) for what is no picture.
        orientation: EXIF orientation, 1 to 8; 1 for upright.
        reason: why it is no picture; empty for one.
    """

    digest: bytes
    stored: tuple[int, int]
    orientation: int = 1
    reason: str = ""

    @property
    def size(self) -> tuple[int, int]:
        """Width and height as it is shown, in pixels."""
        width, height = self.stored
        return (height, width) if self.orientation >= 5 else (width, height)


def look(root: Path, names: Sequence[str], *, workers: int | None = None) -> list[Looked]:
    """Read each file once and look at it.

    Args:
        root: the folder the names are below.
        names: paths below it, or absolute ones.
        workers: threads; None for one per usable core.

    Returns:
        What was seen, in the order of the names.

    Raises:
        DataError: if a file cannot be read.
    """

    def several(start: int) -> list[Looked]:
        return [_looked(root, name) for name in names[start : start + _AT_ONCE]]

    with ThreadPoolExecutor(workers or usable_cores()) as pool:
        starts = range(0, len(names), _AT_ONCE)
        return [one for chunk in pool.map(several, starts) for one in chunk]


def turned(corners: Corners, looked: Looked) -> Corners:
    """Turn a box along with its picture: equations (1) to (3).

    Args:
        corners: x0, y0, x1, y1 in pixels of the picture as stored.
        looked: at the picture.

    Returns:
        x0, y0, x1, y1 in pixels of the picture as it is shown.

    Example:
        >>> turned((0.0, 0.0, 2.0, 1.0), Looked(b"", (10, 6), orientation=6))
        (5.0, 0.0, 6.0, 2.0)
    """
    x0, y0, x1, y1 = corners
    width, height = looked.size
    if looked.orientation >= 5:
        x0, y0, x1, y1 = y0, x0, y1, x1  # (1)
    if looked.orientation in {2, 3, 6, 7}:
        x0, x1 = width - x1, width - x0  # (2)
    if looked.orientation in {3, 4, 7, 8}:
        y0, y1 = height - y1, height - y0  # (3)
    return x0, y0, x1, y1


def _looked(root: Path, name: str) -> Looked:
    try:
        data = (root / name).read_bytes()
    except OSError as error:
        raise DataError(
            f"{shown(name)} must be a picture that can be read; got: {error.strerror}",
            hint="check its permissions",
        ) from error
    digest = hashlib.sha256(data).digest()
    try:
        width, height, orientation = picture_size(data, name=name)
    except UndecodableError as error:
        return Looked(digest, (0, 0), reason=error.reason)
    return Looked(digest, (width, height), orientation)
