"""The curve of a learning-rate range test, as an .svg file of its own.

The losses of the batches lie behind, the smoothed curve before them, over a logarithmic axis of
rates; each suggestion is an upright line with its rule and its rate. A loss that runs away is not
followed: the axis ends above the start of the curve by half of what the curve falls.
"""

from collections.abc import Mapping, Sequence
from itertools import groupby

from netwright.report._axis import axis
from netwright.report._markup import Markup, element
from netwright.report._svg import HEIGHT, WIDTH, Frame, Point, Words, document, line, path, text

BETWEEN = 14.0  # units between the words of two suggestions
LARGER = 1.75  # pixels for a unit

LOOK = """
svg {
  background: #fbfaf7;
  font-family: ui-sans-serif, system-ui, "Segoe UI", Roboto, "Liberation Sans", sans-serif;
}
.ground { fill: #fbfaf7; }
text { fill: #5b6370; font-size: 11px; }
.name, .note { fill: #1c2026; }
.note { paint-order: stroke; stroke: #fbfaf7; stroke-width: 3; }
.grid { stroke: #e4e1da; }
.mark { stroke: #b9b5ac; }
.rule { stroke: #a8480f; stroke-dasharray: 2 3; }
.batch, .held { fill: none; stroke-linejoin: round; }
.batch { stroke: #b9b5ac; stroke-width: 0.8; }
.held { stroke: #1f5f99; stroke-width: 1.8; }
@media (prefers-color-scheme: dark) {
  svg { background: #14171b; }
  .ground { fill: #14171b; }
  text { fill: #a2aab5; }
  .name, .note { fill: #e5e7ea; }
  .note { stroke: #14171b; }
  .grid { stroke: #2b3038; }
  .mark, .batch { stroke: #535b66; }
  .rule { stroke: #f0aa6f; }
  .held { stroke: #84bbf1; }
}
"""  # the colours of style.css by number: a file of its own has no page to ask


def rate_file(
    rates: Sequence[float],
    losses: Sequence[float],
    smoothed: Sequence[float],
    suggestions: Mapping[str, float],
    *,
    verdict: str,
) -> str:
    """Draw a range test.

    Args:
        rates: above 0, rising.
        losses: of the batches, finite, one a rate.
        smoothed: finite, one a rate.
        suggestions: rule -> rate.
        verdict: what to make of it, told to those who cannot see the drawing.

    Returns:
        An SVG document, to be written as UTF-8.
    """
    first, lowest = smoothed[0], min(smoothed)
    most = first + max(0.5 * (first - lowest), 0.05 * abs(first))
    shown = [value for value in (*losses, *smoothed) if value <= most]
    frame = Frame(
        x=axis(rates, log=True, snug=True, target=8),
        y=axis(shown),
        x_name="learning rate",
        y_name="loss",
    )
    curves = [
        path(_pieces(frame, list(zip(rates, values, strict=True)), most), class_=name)
        for name, values in (("batch", losses), ("held", smoothed))
    ]
    rules = [
        _rule(frame, name, rate, place)
        for place, (name, rate) in enumerate(sorted(suggestions.items(), key=lambda s: s[1]))
    ]
    told = "; ".join([verdict, *(f"{name} {rate:.2g}" for name, rate in suggestions.items())])
    drawn = element("g", frame.drawn(), *curves, *rules, transform=f"scale({LARGER})")
    return document(
        Words("Learning-rate range test", f"{told}."),
        drawn,
        width=WIDTH * LARGER,
        height=HEIGHT * LARGER,
        look=LOOK.lstrip(),
    )


def _pieces(frame: Frame, points: Sequence[Point], most: float) -> list[list[Point]]:
    """The stretches of a curve that do not lie above ``most``."""
    runs = groupby(points, key=lambda point: point[1] <= most)
    return [[frame.at(*point) for point in run] for inside, run in runs if inside]


def _rule(frame: Frame, name: str, rate: float, place: int) -> Markup:
    """A suggestion; their words stand one below the other, so that none touch."""
    x, _ = frame.at(rate, frame.y.low)
    y = frame.bottom - 8 - BETWEEN * place
    anchor = "end" if x > (frame.left + frame.end) / 2 else "start"
    beside = x - 4 if anchor == "end" else x + 4
    return element(
        "g",
        line((x, frame.top), (x, frame.bottom), class_="rule"),
        text(f"{name} {rate:.2g}", beside, y, class_="note", anchor=anchor),
    )
