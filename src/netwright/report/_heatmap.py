"""The confusion table as a picture: rows are the truth, columns the answers.

Right answers lie on the diagonal and are blue, wrong ones beside it and are orange; both get darker
with their share of the row. Each cell holds its count and, below it, that share. Above ``CLASSES``
classes no cell could be read; the page then lists the most confused pairs alone.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from netwright.report._format import count, percent
from netwright.report._markup import Markup, element
from netwright.report._svg import Words, chart, shortened, text

CLASSES = 30
CELL = 34.0
LETTERS = 14  # of a class name beside the picture
RIGHT_STEPS = (0.0, 0.2, 0.4, 0.6, 0.8, 0.9)  # share of the row above which a shade begins
WRONG_STEPS = (0.0, 0.02, 0.05, 0.1, 0.2, 0.4)
Counts = NDArray[np.integer[Any]]


def heat_map(title: str, confusion: Counts, classes: Sequence[str]) -> Markup:
    """Draw a confusion table.

    Args:
        title: what is drawn.
        confusion: int (k, k), rows are the truth.
        classes: k names.

    Returns:
        One <svg> element, k cells wide.
    """
    longest = max((len(shortened(name, LETTERS)) for name in classes), default=1)
    margin = 24.0 + 6.8 * longest
    upright = longest <= 3
    above = 38.0 if upright else margin + 4.0
    size = CELL * len(classes)
    totals = confusion.sum(axis=1).tolist()
    cells = [
        _cell(row, column, int(amount), totals[row], (margin, above), classes)
        for (row, column), amount in np.ndenumerate(confusion)
        if amount or row == column
    ]
    frame = element("rect", x=margin, y=above, width=size, height=size, class_="field", fill="none")
    return chart(
        Words(title, _told(confusion)),
        text("answer", margin + size / 2, 11, class_="name", anchor="middle"),
        element(
            "text",
            "truth",
            transform=f"translate(11 {above + size / 2:g}) rotate(-90)",
            class_="name",
            text_anchor="middle",
        ),
        *_names(classes, margin, above, upright=upright),
        frame,
        *cells,
        width=margin + size + 2,
        height=above + size + 2,
    )


def shade(share: float, *, right: bool) -> int:
    """Return which of six shades a share of a row gets, 1 (lightest) to 6."""
    steps = RIGHT_STEPS if right else WRONG_STEPS
    return sum(share >= step for step in steps)


def confused_pairs(confusion: Counts, limit: int) -> list[tuple[int, int, int, float]]:
    """The pairs most often confused.

    Args:
        confusion: int (k, k), rows are the truth.
        limit: how many at most.

    Returns:
        (truth, answer, how often, share of the truth's examples), most often first.

    Example:
        >>> confused_pairs(np.array([[8, 2], [0, 5]]), 3)
        [(0, 1, 2, 0.2)]
    """
    wrong = confusion.copy()
    np.fill_diagonal(wrong, 0)
    order = np.argsort(-wrong, axis=None, kind="stable")[:limit]
    totals = confusion.sum(axis=1)
    return [
        (int(row), int(column), int(wrong[row, column]), float(wrong[row, column] / totals[row]))
        for row, column in zip(*np.unravel_index(order, wrong.shape), strict=True)
        if wrong[row, column] > 0
    ]


def _cell(
    row: int,
    column: int,
    amount: int,
    total: int,
    corner: tuple[float, float],
    classes: Sequence[str],
) -> Markup:
    share = amount / total if total else 0.0
    right = row == column
    x, y = corner[0] + column * CELL, corner[1] + row * CELL
    told = f"truth {classes[row]}, answer {classes[column]}: {count(amount)} of {count(total)}"
    return element(
        "g",
        element("title", f"{told} ({percent(share)})"),
        element("rect", x=x + 0.5, y=y + 0.5, width=CELL - 1, height=CELL - 1, rx=2),
        text(count(amount), x + CELL / 2, y + 16, anchor="middle", class_="amount"),
        text(_rounded(share), x + CELL / 2, y + 27, anchor="middle", class_="share"),
        class_=f"cell {'right' if right else 'wrong'}-{shade(share, right=right)}",
    )


def _rounded(share: float) -> str:
    if 0 < share < 0.005:
        return "<1%"
    return ">99%" if 0.995 <= share < 1 else f"{share * 100:.0f}%"


def _names(classes: Sequence[str], margin: float, above: float, *, upright: bool) -> list[Markup]:
    parts = []
    for index, name in enumerate(classes):
        words = shortened(name, LETTERS)
        middle = (index + 0.5) * CELL
        parts.append(text(words, margin - 6, above + middle + 4, anchor="end"))
        if upright:
            parts.append(text(words, margin + middle, above - 7, anchor="middle"))
        else:
            turn = f"translate({margin + middle + 4:g} {above - 6:g}) rotate(-90)"
            parts.append(element("text", words, transform=turn))
    return parts


def _told(confusion: Counts) -> str:
    total, right = int(confusion.sum()), int(np.trace(confusion))
    return (
        f"{count(total)} examples of {count(len(confusion))} classes; {count(right)} lie on the "
        f"diagonal, where the answer is the truth, {count(total - right)} beside it."
    )
