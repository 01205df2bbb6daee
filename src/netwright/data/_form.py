"""The one form all pictures of a model have: a square of ``side`` pixels with 1 or 3 channels.

    uint8 (h, w, c) --channels--> --centre square--> --scaled--> uint8 (channels, side, side)

Scaling the shorter side to ``side`` and cutting the longer one in its middle is done the other way
round: the middle square is cut out first, then scaled, so that a picture of 1 x 10,000 never
becomes one of 64 x 640,000. A square that has the size already is not touched. Bicubic with
antialiasing (Pillow). Training, evaluation and prediction all come through here.

Networks that were trained on the middle 224 of 256 pixels get no more of a picture than that:
``cut`` is the share of the square's side that is kept, 0.875 for them. Boxes must not be cut off
with the sides of a picture: ``whole`` lays all of it into the square (``_detection_letterbox``).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
from PIL import Image

from netwright.data._decode import UndecodableError, decode_picture
from netwright.data._detection_letterbox import letterbox
from netwright.data._picture_source import PictureSource, Pixels
from netwright.errors import DataError, SettingError

SIDE_MAX = 4096
_NATURAL_MAX = 96  # pictures of one size up to this keep it
_LARGER = 64  # what other pictures get: 96 took twice the time and scored no better


@dataclass(frozen=True, slots=True)
class PictureForm:
    """What every picture is brought to.

    Args:
        side: height and width in pixels, 1 to 4096.
        channels: 1 for grey, 3 for colour.
        cut: share of the middle square's side that is kept, above 0 and up to 1.
        whole: whether all of a picture is laid into the square, with grey beside it.

    Raises:
        SettingError: if a value is out of its range.
    """

    side: int
    channels: Literal[1, 3]
    cut: float = 1.0
    whole: bool = False

    def __post_init__(self) -> None:
        if not 1 <= self.side <= SIDE_MAX:
            raise SettingError("side", self.side, wanted=f"from 1 to {SIDE_MAX}")
        if self.channels not in (1, 3):
            raise SettingError("channels", self.channels, wanted="1 for grey or 3 for colour")
        if not 0 < self.cut <= 1:
            raise SettingError("cut", self.cut, wanted="a share, above 0 and up to 1")
        if self.whole and self.cut != 1:
            raise SettingError("cut", self.cut, wanted="1 where pictures are laid in whole")

    def apply(self, picture: Pixels) -> Pixels:
        """Bring one picture to this form.

        Args:
            picture: uint8 (h, w) or (h, w, c), c 1 or 3, any h and w from 1.

        Returns:
            uint8 (channels, side, side).

        Raises:
            DataError: if the array is no such picture.

        Example:
            >>> PictureForm(2, 3).apply(np.zeros((4, 9, 1), np.uint8)).shape
            (3, 2, 2)
        """
        if picture.ndim == 2:
            picture = picture[:, :, None]
        if picture.dtype != np.uint8 or picture.ndim != 3 or 0 in picture.shape:
            raise DataError(
                "a picture must be uint8 of shape (h, w) or (h, w, c), h and w at least 1; "
                f"got {picture.dtype} {picture.shape}"
            )
        square = picture if self.whole else _centre(picture, self.cut)
        if self.channels == 1:
            square = in_channels(square, 1)
        if self.whole:
            square = letterbox(square, self.side)
        elif len(square) != self.side:
            plane = square[:, :, 0] if square.shape[2] == 1 else square
            image = Image.fromarray(np.ascontiguousarray(plane))
            small = image.resize((self.side, self.side), Image.Resampling.BICUBIC)
            square = np.asarray(small).reshape(self.side, self.side, -1)
        return np.ascontiguousarray(in_channels(square, self.channels).transpose(2, 0, 1))

    def fits(self, height: int, width: int) -> bool:
        """Whether pictures of this size need no scaling."""
        if self.whole:
            return height == width == self.side
        return _cut(min(height, width), self.cut) == self.side

    def apply_block(self, pictures: Pixels) -> Pixels:
        """Bring many pictures of one fitting size to this form at once.

        Args:
            pictures: uint8 (n, h, w) or (n, h, w, c), of a size that ``fits``.

        Returns:
            uint8 (n, channels, side, side), equal to ``apply`` of each.
        """
        if pictures.ndim == 3:
            pictures = pictures[:, :, :, None]
        squares = in_channels(_centre(pictures, self.cut), self.channels)
        return np.ascontiguousarray(squares.transpose(0, 3, 1, 2))


def suggest_form(source: PictureSource, sample: int = 200) -> PictureForm:
    """Look at some pictures and choose the form that suits them.

    Pictures of one size, up to 96 pixels, keep their shorter side; others get 64, but never more
    than their usual shorter side. Grey stays grey.

    Args:
        source: the pictures.
        sample: how many to look at, evenly spread, 1 or more.

    Returns:
        The form.

    Raises:
        DataError: if none of those looked at can be decoded.
    """
    count = min(max(1, sample), source.count)
    rows = np.unique(np.linspace(0, source.count - 1, count).astype(np.int64))
    sizes: list[tuple[int, int]] = []
    grey = True
    for picture in _decodable(source, rows.tolist()):
        sizes.append((picture.shape[0], picture.shape[1]))
        grey = grey and is_grey(picture)
    if not sizes:
        raise DataError(
            f"{source.path} must have pictures that decode; got none among {count:,} tried",
            hint="open one of them in a viewer: are they whole?",
        )
    shorter = int(np.median([min(size) for size in sizes]))
    keeps = len(set(sizes)) == 1 and shorter <= _NATURAL_MAX
    side = shorter if keeps else min(shorter, _LARGER)
    return PictureForm(side, 1 if grey else 3)


def read_pixels(source: PictureSource, row: int) -> Pixels:
    """Read and, where needed, decode one picture: uint8 (h, w) or (h, w, c)."""
    content = source.read(row)
    if isinstance(content, bytes):
        return decode_picture(content, name=source.names[row])
    return content


def is_grey(picture: Pixels) -> bool:
    """Whether a picture (h, w) or (h, w, c) has no colour in it."""
    if picture.ndim == 2 or picture.shape[2] == 1:
        return True
    first = picture[:, :, :1]
    return bool((picture[:, :, 1:] == first).all())


def in_channels(pictures: Pixels, channels: int) -> Pixels:
    """Repeat grey to three planes, or turn colour into ITU-R 601 luma.

    Args:
        pictures: uint8 (..., c), c 1 or 3.
        channels: 1 or 3.

    Returns:
        uint8 (..., channels); the input itself where it has them.

    Raises:
        DataError: if c is neither 1 nor 3.
    """
    have = pictures.shape[-1]
    if have not in (1, 3):
        raise DataError(f"a picture must have 1 or 3 channels; got {have}")
    if have == channels:
        return pictures
    if have == 1:
        return np.broadcast_to(pictures, (*pictures.shape[:-1], 3))
    red, green, blue = (pictures[..., i].astype(np.uint32) for i in range(3))
    # The weights 0.299, 0.587, 0.114 in 1/65536; they add up to one, so grey stays as it is.
    luma = (red * 19595 + green * 38470 + blue * 7471 + 32768) >> 16
    return luma.astype(np.uint8)[..., None]


def _cut(side: int, share: float) -> int:
    """What is kept of a square's side."""
    return max(1, round(side * share))


def _centre(pictures: Pixels, share: float) -> Pixels:
    """Cut the middle square out of (..., h, w, c); whole pixels, so nothing is blended."""
    height, width = pictures.shape[-3:-1]
    side = _cut(min(height, width), share)
    top, left = (height - side) // 2, (width - side) // 2
    return pictures[..., top : top + side, left : left + side, :]


def _decodable(source: PictureSource, rows: list[int]) -> Iterator[Pixels]:
    for row in rows:
        try:
            yield read_pixels(source, row)
        except (UndecodableError, OSError):
            continue  # ``decoded`` counts these and says why
