"""Results in words."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from netwright.cli._output import shown

if TYPE_CHECKING:
    from netwright.api import Compared, Evaluation, Run
    from netwright.training import RangeTest


def goal_line(goal: Mapping[str, Any], unit: str) -> str:
    """The one number with its error, beside the trivial predictor's."""
    value, error = shown(goal["value"], unit), goal["standard_error"]
    spread = f" +- {shown(error, unit)}" if error is not None else ""
    trivial = shown(goal["trivial"], unit)
    return f"{goal['split']} {goal['measure']} {value}{spread} (ignoring the input: {trivial})"


def members_line(members: Sequence[float], unit: str) -> list[str]:
    """Beside the vote of several members, what each reaches alone; nothing for one network."""
    if not members:
        return []
    mean = shown(sum(members) / len(members), unit)
    low, high = shown(min(members), unit), shown(max(members), unit)
    each = ", ".join(shown(value, unit) for value in members)
    return [f"{len(members)} members vote; alone {mean} on average, {low} to {high}: {each}"]


def run_words(run: "Run") -> str:
    """A finished run in a few lines."""
    facts, unit = run.summary(), run.model.task.goal.unit
    seconds = "  ".join(f"{name} {value:.1f} s" for name, value in facts["seconds"].items())
    lines = [
        goal_line(facts["goal"], unit),
        *members_line(facts["members"], unit),
        f"{facts['model']}, {facts['parameters']:,} parameters; {seconds}",
        f"best of {facts['steps']:,} steps: {facts['best_step']:,}",
    ]
    if facts["stopped"]:
        lines.append(f"stopped: {facts['stopped']}")
    if run.verdict is not None:
        lines.append(run.verdict.text())
    return "\n".join([*lines, f"run     {facts['run']}", f"report  {facts['report']}"])


def evaluation_words(done: "Evaluation") -> str:
    """Scores on some rows: the goal, then every measure beside the trivial predictor's."""
    facts = done.summary()
    from netwright.report import is_share

    rows = []
    for name, score in done.scores.items():
        unit = "fraction" if is_share(name) else ""
        error = "" if score.standard_error is None else f"+- {shown(score.standard_error, unit)}"
        rows.append((name, shown(score.value, unit), error, shown(done.trivial[name], unit)))
    head = ("measure", "value", "", "ignoring the input")
    unit = done.run.model.task.goal.unit
    lines = [goal_line(facts["goal"], unit), *members_line(facts["members"], unit)]
    lines.append(f"{done.rows:,} rows")
    return "\n".join([*lines, *columns([head, *rows]), *done.notes])


def compared_words(done: "Compared") -> str:
    """Two runs side by side, and whether the difference is one."""
    unit = done.first.run.model.task.goal.unit
    first, second, paired = done.first.summary(), done.second.summary(), done.paired
    said = {
        "first": "the first is better",
        "second": "the second is better",
        "not decided": "not decided: the difference may be chance",
    }
    lines = [
        f"first   {goal_line(first['goal'], unit)}",
        f"second  {goal_line(second['goal'], unit)}",
        f"row by row: {paired.difference:.4g} +- {paired.standard_error:.2g} on "
        f"{paired.rows:,} rows (t {paired.t:.2f}); {said[paired.better]}",
    ]
    changed = [(name, str(a), str(b)) for name, (a, b) in done.settings.items()]
    lines += columns([("setting", "first", "second"), *changed])
    if done.limits:
        rows = [
            (str(limit), *(f"{v[limit.measure]:.4g}{_missed(limit.met(v))}" for v in done.values))
            for limit in done.limits
        ]
        lines += columns([("limit", "first", "second"), *rows])
        lines.append(f"of those that meet every limit: {done.chosen}")
    return "\n".join(lines)


def _missed(met: bool) -> str:
    return "" if met else " (missed)"


def range_words(found: "RangeTest") -> str:
    """What a learning-rate range test found, and where its picture is."""
    rules = {
        "steepest": "where the loss falls most steeply",
        "tenth": "a tenth of the rate with the lowest loss",
        "valley": "the middle of the longest fall",
    }
    rows = [(name, f"{rate:.2g}", rules[name]) for name, rate in found.suggestions.items()]
    lines = [found.verdict, *(columns(rows) if rows else [])]
    return "\n".join([*lines, *([f"picture  {found.picture}"] if found.picture else [])])


def columns(rows: Sequence[Sequence[str]]) -> list[str]:
    """Rows of words in aligned columns.

    Args:
        rows: at least one, all of one length.

    Returns:
        A line for each row.

    Example:
        >>> columns([("a", "bb"), ("ccc", "d")])
        ['a    bb', 'ccc  d']
    """
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]
