"""What a subject of its own adds to a report: pictures, tables and curves under a heading.

    api gathers PartShown -> ReportContent.parts -> a section each, in the order given

Every subject has something that no other has to show: boxes on pictures, faces side by side, masks
over photographs. It says so in these plain values, and the page needs to know none of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from netwright.errors import SettingError

Points = Sequence[tuple[float, float]]


@dataclass(frozen=True, slots=True, eq=False)
class PictureShown:
    """A picture with words below it.

    Args:
        pixels: uint8 (h, w) or (h, w, 3), 0 to 255.
        words: what it shows; also for those who cannot see it.

    Raises:
        SettingError: if the pixels are of another kind or shape.
    """

    pixels: NDArray[np.uint8]
    words: str

    def __post_init__(self) -> None:
        shape = self.pixels.shape
        flat = len(shape) == 2 or (len(shape) == 3 and shape[2] == 3)
        if self.pixels.dtype != np.uint8 or not flat or not self.pixels.size:
            raise SettingError(
                "pixels", (str(self.pixels.dtype), shape), wanted="uint8 (h, w) or (h, w, 3)"
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class TableShown:
    """A table; all but its first column hold numbers, as text.

    Args:
        caption: what it holds.
        columns: the headings.
        rows: one text for each column.
    """

    caption: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class CurvesShown:
    """Lines over a common axis.

    Args:
        title: what is drawn; different for each drawing of a report.
        x_name: what x counts.
        y_name: what y counts.
        lines: name -> (x, y), x rising; numbers that are not finite are left out.
        shares: whether both axes are shares from 0 to 1, shown as percentages.
        diagonal: whether to draw the line from corner to corner that says nothing was learned.
        caption: words below it.
    """

    title: str
    x_name: str
    y_name: str
    lines: Sequence[tuple[str, Points]]
    shares: bool = False
    diagonal: bool = False
    caption: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PartShown:
    """A section of the page.

    Args:
        title: its heading; different for each section.
        said: a sentence or two below it.
        curves: drawn side by side.
        tables: below them.
        pictures: a gallery at the end.
    """

    title: str
    said: str = ""
    curves: Sequence[CurvesShown] = ()
    tables: Sequence[TableShown] = ()
    pictures: Sequence[PictureShown] = ()
