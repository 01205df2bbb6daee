"""Which picture format bytes are in, from the bytes alone; a file's extension says nothing.

Seven formats pass: JPEG, PNG, WebP, GIF, BMP, TIFF, PPM/PGM/PBM. Everything else Pillow could open
(EPS runs Ghostscript, PDF, FITS ...) is refused before Pillow sees it.
"""

import re
from typing import Literal

Format = Literal["JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF", "PPM"]
FORMATS = "JPEG, PNG, WebP, GIF, BMP, TIFF, PPM or PGM"
HEAD = 32  # bytes that decide

_STARTS: tuple[tuple[bytes, Format], ...] = (
    (b"\xff\xd8\xff", "JPEG"),
    (b"\x89PNG\r\n\x1a\n", "PNG"),
    (b"GIF87a", "GIF"),
    (b"GIF89a", "GIF"),
    (b"II*\x00", "TIFF"),
    (b"MM\x00*", "TIFF"),
    (b"II+\x00", "TIFF"),
    (b"MM\x00+", "TIFF"),
)
_NETPBM = re.compile(rb"P[1-6]\s+[0-9#]")
_BMP_HEADERS = {12, 16, 40, 52, 56, 64, 108, 124}  # lengths of the second header of a BMP


def picture_format(head: bytes) -> Format | None:
    r"""Tell the format of a picture from its first bytes.

    Args:
        head: the first 32 bytes or more.

    Returns:
        Pillow's name of the format, or None for anything that is not on the list.

    Example:
        >>> picture_format(b"\x89PNG\r\n\x1a\n....")
        'PNG'
        >>> picture_format(b"%PDF-1.7") is None
        True
    """
    for start, name in _STARTS:
        if head.startswith(start):
            return name
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "WEBP"
    if head[:2] == b"BM" and int.from_bytes(head[14:18], "little") in _BMP_HEADERS:
        return "BMP"
    return "PPM" if _NETPBM.match(head) else None
