"""Lines over any common axis, each named where it ends.

As in the curves over steps, a value that is not finite is left out, and names that would touch are
moved apart.
"""

import math

from netwright.report._axis import Axis, axis
from netwright.report._format import number, percent
from netwright.report._markup import Markup, element
from netwright.report._part_shown import CurvesShown, Points
from netwright.report._svg import Frame, Point, Words, chart, dots, line, path, text

APART = 13.0  # units between two names
DOTTED = 40  # a line of at most this many points shows each of them
UNIT = Axis(0.0, 1.0, (0.0, 0.2, 0.4, 0.6, 0.8, 1.0))


def xy_chart(shown: CurvesShown) -> Markup:
    """Draw the lines.

    Args:
        shown: the lines and their axes.

    Returns:
        One <svg> element; without a finite point an empty field.
    """
    lines = [(name, _finite(points)) for name, points in shown.lines]
    lines = [(name, points) for name, points in lines if points]
    every = [point for _, points in lines for point in points]
    longest = max((len(name) for name, _ in lines), default=0)
    frame = Frame(
        x=UNIT if shown.shares else axis((x for x, _ in every), snug=True, target=4),
        y=UNIT if shown.shares else axis((y for _, y in every), target=4),
        x_name=shown.x_name,
        y_name=shown.y_name,
        percent=shown.shares,
        x_percent=shown.shares,
        right=10.0 + 6.6 * longest if len(lines) > 1 else 14.0,
        height=280.0,
    )
    parts = [frame.drawn()]
    if shown.diagonal:
        low, high = (frame.x.low, frame.y.low), (frame.x.high, frame.y.high)
        parts.append(line(frame.at(*low), frame.at(*high), class_="rule"))
    parts += [_line(frame, points) for _, points in lines]
    if len(lines) > 1:
        parts.append(_names(frame, lines))
    told = " ".join(_told(name, points, shown.shares) for name, points in lines)
    return chart(Words(shown.title, told or "Nothing to draw."), *parts, height=frame.height)


def _finite(points: Points) -> list[Point]:
    return [(x, y) for x, y in points if math.isfinite(x) and math.isfinite(y)]


def _line(frame: Frame, points: list[Point]) -> Markup:
    places = [frame.at(*point) for point in points]
    drawn = [path([places], class_="stroke")]
    if len(places) <= DOTTED:
        drawn.append(dots(places, radius=1.8, class_="dots"))
    return element("g", *drawn, class_="curve held")


def _names(frame: Frame, lines: list[tuple[str, list[Point]]]) -> Markup:
    """Names at the right, at the height where their lines end, moved apart."""
    placed: list[tuple[float, str]] = []
    for y, name in sorted((frame.at(*points[-1])[1], name) for name, points in lines):
        lowest = placed[-1][0] + APART if placed else frame.top
        placed.append((max(y, lowest), name))
    shift = max(placed[-1][0] - frame.bottom, 0.0)
    labels = (text(name, frame.end + 6, y - shift + 4, class_="label held") for y, name in placed)
    return element("g", *labels)


def _told(name: str, points: list[Point], shares: bool) -> str:
    say = percent if shares else number
    (x0, y0), (x1, y1) = points[0], points[-1]
    return f"{name}: from {say(y0)} at {say(x0)} to {say(y1)} at {say(x1)}."
