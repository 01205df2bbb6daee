"""The verdict: the three lines, the evidence drawn, the advice, and what every rule answered.

Rules that found nothing are folded away; those that are ill or suspected, and the steps of the
ladder, stand in the open.
"""

from collections.abc import Sequence

from netwright.diagnosis import Bars, Drawing, RunVerdict, Verdict
from netwright.report._bars import bars_chart
from netwright.report._content import ReportContent
from netwright.report._format import ABSENT, number
from netwright.report._markup import Markup, element
from netwright.report._parts import (
    Column,
    Section,
    beside,
    figure,
    folded,
    paragraph,
    stack,
    table,
)
from netwright.report._varied import varied_chart

HEADS = (Column("rule"), Column("answer"), Column("found", True), Column("threshold", True),
         Column("evidence"))  # fmt: skip


def verdict_section(content: ReportContent) -> Section:
    """What is wrong, why, and what to do next; absent where nobody judged.

    Args:
        content: what the report is made of.

    Returns:
        The section.
    """
    verdict = content.verdict
    if verdict is None:
        return Section("Verdict", Markup(""))
    return Section(
        "Verdict",
        stack(
            _lines(verdict),
            _advice(_advising(verdict)),
            beside(*(figure(_drawn(one), one.title) for one in verdict.drawings)),
            _answers(verdict),
            _notes(verdict.notes),
        ),
    )


def _lines(verdict: RunVerdict) -> Markup:
    head, why, _ = verdict.lines
    parts = [element("p", element("strong", head), class_=f"health {verdict.health}")]
    parts.append(paragraph(f"Because: {why}."))
    if verdict.consequences:
        parts.append(paragraph(f"What may follow from it: {', '.join(verdict.consequences)}."))
    return element("div", *parts, class_="lines")


def _advising(verdict: RunVerdict) -> Verdict | None:
    """The verdict whose advice comes next: the cause's, or the strategy's first."""
    own = [one for one in verdict.verdicts if one.cause == verdict.cause and one.advice]
    if verdict.cause:
        return own[0] if own else None
    strategy = verdict.strategy
    steps = strategy.verdicts if strategy else ()
    return next((one for one in steps if strategy and one.cause == strategy.cause), None)


def _advice(verdict: Verdict | None) -> Markup:
    if verdict is None or not verdict.advice:
        return Markup("")
    heads = [Column("do next, cheapest first"), Column("expect"), Column("cost")]
    rows = [[advice.action, advice.expect, advice.cost] for advice in verdict.advice]
    return table("What to do", heads, rows)


def _drawn(drawing: Drawing) -> Markup:
    return bars_chart(drawing) if isinstance(drawing, Bars) else varied_chart(drawing)


def _answers(verdict: RunVerdict) -> Markup:
    steps = verdict.strategy.verdicts if verdict.strategy else ()
    named = [one for one in verdict.verdicts if one.cause]
    quiet = [one for one in verdict.verdicts if not one.cause]
    healthy = sum(one.health == "healthy" for one in quiet)
    parts = [
        table("Causes, suspicions and the steps of the ladder", HEADS, _rows([*named, *steps])),
        folded(
            f"{healthy} rules looked and found nothing, {len(quiet) - healthy} could not tell",
            table("The other rules", HEADS, _rows(quiet)),
        )
        if quiet
        else Markup(""),
    ]
    return stack(*parts)


def _rows(verdicts: Sequence[Verdict]) -> list[list[str]]:
    return [
        [
            one.rule,
            f"{one.health}: {one.cause}" if one.cause else one.health,
            _number(one.statistic),
            _number(one.threshold),
            "; ".join(filter(None, one.evidence)) or ABSENT,
        ]
        for one in verdicts
    ]


def _number(value: float | None) -> str:
    return ABSENT if value is None else number(value, 3)


def _notes(notes: Sequence[str]) -> Markup:
    if not notes:
        return Markup("")
    return element("ul", *(element("li", note) for note in notes), class_="notes")
