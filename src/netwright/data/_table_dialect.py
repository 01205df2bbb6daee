r"""How a table file is written: encoding, delimiter, header, decimal sign, quotes.

    bytes -> text -> delimiter -> quotes -> header -> decimal sign

All of it is found in the first megabyte (quotes: in the whole file), shown to the user in one
line, and the file is then read as shown or not at all.

Delimiter   the one of comma, semicolon, tab and bar that cuts all rows into equally many cells
            and no quoted cell in two; else most rows; between equals, the one that leaves the
            fewest cells with another delimiter inside;
            blanks only where nothing else cuts and nearly all pieces are numbers
Quotes      ``"`` begins a quoted cell unless only plain ``"`` make every row equally long (texts)
Header      the first row, if no cell of it is a number or a date, and one stands above a column of
            numbers or dates; in a table of words, if its cells are different short names that
            never come again below them
Decimal     a comma, if a column behind another delimiter is all numbers with one in it
"""

import csv
import io
import re
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice, zip_longest
from typing import TYPE_CHECKING

from netwright.data._table_cells import COMMA_NUMBER, NUMBER, SHARE, clean_cell, is_value
from netwright.data._table_text import decode_table

if TYPE_CHECKING:
    from _csv import Reader

NAMES = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar", " ": "blanks"}
DELIMITERS = ("\t", ";", "|", ",")
HEAD = 1_000_000  # characters looked at
ROWS = 500  # rows looked at
NAME_LIKE = re.compile(r"[^\W\d][\w .:/()%#&+-]{0,39}")
THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2}(,\d{3})+")

Row = list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class TableDialect:
    """How a table file is written.

    Args:
        encoding: "UTF-8", "UTF-16-LE", "UTF-16-BE" or "Windows-1252"; "parquet" for parquet.
        bom: whether a byte order mark leads the file.
        delimiter: one of comma, semicolon, tab, bar, blank; empty for parquet.
        header: whether the first row holds the names of the columns.
        decimal: the decimal sign, "." or ",".
        skip_blanks: whether blanks follow the delimiters.
        quoting: whether ``"`` encloses cells; else it is a character like others.
    """

    encoding: str
    bom: bool
    delimiter: str
    header: bool
    decimal: str = "."
    skip_blanks: bool = False
    quoting: bool = True

    def describe(self) -> str:
        """Say in one line how the file is written.

        Returns:
            A line for the user.

        Example:
            >>> dialect = TableDialect(encoding="UTF-8", bom=True, delimiter=";", header=False)
            >>> dialect.describe()
            'UTF-8 with a byte order mark, semicolon between cells, no header'
        """
        if self.encoding == "parquet":
            return "parquet"
        said = [self.encoding + (" with a byte order mark" if self.bom else "")]
        blanks = " and a blank" if self.skip_blanks and self.delimiter != " " else ""
        said.append(f"{NAMES[self.delimiter]}{blanks} between cells")
        said.append("header in the first row" if self.header else "no header")
        if self.decimal == ",":
            said.append("decimal comma")
        if not self.quoting:
            said.append("quotes are plain characters")
        return ", ".join(said)


def detect_dialect(data: bytes, *, name: str) -> TableDialect:
    r"""Find out how a table file is written.

    Args:
        data: the whole file.
        name: what errors call it.

    Returns:
        The dialect.

    Raises:
        DataError: if the bytes are no text.

    Example:
        >>> detect_dialect(b"size;price\n1,5;20\n2,5;30\n", name="t.csv").describe()
        'UTF-8, semicolon between cells, header in the first row, decimal comma'
    """
    decoded = decode_table(data, name=name)
    return sniff(decoded.text, encoding=decoded.encoding, bom=decoded.bom)


def sniff(text: str, *, encoding: str, bom: bool) -> TableDialect:
    """Find the dialect of a text; ``encoding`` and ``bom`` are passed through."""
    head = _head(text)
    delimiter = _delimiter(head)
    quoting = _quotes_enclose(text, delimiter)
    rows = _rows(head, delimiter, quoting=quoting)
    later = [cell for row in rows for cell in row[1:] if cell]
    blanks = sum(cell.startswith(" ") for cell in later)
    return TableDialect(
        encoding=encoding,
        bom=bom,
        delimiter=delimiter,
        header=_has_header(rows),
        decimal="," if delimiter != "," and _decimal_comma(rows) else ".",
        skip_blanks=delimiter == " " or 2 * blanks > len(later),
        quoting=quoting,
    )


def records(text: str, delimiter: str, *, quoting: bool, blanks: bool = True) -> "Reader":
    """A strict reader over the records of a text; it counts lines in ``line_num``."""
    return csv.reader(
        io.StringIO(text, newline=""),
        delimiter=delimiter,
        quoting=csv.QUOTE_MINIMAL if quoting else csv.QUOTE_NONE,
        skipinitialspace=blanks,
        strict=True,
    )


