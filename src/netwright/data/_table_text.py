"""From the bytes of a table file to its text: which encoding, and what is no text at all.

A byte order mark decides; without one the bytes are UTF-8 if they can be, else Windows-1252.
Nothing is replaced or dropped: a byte that fits no encoding, a NUL and a file that is not text
are errors that name the line. Cost: the text takes up to four times the size of the file.
"""

import codecs
import re
from dataclasses import dataclass

from netwright.errors import DataError

MARKS = (
    (codecs.BOM_UTF8, "UTF-8"),
    (codecs.BOM_UTF16_LE, "UTF-16-LE"),
    (codecs.BOM_UTF16_BE, "UTF-16-BE"),
)
FOREIGN = (
    (
        b"PK\x03\x04",
        "a zip archive or a spreadsheet",
        "save the sheet as CSV, or unpack the archive",
    ),
    (b"\x1f\x8b", "a gzip archive", "unpack it first"),
    (b"\xd0\xcf\x11\xe0", "an old spreadsheet", "save the sheet as CSV"),
    (b"%PDF", "a PDF", "save the table as CSV"),
    (b"\x89PNG", "a picture", "give the table, not a picture of it"),
    (b"\xff\xd8\xff", "a picture", "give the table, not a picture of it"),
    (b"GIF8", "a picture", "give the table, not a picture of it"),
)
CONTROL = re.compile(r"[\x01-\x08\x0e-\x1a\x1c-\x1f\x7f]")
LINE_END = re.compile(r"\r\n|\r|\n")
SEEN = 65_536  # characters looked at for control characters
BINARY_SHARE = 0.01  # text has next to no control characters


@dataclass(frozen=True, slots=True)
class TableText:
    """The text of a file and how its bytes were read.

    Args:
        text: all of it, without a byte order mark.
        encoding: "UTF-8", "UTF-16-LE", "UTF-16-BE" or "Windows-1252".
        bom: whether the file began with a byte order mark.
    """

    text: str
    encoding: str
    bom: bool


def decode_table(data: bytes, *, name: str) -> TableText:
    r"""Turn the bytes of a table file into text.

    Args:
        data: the whole file.
        name: what errors call it.

    Returns:
        The text, its encoding, and whether a byte order mark led it.

    Raises:
        DataError: if there are no bytes, or they are no text; the line is named where there is one.

    Example:
        >>> decode_table(b"\xef\xbb\xbfa,b\n1,2\n", name="t.csv").bom
        True
        >>> decode_table(b"caf\xe9,2\n", name="t.csv").encoding
        'Windows-1252'
    """
    for magic, what, hint in FOREIGN:
        if data.startswith(magic):
            raise DataError(f"{name} must be a text table or parquet; got {what}", hint=hint)
    found = _decoded(data, name)
    if not found.text.strip():
        raise DataError(
            f"{name} must hold a table; got {len(data)} bytes without any text",
            hint="check that the file was copied or downloaded to its end",
        )
    _refuse_binary(found.text, name)
    return found


def _decoded(data: bytes, name: str) -> TableText:
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return TableText(_strict(data[len(mark) :], encoding, name), encoding, True)
    try:
        return TableText(data.decode("utf-8"), "UTF-8", False)
    except UnicodeDecodeError:
        return TableText(_strict(data, "Windows-1252", name), "Windows-1252", False)


def _strict(data: bytes, encoding: str, name: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        before = data[: error.start].decode(encoding, "replace")
        line, column = place(before)
        tried = encoding if encoding != "Windows-1252" else "UTF-8 or Windows-1252"
        raise DataError(
            f"{name} must be text in {tried}; "
            f"got byte 0x{data[error.start]:02x} on line {line}, character {column}",
            hint="save the file as UTF-8",
        ) from error


def place(before: str) -> tuple[int, int]:
    r"""The line and the character, both counted from 1, of what follows the text ``before``.

    Args:
        before: everything ahead of the place; lines end in \\n, \\r or both.

    Returns:
        Line and character.

    Example:
        >>> place("a,b\n1")
        (2, 2)
    """
    lines = LINE_END.split(before)
    return len(lines), len(lines[-1]) + 1


def _refuse_binary(text: str, name: str) -> None:
    seen = text[:SEEN]
    if len(CONTROL.findall(seen)) > max(3, BINARY_SHARE * len(seen)):
        raise DataError(
            f"{name} must be a text table or parquet; got binary data",
            hint="export the table as CSV, TSV or parquet",
        )
    nul = text.find("\0")
    if nul >= 0:
        line, column = place(text[:nul])
        raise DataError(
            f"{name} must be text without NUL; got a NUL on line {line}, character {column}",
            hint="save the file as UTF-8: it may be UTF-16 without a byte order mark, or damaged",
        )
