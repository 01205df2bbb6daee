"""Curves over the steps of a training.

Each line is named at its right end, and told apart by its stroke as well as by its colour. A value
that is not finite leaves a gap. A line of more than ``POINTS`` points is drawn through the lowest
and the highest value of each stretch, in their order, so that a peak is never lost; cost and size
are then bounded whatever the length of the run.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from netwright.report._axis import axis
from netwright.report._format import count, number, percent
from netwright.report._markup import Markup, element
from netwright.report._svg import HEIGHT, Frame, Point, Words, chart, dots, path, text

POINTS = 400
DOTTED = 40  # a line of at most this many points shows each of them


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """One line of a chart.

    Args:
        name: written at its end, and the class of its stroke.
        points: (step, value), steps rising; values may be not a number.
    """

    name: str
    points: Sequence[Point]

    @property
    def finite(self) -> list[Point]:
        """The points that can be drawn."""
        return [point for point in self.points if all(map(math.isfinite, point))]


def line_chart(
    title: str,
    curves: Sequence[Curve],
    *,
    y_name: str,
    as_percent: bool = False,
    log: bool | None = False,
    best: float | None = None,
    height: float = HEIGHT,
) -> Markup:
    """Draw curves over steps.

    Args:
        title: what is drawn; different for each chart of a page.
        curves: the lines; behind to front.
        y_name: what the values are.
        as_percent: whether values are fractions, shown as percentages.
        log: whether y is logarithmic; None to decide by the spread.
        best: the step to mark as the best; None for none.
        height: units down.

    Returns:
        One <svg> element.
    """
    points = [point for curve in curves for point in curve.finite]
    frame = Frame(
        x=axis((x for x, _ in points), snug=True, target=4),
        y=axis((y for _, y in points), log=log, target=4 if height > 150 else 2),
        x_name="step",
        y_name=y_name,
        percent=as_percent,
        right=10.0 + 6.6 * max(len(curve.name) for curve in curves) if len(curves) > 1 else 14.0,
        height=height,
    )
    parts = [frame.drawn()]
    if best is not None and frame.x.low <= best <= frame.x.high:
        parts.append(frame.marked(best, f"best, step {count(best)}"))
    parts += [_curve(frame, curve) for curve in curves]
    if len(curves) > 1:
        parts.append(_names(frame, [curve for curve in curves if curve.finite]))
    told = " ".join(_told(curve, as_percent=as_percent) for curve in curves)
    return chart(Words(title, told), *parts, height=height)


def _curve(frame: Frame, curve: Curve) -> Markup:
    finite = curve.finite
    few = len(finite) <= DOTTED
    pieces = [[frame.at(*point) for point in piece] for piece in _pieces(curve.points)]
    drawn = [path(map(_thinned, pieces), class_="stroke")]
    if few:
        radius = 1.8 if len(finite) > 1 else 3.0
        drawn.append(dots((frame.at(*point) for point in finite), radius=radius, class_="dots"))
    return element("g", *drawn, class_=f"curve {_kind(curve.name)}")


def _kind(name: str) -> str:
    return {"train": "train", "batch": "batch"}.get(name, "held")


def _pieces(points: Sequence[Point]) -> list[list[Point]]:
    pieces: list[list[Point]] = [[]]
    for point in points:
        if all(map(math.isfinite, point)):
            pieces[-1].append(point)
        elif pieces[-1]:
            pieces.append([])
    return pieces


def _thinned(points: Sequence[Point]) -> Sequence[Point]:
    if len(points) <= POINTS:
        return points
    size = math.ceil(2 * len(points) / POINTS)
    kept: list[Point] = [points[0]]
    for start in range(1, len(points) - 1, size):
        stretch = points[start : min(start + size, len(points) - 1)]
        ends = {min(stretch, key=lambda p: p[1]), max(stretch, key=lambda p: p[1])}
        kept += sorted(ends)
    return [*kept, points[-1]]


def _names(frame: Frame, curves: Sequence[Curve]) -> Markup:
    """Names at the right ends, moved apart where they would touch."""
    wanted = sorted((frame.at(*curve.finite[-1])[1], curve.name) for curve in curves)
    placed: list[tuple[float, str]] = []
    for y, name in wanted:
        lowest = placed[-1][0] + 13 if placed else frame.top
        placed.append((max(y, lowest), name))
    over = placed[-1][0] - frame.bottom if placed else 0.0
    shift = max(over, 0.0)
    return element(
        "g",
        *(
            text(name, frame.end + 6, y - shift + 4, class_=f"label {_kind(name)}")
            for y, name in placed
        ),
    )


def _told(curve: Curve, *, as_percent: bool) -> str:
    finite = curve.finite
    if not finite:
        return f"{curve.name}: no finite value."
    say = percent if as_percent else number
    values = [y for _, y in finite]
    return (
        f"{curve.name}: {say(values[0])} at step {number(finite[0][0])}, {say(values[-1])} at step "
        f"{number(finite[-1][0])}, lowest {say(min(values))}, highest {say(max(values))}."
    )
