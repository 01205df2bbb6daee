"""card.md: the model card, in the form model hubs read: a head of YAML, then Markdown.

Nothing is claimed that the run does not hold. A licence is not guessed: the head says "unknown",
the text "not stated". Names from the data are escaped for Markdown, HTML and YAML, so that they are
shown and never obeyed.

Source: Mitchell et al. 2019, "Model cards for model reporting", for what a card should say.
"""

import json
import math
from collections.abc import Iterable, Sequence

from netwright.report._card_text import escaped, listing, row_of
from netwright.report._content import ReportContent
from netwright.report._format import ABSENT, count, duration, percent, plain, plain_value
from netwright.report._limits import limits
from netwright.report._markup import visible
from netwright.report._words import (
    goal_sentence,
    in_order,
    is_fraction,
    measure_words,
    measures_in_order,
    members_sentence,
    score_text,
    split_words,
    unit_of,
)

PIPELINES = {
    "table-classification": "tabular-classification",
    "table-regression": "tabular-regression",
}


def card_markdown(content: ReportContent) -> str:
    """Write the model card of a run.

    Args:
        content: what the run holds; parts that are empty are left out.

    Returns:
        Markdown with a YAML head; equal content gives an equal text.
    """
    parts = [
        _head(content),
        f"# {escaped(content.title)}",
        _what(content),
        _loading(),
        _data(content),
        _scores(content),
        _each_class(content),
        listing("Limits", map(escaped, limits(content))),
        _recipe(content),
        listing(
            "Environment", (f"{escaped(k)}: {escaped(v)}" for k, v in content.environment.items())
        ),
        "## Licence\n\nNot stated.",
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _head(content: ReportContent) -> str:
    source = str(content.data.get("source") or "not stated")
    lines = [
        "---",
        "library_name: netwright",
        f"pipeline_tag: {_quoted(PIPELINES.get(content.task, content.task))}",
        "license: unknown",
        "tags:",
        *(f"  - {_quoted(tag)}" for tag in ("netwright", content.model)),
        "model-index:",
        f"  - name: {_quoted(content.title)}",
        "    results:",
        "      - task:",
        f"          type: {_quoted(PIPELINES.get(content.task, content.task))}",
        "        dataset:",
        f"          name: {_quoted(source)}",
        f"          type: {_quoted(source)}",
        f"          split: {_quoted(content.goal.split)}",
    ]
    measured = content.scores.get(content.goal.split, {})
    metrics = [
        f"          - type: {_quoted(measure)}\n            value: {float(score.value)!r}"
        for measure, score in measured.items()
        if math.isfinite(score.value)
    ]
    lines += ["        metrics:", *metrics] if metrics else ["        metrics: []"]
    return "\n".join([*lines, "---"])


def _what(content: ReportContent) -> str:
    parameters = f" with {count(content.parameters)} parameters" if content.parameters else ""
    made = f"A {escaped(content.model)} network{parameters} for {escaped(content.task)}"
    seconds = content.seconds.get("train")
    trained = "" if seconds is None else f", trained in {duration(seconds)}"
    goal = measure_words(content.goal.measure)
    return (
        f"## What it is\n\n{made}{trained}, made with netwright.\n\n"
        f"**{escaped(goal)}: {escaped(goal_sentence(content))}.** (± is one standard error.)"
    )


def _loading() -> str:
    return (
        "## How to use it\n\nRUN is the folder this card lies in.\n\n"
        "```sh\nnetwright predict RUN INPUT...\n```\n\n"
        "```python\nimport netwright\n\nrun = netwright.load(RUN)\nrun.predict(INPUT)\n```\n\n"
        "The weights are safetensors and JSON; loading them runs no code from this folder."
    )


def _data(content: ReportContent) -> str:
    data = content.data
    named = (("source", "source"), ("SHA-256", "hash"), ("split rule", "split_rule"))
    lines = [f"{word}: {escaped(plain_value(data[key]))}" for word, key in named if data.get(key)]
    counts = data.get("counts", {})
    parts = ", ".join(f"{count(counts[s])} {escaped(split_words(s))}" for s in in_order(counts))
    lines += [f"examples: {parts}"] if parts else []
    if content.classes:
        lines.append(f"{count(len(content.classes))} classes: {_some(content.classes)}")
    return listing("Data", lines)


def _scores(content: ReportContent) -> str:
    splits = in_order(content.scores)
    heads = [word for s in splits for word in (split_words(s), f"trivial, {split_words(s)}")]
    rows = []
    for measure in measures_in_order(content):
        cells = [measure_words(measure)]
        fraction = is_fraction(measure, content.goal)
        for split in splits:
            score = content.scores[split].get(measure)
            trivial = content.trivial.get(split, {}).get(measure)
            cells += [
                score_text(score, measure, content.goal) or ABSENT,
                plain(trivial, fraction=fraction),
            ]
        rows.append(cells)
    if not rows:
        return ""
    unit = unit_of(content.goal)
    said = f" {measure_words(content.goal.measure)} is in {escaped(unit)}." if unit else ""
    note = f"± is one standard error; trivial is a predictor that ignores its input.{said}"
    parts = ["## Scores", _table(["measure", *heads], rows), note]
    return "\n\n".join([*parts, *filter(None, [escaped(members_sentence(content))])])


def _each_class(content: ReportContent) -> str:
    if not content.per_class:
        return ""
    rows = [
        [
            str(row.get("class", "")),
            count(row.get("support")),
            *(percent(row.get(name)) for name in ("precision", "recall", "f1")),
        ]
        for row in content.per_class
    ]
    heads = ["class", "examples", "precision", "recall", "F1"]
    return f"## Each class, {escaped(split_words(content.goal.split))}\n\n{_table(heads, rows)}"


def _recipe(content: ReportContent) -> str:
    rows = [[name, plain_value(value), origin] for name, value, origin in content.recipe]
    if not rows:
        return ""
    return f"## Recipe\n\n{_table(['setting', 'value', 'origin'], rows, numbers=False)}"


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]], *, numbers: bool = True) -> str:
    rule = ["---", *("---:" if numbers else "---" for _ in heads[1:])]
    return "\n".join([row_of(heads), f"| {' | '.join(rule)} |", *map(row_of, rows)])


def _some(names: Sequence[str], limit: int = 20) -> str:
    shown = ", ".join(map(escaped, names[:limit]))
    return shown if len(names) <= limit else f"{shown} and {count(len(names) - limit)} more"


def _quoted(text: str) -> str:
    """A YAML scalar in double quotes, which JSON's are."""
    return json.dumps(visible(text), ensure_ascii=False)