def _head(text: str) -> str:
    if len(text) <= HEAD:
        return text
    end = max(text.rfind("\n", 0, HEAD), text.rfind("\r", 0, HEAD))
    return text[: end + 1] if end > 0 else text[:HEAD]


def _rows(head: str, delimiter: str, *, quoting: bool = True) -> list[Row]:
    """The first rows, as far as they can be read; blank lines are no rows."""
    reader = csv.reader(
        io.StringIO(head, newline=""),
        delimiter=delimiter,
        quoting=csv.QUOTE_MINIMAL if quoting else csv.QUOTE_NONE,
        skipinitialspace=delimiter == " ",
    )
    rows: list[Row] = []
    with suppress(csv.Error):  # the reader of the whole file says what is wrong, and where
        rows.extend(row for row in islice(reader, ROWS) if row)
    return rows


def _delimiter(head: str) -> str:
    best, best_score = "", (False, 0.0, 0.0, 0)
    for delimiter in DELIMITERS:
        rows = _rows(head, delimiter)
        if not rows:
            continue
        width, count = Counter(map(len, rows)).most_common(1)[0]
        if width < 2:
            continue
        cells = [cell for row in rows for cell in row]
        plain = sum(_is_plain(cell.strip(), delimiter) for cell in cells) / len(cells)
        whole = count == len(rows) and _quotes_pair_up(head, delimiter)
        score = (whole, count / len(rows), plain, width)
        if score > best_score:
            best, best_score = delimiter, score
    return best or (" " if _blanks_cut(head) else ",")


def _quotes_pair_up(head: str, delimiter: str) -> bool:
    """Whether no quoted cell is cut in two; a wrong delimiter inside quotes is found out here."""
    try:
        for _ in islice(records(head, delimiter, quoting=True), ROWS):
            pass
    except csv.Error:
        return False
    return True


def _is_plain(cell: str, delimiter: str) -> bool:
    """Whether no other delimiter would cut this cell; a tab never stands in running text."""
    if delimiter == "\t":
        return True
    others = {"\t", ";", "|"} - {delimiter}
    if any(other in cell for other in others):
        return False
    if delimiter == "," or "," not in cell:
        return True
    return ", " in cell or COMMA_NUMBER.fullmatch(cell) is not None


def _blanks_cut(head: str) -> bool:
    rows = _rows(head, " ")
    widths = {len(row) for row in rows}
    if len(widths) != 1 or max(widths) < 2:
        return False
    cells = [cell for row in rows[1:] or rows for cell in row]
    return sum(is_value(cell) for cell in cells) >= SHARE * len(cells)


def _quotes_enclose(text: str, delimiter: str) -> bool:
    """False only if quotes do not pair up and plain ones make all rows equally long."""
    if '"' not in text:
        return True
    widths = [_widths(text, delimiter, quoting=quoting) for quoting in (True, False)]
    return len(widths[0]) == 1 or len(widths[1]) != 1


def _widths(text: str, delimiter: str, *, quoting: bool) -> set[int]:
    """The different lengths of the rows; none where they cannot be read."""
    try:
        return set(map(len, records(text, delimiter, quoting=quoting))) - {0}
    except csv.Error:
        return set()


def _has_header(rows: Sequence[Row]) -> bool:
    if not rows:
        return False
    first = [clean_cell(cell) for cell in rows[0]]
    if not any(first) or any(is_value(cell) for cell in first if cell):
        return False
    columns = [_held(column) for column in zip_longest(*rows[1:], fillvalue="")][: len(first)]
    named = list(zip(first, columns, strict=False))
    if any(name and _is_values(column) for name, column in named):
        return True
    if None in first or len(set(first)) < len(first):
        return False
    return all(
        NAME_LIKE.fullmatch(name) is not None and name not in column
        for name, column in zip_longest(first, columns, fillvalue=())
        if name
    )


def _held(column: Sequence[str]) -> list[str]:
    return [cell for cell in map(clean_cell, column) if cell is not None]


def _is_values(column: Sequence[str]) -> bool:
    return bool(column) and sum(map(is_value, column)) >= SHARE * len(column)


def _decimal_comma(rows: Sequence[Row]) -> bool:
    for column in zip_longest(*(rows[1:] or rows), fillvalue=""):
        held = _held(column)
        commas = [cell for cell in held if COMMA_NUMBER.fullmatch(cell)]
        numbers = sum(NUMBER.fullmatch(cell) is not None for cell in held if cell not in commas)
        nearly_all = len(commas) + numbers >= SHARE * len(held)
        if nearly_all and any(not THOUSANDS.fullmatch(cell) for cell in commas):
            return True
    return False
