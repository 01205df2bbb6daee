"""Text for Markdown: escaped, so that a name is a name and never a heading, a tag or a cell."""

import re
from collections.abc import Iterable, Sequence

from netwright.report._markup import visible

_ACTING = re.compile(r"[\\`*\[\]|~$#]|(?<![0-9A-Za-z])_|_(?![0-9A-Za-z])")
_LEADING = re.compile(r"^(?=[=>]|--|[-+](?:\s|$))|^(\d{1,9})(?=[.)](?:\s|$))")


def escaped(text: object) -> str:
    r"""Escape text for one line of Markdown.

    Args:
        text: anything; its ``str`` is taken.

    Returns:
        Text that Markdown shows as it was, control characters written out.

    Example:
        >>> escaped("<b> a|b learning_rate"), escaped("1. one"), escaped("- two")
        ('&lt;b&gt; a\\|b learning_rate', '1\\. one', '\\- two')
    """
    safe = visible(text).strip()
    safe = _ACTING.sub(lambda found: "\\" + found.group(), safe)
    safe = _LEADING.sub(lambda found: (found.group(1) or "") + "\\", safe)
    return safe.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def row_of(cells: Sequence[str]) -> str:
    """One line of a table; every cell is escaped here."""
    return f"| {' | '.join(map(escaped, cells))} |"


def listing(title: str, lines: Iterable[str]) -> str:
    """A heading and a list of lines escaped already; "" without lines."""
    items = "\n".join(f"- {line}" for line in lines)
    return f"## {title}\n\n{items}" if items else ""
