"""Lines and numbers of small text files: lists of pictures, boxes of YOLO, cells of XML."""

import math
from pathlib import Path

from netwright.data._classes import shown
from netwright.errors import DataError


def text_lines(path: Path) -> list[str]:
    """The lines of a text file that are not blank.

    Args:
        path: the file; names in it that are not UTF-8 come through as Python's surrogate escapes.

    Returns:
        The lines, without blanks around them.

    Raises:
        DataError: if it cannot be read.
    """
    try:
        text = path.read_bytes().decode("utf-8", "surrogateescape")
    except OSError as error:
        raise DataError(
            f"{shown(str(path))} must be a text file that can be read; got: {error.strerror}",
            hint="check its permissions",
        ) from error
    return [line.strip() for line in text.removeprefix("\ufeff").splitlines() if line.strip()]


def number(text: str | None) -> float:
    """The number a text holds; "not a number" where it holds none.

    Args:
        text: of the number; None where there is no text.

    Returns:
        The number; infinity where that is written.

    Example:
        >>> number(" 12.5"), number("wide"), number(None)
        (12.5, nan, nan)
    """
    try:
        return float(text or "")
    except ValueError:
        return math.nan
