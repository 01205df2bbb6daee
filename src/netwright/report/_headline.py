"""The head of the page: the one number that counts, a strip of others, and the table of scores."""

import math

from netwright.contracts import Score
from netwright.report._content import ReportContent
from netwright.report._format import ABSENT, count, duration, plain
from netwright.report._goal_bar import goal_bar
from netwright.report._markup import Markup, element
from netwright.report._parts import Column, Section, paragraph, stack, table
from netwright.report._words import (
    goal_parts,
    goal_sentence,
    goal_trivial_text,
    in_order,
    is_fraction,
    measure_words,
    measures_in_order,
    members_sentence,
    score_text,
    split_words,
    trivial_words,
    unit_of,
    where_words,
)


def headline(content: ReportContent) -> Markup:
    """Draw the head of the page.

    Args:
        content: what the report is made of.

    Returns:
        The <header>: title, goal, strip of numbers.
    """
    kind = f"{content.task.replace('-', ' ')} · {content.model}"
    return element(
        "header",
        paragraph(kind, class_="kind"),
        element("h1", content.title),
        _goal(content),
        _strip(content),
    )


def scores_section(content: ReportContent) -> Section:
    """Every measure on every split, the trivial predictor's below each; the vote's members."""
    splits = in_order(content.scores)
    columns = [Column("measure"), *(Column(split_words(s), numeric=True) for s in splits)]
    rows = [
        [measure_words(measure), *(_score_cell(content, split, measure) for split in splits)]
        for measure in measures_in_order(content)
    ]
    note = "± is one standard error. Smaller: what a predictor that ignores its input gets."
    drawn = table("Every measure on every split", columns, rows)
    said = members_sentence(content)
    members = paragraph(said) if said else ""
    return Section(
        "Scores", stack(drawn, paragraph(note, class_="note"), members) if rows else drawn
    )


def _goal(content: ReportContent) -> Markup:
    value, error = goal_parts(content)
    if not value:
        return element("div", paragraph(goal_sentence(content)), class_="goal")
    measure = measure_words(content.goal.measure)
    number = element(
        "p",
        element("span", value, class_="value"),
        element("span", f" ± {error}", class_="error") if error else None,
        element("span", f" {unit_of(content.goal)}", class_="unit")
        if unit_of(content.goal)
        else "",
        class_="number",
    )
    trivial = goal_trivial_text(content)
    said = [f"{measure} {where_words(content)}"]
    said += [f"{trivial_words(content)} {trivial}"] if trivial else []
    return element("div", number, paragraph("; ".join(said) + "."), _bar(content), class_="goal")


def _bar(content: ReportContent) -> Markup | None:
    score, trivial = content.goal_score(), content.goal_trivial()
    if score is None or trivial is None or not math.isfinite(score.value + trivial):
        return None
    high = 1.0 if is_fraction(content.goal.measure, content.goal) else 0.0
    error = score.standard_error
    known = error if error is not None and math.isfinite(error) else None
    words = "guessing" if content.goal.measure == "accuracy" else "ignoring the input"
    return goal_bar(score.value, known, trivial, high=high, words=words)


def _strip(content: ReportContent) -> Markup | None:
    seconds = content.seconds.get("train")
    counts = content.data.get("counts", {})
    parts = [
        ("parameters", count(content.parameters) if content.parameters else ""),
        ("training time", duration(seconds) if seconds is not None else ""),
        ("best step", count(content.best_step) if content.best_step is not None else ""),
        ("classes", count(len(content.classes)) if content.classes else ""),
        (
            "examples, " + " / ".join(split_words(s) for s in in_order(counts)),
            " / ".join(count(counts[s]) for s in in_order(counts)),
        ),
    ]
    shown = [
        element("div", element("dt", name), element("dd", value)) for name, value in parts if value
    ]
    return element("dl", *shown, class_="strip") if shown else None


def _score_cell(content: ReportContent, split: str, measure: str) -> Markup | str:
    score: Score | None = content.scores[split].get(measure)
    trivial = content.trivial.get(split, {}).get(measure)
    written = score_text(score, measure, content.goal) or ABSENT
    if trivial is None:
        return written
    small = plain(trivial, fraction=is_fraction(measure, content.goal))
    return stack(written, element("span", small, class_="trivial"))
