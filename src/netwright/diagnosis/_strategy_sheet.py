"""The error sheet: wrong answers as a table that a person edits and that is read back.

    example,truth,answer,confidence,label_wrong,tags,note
    17,cat,dog,0.93,,dark;blurred,
    203,dog,cat,0.88,yes,,"no dog in it, I think"

``tags`` are parted by semicolons; ``label_wrong`` is yes, no or empty where nobody has looked. A
program proposes (clusters, metadata, suspects of ``check_labels``), the person corrects. Columns
may be moved, further columns are left alone, and a table saved by a spreadsheet with semicolons or
tabs is read like one with commas.

A cell that a spreadsheet would take for a formula (=, +, -, @ in front) is written behind an
apostrophe, which is taken off again. Rows are text in, text out; files are others' business.
"""

import csv
import io
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from netwright.diagnosis._strategy_intervals import wilson
from netwright.errors import DataError

COLUMNS = ("example", "truth", "answer", "confidence", "label_wrong", "tags", "note")
NEEDED = ("example", "label_wrong", "tags")
RISKY = ("=", "+", "-", "@", "'", "\t", "\r")
YES, NO = ("yes", "y", "true", "1", "x"), ("no", "n", "false", "0")


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorRow:
    """One wrong answer.

    Args:
        example: what finds it again: a row number or a path.
        truth: its label.
        answer: what the model says.
        confidence: of the answer, from 0 to 1; None where there is none.
        label_wrong: whether the label is wrong; None where nobody has looked.
        tags: what it has in common with others, without semicolons.
        note: anything.
    """

    example: str
    truth: str = ""
    answer: str = ""
    confidence: float | None = None
    label_wrong: bool | None = None
    tags: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TagShare:
    """How much of the errors has a tag.

    Args:
        name: the tag; "label wrong" for rows whose label is.
        errors: how many have it.
        share: of the errors that were looked at.
        interval: of the share, 95 % (Wilson).
        ceiling: share x dev error: what the error falls by if all of these go.
    """

    name: str
    errors: int
    share: float
    interval: tuple[float, float]
    ceiling: float


def sheet_text(rows: Sequence[ErrorRow]) -> str:
    """Write the sheet.

    Args:
        rows: in the order they are to stand in.

    Returns:
        CSV as RFC 4180 has it, with a header.

    Example:
        >>> row = ErrorRow(example="17", truth="cat", answer="dog", tags=("dark",))
        >>> sheet_text([row]).splitlines()
        ['example,truth,answer,confidence,label_wrong,tags,note', '17,cat,dog,,,dark,']
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in rows:
        sure = "" if row.confidence is None else f"{row.confidence:.6g}"
        looked = {None: "", True: "yes", False: "no"}[row.label_wrong]
        words = (row.example, row.truth, row.answer, sure, looked, ";".join(row.tags), row.note)
        writer.writerow([_guarded(word) for word in words])
    return out.getvalue()


def sheet_rows(text: str) -> tuple[ErrorRow, ...]:
    """Read the sheet back.

    Args:
        text: as ``sheet_text`` wrote it and a person or a spreadsheet changed it.

    Returns:
        The rows, empty lines left out.

    Raises:
        DataError: naming the line, if a column is missing, a row has no example or one that was
            there before, a confidence is no share, or label_wrong is neither yes nor no.
    """
    text = text.removeprefix("\ufeff")
    header = text.split("\n", 1)[0]
    mark = max(",;\t", key=header.count)
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=mark, restval="")
    reader.fieldnames = [name.strip().lower() for name in reader.fieldnames or ()]
    missing = [name for name in NEEDED if name not in reader.fieldnames]
    if missing:
        raise DataError(
            f"the error sheet must have the columns {', '.join(NEEDED)}; got no {missing[0]}",
            hint="the first line names the columns",
        )
    found: dict[str, ErrorRow] = {}
    for line, cells in _lines(reader):
        row = _row(line, cells)
        if row.example in found:
            raise DataError(f"line {line}: an example must stand there once; got {row.example!r}")
        found[row.example] = row
    return tuple(found.values())


def tag_shares(rows: Sequence[ErrorRow], dev_error: float) -> tuple[TagShare, ...]:
    """The table of the errors by tag.

    Args:
        rows: errors that were looked at, a sample of all of them or all.
        dev_error: a fraction.

    Returns:
        The tags, the largest share first; "label wrong" among them, over the rows where somebody
        has said yes or no.
    """
    counts: dict[str, int] = {}
    for row in rows:
        for tag in dict.fromkeys(row.tags):
            counts[tag] = counts.get(tag, 0) + 1
    found = [_share(tag, hits, len(rows), dev_error) for tag, hits in counts.items()]
    looked = [row for row in rows if row.label_wrong is not None]
    if looked:
        wrong = sum(row.label_wrong is True for row in looked)
        found.append(_share("label wrong", wrong, len(looked), dev_error))
    return tuple(sorted(found, key=lambda tag: (-tag.share, tag.name)))


def _share(name: str, hits: int, count: int, dev_error: float) -> TagShare:
    share = hits / count
    return TagShare(
        name=name,
        errors=hits,
        share=share,
        interval=wilson(hits, count),
        ceiling=share * dev_error,
    )


def _lines(reader: "csv.DictReader[str]") -> Iterator[tuple[int, Mapping[str, str]]]:
    """Line numbers and cells without the guards; rows of empty cells left out."""
    try:
        for cells in reader:
            known = {name: _unguarded(cells.get(name) or "") for name in COLUMNS}
            if any(word.strip() for word in known.values()):
                yield reader.line_num, known
    except csv.Error as error:
        raise DataError(
            f"line {reader.line_num + 1}: the sheet must be CSV; got {error}"
        ) from error


def _row(line: int, cells: Mapping[str, str]) -> ErrorRow:
    if not cells["example"].strip():
        raise DataError(f"line {line}: example must say which one it is; got an empty cell")
    tags = (tag.strip() for tag in cells["tags"].split(";"))
    return ErrorRow(
        example=cells["example"],
        truth=cells["truth"],
        answer=cells["answer"],
        confidence=_confidence(line, cells["confidence"].strip()),
        label_wrong=_looked(line, cells["label_wrong"].strip()),
        tags=tuple(dict.fromkeys(tag for tag in tags if tag)),
        note=cells["note"],
    )


def _confidence(line: int, word: str) -> float | None:
    if not word:
        return None
    try:
        value = float(word.replace(",", "."))  # 0,93 is what some spreadsheets save
    except ValueError:
        value = math.nan
    if not 0 <= value <= 1:
        raise DataError(f"line {line}: confidence must be from 0 to 1; got {word!r}")
    return value


def _looked(line: int, word: str) -> bool | None:
    if word.lower() in YES:
        return True
    if word.lower() in NO:
        return False
    if word:
        raise DataError(f"line {line}: label_wrong must be yes, no or empty; got {word!r}")
    return None


def _guarded(word: str) -> str:
    return f"'{word}" if word.startswith(RISKY) else word


def _unguarded(word: str) -> str:
    return word[1:] if word.startswith("'") and word[1:].startswith(RISKY) else word
