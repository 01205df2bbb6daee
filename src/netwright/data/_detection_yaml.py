"""The few lines of YAML that describe a YOLO data set, read strictly, without a YAML library.

    path: ../cells              a text; quotes and a comment after a blank and # are known
    names: [RBC, 'WBC']         a list, on one line or several
    names:                      a list of lines "- RBC", or
      0: RBC                    a mapping, a line for each

Only the keys that are asked for are read; all others are skipped with what is indented below
them, so a ``download:`` script is never looked at. In what is read, anchors, tags, blocks of text
and nested lists are refused: to guess what they mean would be worse.
Source: YAML 1.2.2, chapters 7 and 8, of which this is a small part.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from netwright.data._classes import shown
from netwright.errors import DataError

Value = str | tuple[str, ...] | dict[str, str]
LIMIT = 2**20  # bytes
_KEY = re.compile(r"""("[^"]*"|'[^']*'|[^\s"'\[\]{},#&*!|>%@`:][^:#]*?)\s*:(?:\s+|$)(.*)""")
_QUOTED = re.compile(r'"[^"\\]*"|\'(?:[^\']|\'\')*\'')
_PIECE = re.compile(r'\s*("[^"\\]*"|\'(?:[^\']|\'\')*\'|[^,"\'\[\]{}][^,\[\]{}]*)\s*(?:,|$)')
_REFUSED = "&*!|>%@`[]{}\"'"  # at the start of a plain text
_NOTHING = {"", "~", "null"}


@dataclass(frozen=True, slots=True)
class _Line:
    number: int
    indent: int
    text: str


def read_yaml(path: Path, wanted: Collection[str]) -> dict[str, Value]:
    """Read some keys of a small YAML file.

    Args:
        path: the file.
        wanted: the keys to read, at the outermost level.

    Returns:
        key -> text, tuple of texts, or mapping of texts; numbers stay texts. Keys that are not
        there, or have no value, are left out.

    Raises:
        DataError: if the file cannot be read, or a wanted key is not one of these forms.
    """
    lines = _lines(_text(path))
    found: dict[str, Value] = {}
    for at, line in enumerate(lines):
        match = _KEY.fullmatch(line.text) if line.indent == 0 else None
        if match is None:
            continue
        key = _unquoted(match[1])
        if key not in wanted:
            continue
        where = f"{shown(str(path))}, line {line.number}: {key}"
        if key in found:
            raise DataError(f"{where} must be given once; got it twice")
        value = _value(match[2].strip(), _below(lines, at), where)
        if not isinstance(value, str) or value not in _NOTHING:
            found[key] = value
    return found


def _text(path: Path) -> str:
    try:
        data = path.read_bytes()
        if len(data) <= LIMIT:
            return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DataError(f"{shown(str(path))} must be YAML in UTF-8; got {error}") from error
    except OSError as error:
        raise DataError(
            f"{shown(str(path))} must be a YAML file that can be read; got: {error.strerror}"
        ) from error
    raise DataError(f"{shown(str(path))} must have at most {LIMIT:,} bytes; got {len(data):,}")


def _lines(text: str) -> list[_Line]:
    """Lines with their indent, without comments; blank ones are left out."""
    found = []
    for number, raw in enumerate(text.splitlines(), start=1):
        line = _uncommented(raw)
        if line.strip() and line.rstrip() not in {"---", "..."}:
            found.append(_Line(number, len(line) - len(line.lstrip()), line.strip()))
    return found


def _uncommented(line: str) -> str:
    """The line without its comment: a # at its start or after a blank, outside of quotes."""
    spared = _QUOTED.sub(lambda quoted: "x" * len(quoted[0]), line)
    comment = re.search(r"(?:^|\s)#", spared)
    return line[: comment.start()] if comment else line


def _below(lines: Sequence[_Line], at: int) -> list[_Line]:
    """The lines that belong to the key on line ``at``."""
    found = []
    for line in lines[at + 1 :]:
        if line.indent == 0 and not line.text.startswith(("- ", "]", "}")) and line.text != "-":
            break
        found.append(line)
    return found


def _value(text: str, below: list[_Line], where: str) -> Value:
    if text[:1] in {"[", "{"}:
        return _flow(" ".join([text, *(line.text for line in below)]), where)
    if not below:
        return _scalar(text, where)
    if text:
        raise _unknown(where, below[0].text)
    if len({line.indent for line in below}) > 1:
        raise _unknown(where, below[0].text)
    if all(line.text.startswith("- ") for line in below):
        return tuple(_scalar(line.text[2:].strip(), where) for line in below)
    return _mapping([line.text for line in below], where)


def _flow(text: str, where: str) -> Value:
    """A list [a, b] or a mapping {0: a, 1: b}."""
    closing = "]" if text[0] == "[" else "}"
    if len(text) < 2 or text[-1] != closing:
        raise _unknown(where, text)
    pieces, rest = list[str](), text[1:-1].strip()
    while rest:
        piece = _PIECE.match(rest)
        if piece is None:
            raise _unknown(where, rest)
        pieces.append(piece[1].strip())
        rest = rest[piece.end() :].strip()
    if closing == "}":
        return _mapping(pieces, where)
    return tuple(_scalar(piece, where) for piece in pieces)


def _mapping(pieces: Sequence[str], where: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for piece in pieces:
        match = _KEY.fullmatch(piece)
        if match is None:
            raise _unknown(where, piece)
        key = _unquoted(match[1])
        if key in found:
            raise DataError(f"{where} must have each key once; got {shown(key)} twice")
        found[key] = _scalar(match[2].strip(), where)
    return found


def _scalar(text: str, where: str) -> str:
    quoted = _QUOTED.fullmatch(text)
    if quoted is None and text[:1] and (text[0] in _REFUSED or text.startswith("- ")):
        raise _unknown(where, text)
    if quoted is None and _KEY.fullmatch(text):
        raise _unknown(where, text)
    return _unquoted(text)


def _unquoted(text: str) -> str:
    if len(text) >= 2 and text[0] == text[-1] == '"':
        return text[1:-1]
    if len(text) >= 2 and text[0] == text[-1] == "'":
        return text[1:-1].replace("''", "'")
    return text


def _unknown(where: str, got: str) -> DataError:
    return DataError(
        f"{where} must be a text, a list or a mapping of texts; got {shown(got[:60])}",
        hint="write it as [a, b] or one line each; anchors, tags and blocks are not read",
    )
