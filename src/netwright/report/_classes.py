"""How each class fares: confusion, the most confused pairs, a row for each class, calibration."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from netwright.report._content import ReportContent
from netwright.report._format import count, percent
from netwright.report._heatmap import CELL, CLASSES, confused_pairs, heat_map
from netwright.report._markup import Markup, element
from netwright.report._parts import (
    LONG,
    Column,
    Section,
    beside,
    figure,
    folded,
    paragraph,
    scrolled,
    stack,
    table,
)
from netwright.report._reliability import calibration_error, full_bins, reliability
from netwright.report._words import split_words

PAIRS = 10
MANY_PAIRS = 20  # where no heat map can be drawn
BESIDE = 12  # classes up to which the pairs fit beside the heat map
WEAKEST = 15
SCORES = ("precision", "recall", "f1")


def confusion_section(content: ReportContent) -> Section:
    """Which class is taken for which."""
    title = "Confusion"
    if content.confusion is None or not content.confusion.size:
        return Section(title, Markup(""))
    k = len(content.classes)
    pairs = _pairs(content, PAIRS if k <= CLASSES else MANY_PAIRS)
    if k > CLASSES:
        return Section(title, stack(pairs))
    width = k * CELL + 120
    drawing = scrolled(
        "Confusion table",
        figure(
            heat_map(
                f"Confusion on {split_words(content.goal.split)}",
                content.confusion,
                content.classes,
            ),
            "Each cell: how many, and the share of its row. On the diagonal the answer is right.",
            style=f"min-width:{width * 0.72:.0f}px;max-width:{width * 1.3:.0f}px",
        ),
    )
    return Section(title, beside(drawing, pairs) if k <= BESIDE else stack(drawing, pairs))


def per_class_section(content: ReportContent) -> Section:
    """Precision, recall and F1 of each class; of many classes the weakest first."""
    rows = content.per_class
    title = "Classes"
    if len(rows) <= LONG:
        return Section(title, _class_table("Each class", rows))
    weakest = sorted(rows, key=lambda row: _rank(row.get("f1")))[:WEAKEST]
    return Section(
        title,
        stack(
            _class_table(f"The {WEAKEST} classes with the lowest F1", weakest),
            folded(f"All {count(len(rows))} classes", _class_table("Each class", rows)),
        ),
    )


def calibration_section(content: ReportContent) -> Section:
    """Whether the model is right as often as it says."""
    bins = full_bins(content.calibration or ())
    error = calibration_error(bins)
    if error is None:
        return Section("Calibration", Markup(""))
    said = (
        f"Expected calibration error {percent(error)}: on average, how sure the model was and how "
        "often it was right lie that far apart. Below the dashed line it is too sure of itself."
    )
    rows = [
        [percent(confidence), percent(accuracy), count(amount)]
        for confidence, accuracy, amount in bins
    ]
    columns = [Column(name, numeric=True) for name in ("sure", "right", "examples")]
    words = element("div", paragraph(said), table("Bins of confidence", columns, rows))
    return Section("Calibration", beside(figure(reliability("Calibration chart", bins)), words))


def _pairs(content: ReportContent, limit: int) -> Markup:
    if content.confusion is None:
        return Markup("")
    columns = [
        Column("truth"),
        Column("answer"),
        Column("times", numeric=True),
        Column("of the truth", numeric=True),
    ]
    rows = [
        [content.classes[row], content.classes[column], count(amount), percent(share)]
        for row, column, amount, share in confused_pairs(content.confusion, limit)
    ]
    return table("Most confused pairs", columns, rows) or paragraph("No two classes are confused.")


def _class_table(caption: str, rows: Sequence[Mapping[str, Any]]) -> Markup:
    columns = [
        Column("class"),
        Column("examples", numeric=True),
        *(Column("F1" if name == "f1" else name, numeric=True) for name in SCORES),
    ]
    return table(
        caption,
        columns,
        [
            [
                str(row.get("class", "")),
                count(row.get("support")),
                *(_meter(row.get(name)) for name in SCORES),
            ]
            for row in rows
        ],
    )


def _meter(share: float | None) -> Markup:
    """A percentage above a thin bar of that length."""
    written = percent(share)
    if share is None or not 0 <= share <= 1:
        return stack(written)
    bar = element("span", style=f"width:{share * 100:.1f}%")
    return stack(written, element("span", bar, class_="meter", aria_hidden="true"))


def _rank(share: float | None) -> float:
    return -1.0 if share is None or math.isnan(share) else float(share)
