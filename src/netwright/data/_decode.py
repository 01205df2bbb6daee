"""Encoded bytes to pixels: one definition for training, evaluation and prediction.

    bytes --format by content--> Pillow --size checked--> full decode --> uint8 (h, w, 1 or 3)
          --EXIF orientation--> upright

Grey pictures (modes 1, L, LA, I;16, I, F) have 1 channel, all others 3; see ``_modes`` for each
mode. Of an animation the first frame counts. Cost: one decode, mostly outside Python's lock.
It refuses formats off the list, more than 100 million pixels (before anything is decoded), and
a picture whose data end early: Pillow's ``verify`` passes half a JPEG, a full decode does not.
"""

import io
import struct
import zlib
from collections.abc import Callable
from typing import TypeVar

import numpy as np
from PIL import (
    BmpImagePlugin,
    GifImagePlugin,
    Image,
    ImageFile,
    JpegImagePlugin,
    PngImagePlugin,
    PpmImagePlugin,
    TiffImagePlugin,
    WebPImagePlugin,
)

from netwright.data._classes import shown
from netwright.data._modes import pixels
from netwright.data._picture_source import Pixels
from netwright.data._sniff import FORMATS, Format, picture_format
from netwright.errors import DataError, SettingError

PIXEL_CAP = 100_000_000
DECODER = 1  # raise it when the same bytes give other pixels: caches are then made anew

# Opened by class, not by Image.open: no other plugin is ever tried, and the size is checked
# here before Pillow could warn about it, since filters for warnings are not safe in threads.
_OPENERS: dict[Format, Callable[[io.BytesIO], ImageFile.ImageFile]] = {
    "JPEG": JpegImagePlugin.jpeg_factory,
    "PNG": PngImagePlugin.PngImageFile,
    "WEBP": WebPImagePlugin.WebPImageFile,
    "GIF": GifImagePlugin.GifImageFile,
    "BMP": BmpImagePlugin.BmpImageFile,
    "TIFF": TiffImagePlugin.TiffImageFile,
    "PPM": PpmImagePlugin.PpmImageFile,
}

# All that Pillow's decoders are known to raise on damaged bytes.
_DECODER_ERRORS = (
    ArithmeticError,
    AttributeError,
    EOFError,
    LookupError,
    MemoryError,
    OSError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
    Warning,
    struct.error,
    zlib.error,
    Image.DecompressionBombError,
)
_ORIENTATION = 0x0112
_Taken = TypeVar("_Taken")


class UndecodableError(DataError):
    """One picture cannot be decoded.

    Args:
        name: the picture.
        reason: what came instead of a whole picture.
    """

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(
            f"{shown(name)} must be a whole picture ({FORMATS}); got {reason}",
            hint="replace the file or take it away",
        )
        self.reason = reason


def decode_picture(data: bytes, *, name: str) -> Pixels:
    r"""Decode one picture in full, upright, on white.

    Args:
        data: the encoded picture.
        name: what to call it in messages.

    Returns:
        uint8 (h, w, 1) for grey modes, (h, w, 3) for all others.

    Raises:
        UndecodableError: if the format is not on the list, the picture is too large, or its data
            are damaged or end early.
        SettingError: if somebody told Pillow to pass truncated pictures.

    Example:
        >>> decode_picture(b"P5 2 1 255 \x00\xff", name="two.pgm").ravel().tolist()
        [0, 255]
    """
    if ImageFile.LOAD_TRUNCATED_IMAGES:
        raise SettingError(
            "PIL.ImageFile.LOAD_TRUNCATED_IMAGES",
            True,
            wanted="False, or half a picture passes for a whole one",
            hint="remove the line that sets it",
        )
    return _opened(data, name, _upright_pixels)


def picture_size(data: bytes, *, name: str) -> tuple[int, int, int]:
    r"""Tell how large a picture is and how it must be turned; its pixels may be damaged.

    Args:
        data: the encoded picture.
        name: what to call it in messages.

    Returns:
        Width and height in pixels as stored, and the EXIF orientation, 1 to 8: from 5 on the
        upright picture is as wide as the stored one is high.

    Raises:
        UndecodableError: if it is no picture of the formats on the list, or too large.

    Example:
        >>> picture_size(b"P5 2 1 255 \x00\xff", name="two.pgm")
        (2, 1, 1)
    """
    return _opened(data, name, _stored_size)


class _TooLargeError(ValueError):
    """The header promises more pixels than the cap."""


def _opened(data: bytes, name: str, take: Callable[[ImageFile.ImageFile], _Taken]) -> _Taken:
    """Open a picture of a size that is allowed and take something of it."""
    kind = picture_format(data[:64])
    if kind is None:
        raise UndecodableError(name, f"{len(data):,} bytes in no such format")
    try:
        with _OPENERS[kind](io.BytesIO(data)) as image:
            width, height = image.size
            if width * height > PIXEL_CAP:
                raise _TooLargeError(
                    f"{width:,} x {height:,} pixels, more than the {PIXEL_CAP:,} allowed"
                )
            return take(image)
    except _TooLargeError as error:
        raise UndecodableError(name, str(error)) from error
    except _DECODER_ERRORS as error:
        said = shown(str(error)) or type(error).__name__
        raise UndecodableError(name, f"a {kind} that does not decode: {said}") from error


def _upright_pixels(image: ImageFile.ImageFile) -> Pixels:
    image.load()
    return _upright(pixels(image), _orientation(image))


def _stored_size(image: ImageFile.ImageFile) -> tuple[int, int, int]:
    orientation = _orientation(image)
    width, height = image.size
    if orientation >= 5 and isinstance(image, TiffImagePlugin.TiffImageFile):
        width, height = height, width  # of a TIFF Pillow tells the size it will have when turned
    return width, height, orientation


def _orientation(image: ImageFile.ImageFile) -> int:
    """Read the EXIF orientation, 1 to 8; 1 where the tag is absent or cannot be read."""
    try:
        value = image.getexif().get(_ORIENTATION, 1)
    except _DECODER_ERRORS:
        return 1  # the pixels are whole; a damaged note beside them is no reason to refuse them
    return value if isinstance(value, int) and 1 <= value <= 8 else 1


def _upright(picture: Pixels, orientation: int) -> Pixels:
    """Undo the orientation: 5 to 8 are transposed, then each is mirrored as the table says."""
    if orientation >= 5:
        picture = picture.transpose(1, 0, 2)
    if orientation in {2, 3, 6, 7}:
        picture = picture[:, ::-1]
    if orientation in {3, 4, 7, 8}:
        picture = picture[::-1]
    return np.ascontiguousarray(picture)
