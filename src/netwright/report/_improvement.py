"""How the run was improved: every remedy that was tried, what was expected, and what came of it.

    tries --> a bar of each paired gain, what was kept first of all words --> a table in their order

Only a run that ``improve`` ended with has this section.
"""

from netwright.contracts import Score
from netwright.diagnosis import Bar, Bars
from netwright.report._bars import bars_chart
from netwright.report._content import ImprovementShown, RemedyShown, ReportContent
from netwright.report._format import number, value_and_error
from netwright.report._markup import Markup
from netwright.report._parts import (
    LONG,
    Column,
    Section,
    beside,
    figure,
    folded,
    paragraph,
    stack,
    table,
)
from netwright.report._words import measure_words, split_words

TITLE = "How it was improved"
MOST_BARS = 24  # those that were kept are always among them
HEADS = (
    *(Column("remedy"), Column("idea"), Column("change"), Column("expected")),
    *(Column("result"), Column("kept or dropped")),
)


def improvement_section(content: ReportContent) -> Section:
    """The remedies with their gains; absent where the run was not improved.

    Args:
        content: what the report is made of.

    Returns:
        The section.
    """
    shown = content.improvement
    if shown is None:
        return Section(TITLE, Markup(""))
    share = content.goal.unit == "fraction"
    rows = [_row(tried, share) for tried in shown.tries]
    tried = table("Remedies, in the order they were tried", HEADS, rows)
    return Section(
        TITLE,
        stack(
            paragraph(_said(shown, content.goal.measure)),
            _drawn(shown, share),
            folded(f"All {len(rows)} tries", tried) if len(rows) > LONG else tried,
        ),
    )


def _said(shown: ImprovementShown, measure: str) -> str:
    kept = sum(tried.outcome == "kept" for tried in shown.tries)
    return (
        f"{shown.first} was improved: of {len(shown.tries)} tries {kept} "
        f"{'was' if kept == 1 else 'were'} kept, each trained beside the best recipe so far with "
        f"equal seeds and splits. A gain is by how much {measure_words(measure)} on "
        f"{split_words('val')} was better, the mean over the pairs with its standard error; "
        f"{split_words('test')} was not looked at."
    )


def _drawn(shown: ImprovementShown, share: bool) -> Markup:
    with_gain = [tried for tried in shown.tries if tried.gain is not None]
    first = sorted(with_gain, key=lambda tried: tried.outcome != "kept")[:MOST_BARS]
    bars = tuple(
        Bar(name=f"{tried.outcome}: {tried.remedy}", value=tried.gain.value,
            error=tried.gain.standard_error)
        for tried in with_gain if tried in first and tried.gain is not None
    )  # fmt: skip
    if not bars:
        return Markup("")
    left_out = len(with_gain) - len(bars)
    more = f"; {left_out} that were dropped are left out" if left_out else ""
    caption = f"Whiskers: two standard errors{more}"
    drawing = Bars(title="Gain of each remedy", unit="share" if share else "", bars=bars)
    return beside(figure(bars_chart(drawing), caption))  # in a column: as large as other charts


def _row(tried: RemedyShown, share: bool) -> list[str]:
    change = ", ".join(f"{n}: {_word(a)} → {_word(b)}" for n, (a, b) in tried.change.items())
    return [
        f"{tried.number}. {tried.remedy}",
        tried.idea,
        change,
        tried.expect,
        tried.why if tried.gain is None else f"{_gain(tried.gain, share)} over {_pairs(tried)}",
        tried.outcome,
    ]


def _gain(gain: Score, share: bool) -> str:
    value, error = value_and_error(gain, fraction=share)
    signed = value if value.startswith("-") else f"+{value}"
    points = signed.replace(" %", " points")
    return f"{points} ± {error}" if error else points


def _pairs(tried: RemedyShown) -> str:
    return "1 pair" if tried.pairs == 1 else f"{tried.pairs} pairs"


def _word(value: object) -> str:
    if value is None or value == "":
        return "none"
    return number(value, 3) if isinstance(value, float) else str(value)
