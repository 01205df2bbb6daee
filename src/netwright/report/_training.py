"""How the training went: curves of the loss, the goal and the learning rate, and how it ended."""

import math
from collections.abc import Sequence

from netwright.contracts import SPLITS
from netwright.report._content import Line, ReportContent
from netwright.report._format import count, duration, number
from netwright.report._line_chart import Curve, line_chart
from netwright.report._markup import Markup
from netwright.report._parts import Section, beside, facts, figure
from netwright.report._svg import Point
from netwright.report._words import is_fraction, measure_words, split_words, unit_of


def training_section(content: ReportContent) -> Section:
    """Draw what the history holds; absent where it holds nothing.

    Args:
        content: what the report is made of.

    Returns:
        The section; its body is "" without curves, times or a reason for the end.
    """
    drawn = [_loss(content), _goal(content), _rate(content), _course(content)]
    return Section("Training", beside(*drawn))


def points(series: Sequence[Line], key: str) -> list[Point]:
    """Pick one series out of the lines of a history.

    Args:
        series: lines; a line without the key is passed over, one without a step counts on.
        key: the series' name, such as "val/loss".

    Returns:
        (step, value) by rising step; a value that is no number is not a number.

    Example:
        >>> points([{"step": 5, "val/loss": 0.5}, {"step": 6}], "val/loss")
        [(5.0, 0.5)]
    """
    picked = [
        (_float(line.get("step", index)), _float(line[key]))
        for index, line in enumerate(series)
        if key in line
    ]
    return sorted(
        (point for point in picked if math.isfinite(point[0])), key=lambda point: point[0]
    )


def _loss(content: ReportContent) -> Markup | None:
    curves = _curves(content, "loss")
    batch = points(content.series, "batch/loss")
    if batch:
        curves.insert(0, Curve(name="batch", points=batch))
    if not curves:
        return None
    best = content.best_step
    return figure(line_chart("Loss", curves, y_name="loss", log=None, best=best))


def _goal(content: ReportContent) -> Markup | None:
    goal = content.goal
    curves = _curves(content, goal.measure) if goal.measure != "loss" else []
    if not curves:
        return None
    words = measure_words(goal.measure)
    name = f"{words}, {unit_of(goal)}" if unit_of(goal) else words
    fraction = is_fraction(goal.measure, goal)
    title = words[:1].upper() + words[1:]
    return figure(
        line_chart(title, curves, y_name=name, as_percent=fraction, best=content.best_step)
    )


def _rate(content: ReportContent) -> Markup | None:
    rates = points(content.series, "learning_rate")
    if not rates:
        return None
    curve = Curve(name="learning rate", points=rates)
    return figure(line_chart("Learning rate", [curve], y_name="learning rate", height=130.0))


def _course(content: ReportContent) -> Markup:
    steps = [step for line in content.series if math.isfinite(step := _float(line.get("step")))]
    epochs = [e for line in content.series if math.isfinite(e := _float(line.get("epoch")))]
    rows: list[tuple[str, str]] = []
    if steps:
        rows.append(("steps", count(max(steps))))
    if epochs:
        rows.append(("epochs", number(max(epochs))))
    if content.best_step is not None:
        rows.append(("best step", count(content.best_step)))
    if content.stopped:
        rows.append(("ended because", content.stopped))
    rows += [(f"time, {name}", duration(value)) for name, value in content.seconds.items()]
    return facts("Course", rows)


def _curves(content: ReportContent, measure: str) -> list[Curve]:
    found = {split: points(content.series, f"{split}/{measure}") for split in SPLITS}
    return [Curve(name=split_words(split), points=p) for split, p in found.items() if p]


def _float(value: object) -> float:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return float(value)
    return math.nan
