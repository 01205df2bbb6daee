r"""HTML and SVG as values: whatever is not markup already is escaped where it is put in.

    element("td", name)   ->   <td>&lt;script&gt;</td>
    element("td", element("b", name))   ->   <td><b>&lt;script&gt;</b></td>

``Markup`` is made by ``element`` and ``joined`` alone, so no caller can forget to escape. Control
characters, halves of surrogate pairs (bytes of a file name that are not UTF-8) and characters
that turn the direction of writing are written out, as ``\x1b`` or ``\u202e``: a name is shown,
never obeyed.

Source: Unicode 16, chapter 23.7 for noncharacters; UAX 9 for the directional characters.
"""

import html
import re
import unicodedata
from collections.abc import Iterable

VOID = frozenset({"br", "col", "img", "meta"})  # HTML elements without an end tag
_SHORT = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}
_TURNING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_UNSEEN = frozenset({"Cc", "Cs", "Zl", "Zp"})
_ESCAPED_BYTES = range(0xDC80, 0xDD00)  # how Python carries bytes that are not UTF-8


class Markup(str):
    """Text that is HTML already."""

    __slots__ = ()


Node = str | None
Attribute = str | float | None


def visible(text: object) -> str:
    r"""Write out every character that would act instead of being seen.

    Args:
        text: anything; its ``str`` is taken.

    Returns:
        Text that can be encoded as UTF-8, put on one line and shown anywhere.

    Example:
        >>> visible("a\x1b[31m\n")
        'a\\x1b[31m\\n'
    """
    text = str(text)
    if text.isascii() and text.isprintable():
        return text
    return "".join(map(_seen, text))


def escaped(text: object) -> Markup:
    """Make HTML of anything: markup as it is, all else made visible and escaped."""
    if isinstance(text, Markup):
        return text
    return Markup(html.escape(visible(text)))


def element(tag: str, *children: Node, **attributes: Attribute) -> Markup:
    """Write one element with its children.

    Args:
        tag: its name.
        *children: markup, or text that is escaped here; None and "" add nothing.
        **attributes: ``stroke_width`` is written stroke-width, ``class_`` class; None leaves the
            attribute out; numbers are rounded to hundredths.

    Returns:
        The element.

    Example:
        >>> element("p", "1 < 2", class_="note", hidden=None)
        '<p class="note">1 &lt; 2</p>'
    """
    written = "".join(
        f' {name.rstrip("_").replace("_", "-")}="{_value(value)}"'
        for name, value in attributes.items()
        if value is not None
    )
    if tag in VOID:
        return Markup(f"<{tag}{written}>")
    return Markup(f"<{tag}{written}>{joined(children)}</{tag}>")


def joined(children: Iterable[Node]) -> Markup:
    """Put nodes one after the other; None adds nothing."""
    return Markup("".join(escaped(child) for child in children if child is not None))


def slug(text: str) -> str:
    """Make an id of words: "Learning rate" gives "learning-rate"."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-") or "part"


def _seen(character: str) -> str:
    if character in _SHORT:
        return _SHORT[character]
    code = ord(character)
    if code in _ESCAPED_BYTES:
        return f"\\x{code - 0xDC00:02x}"
    nowhere = code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF
    if character in _TURNING or nowhere or unicodedata.category(character) in _UNSEEN:
        return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"
    return character


def _value(value: str | float) -> str:
    if isinstance(value, str):
        return escaped(value)
    return f"{round(value, 2) + 0.0:.2f}".rstrip("0").rstrip(".")  # + 0.0: never "-0"
