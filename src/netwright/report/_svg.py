"""The parts every chart shares: a frame with axes, words for those who cannot see it, paths.

    chart(Words(title, told), body)     the <svg> element, with title and description
    document(Words(title, told), body)  the same as a file of its own, with its own styles
    Frame(x axis, y axis)               where a value lies on the drawing; grid, marks, names

A drawing is ``WIDTH`` units wide and scales with the page; at the width of a phone its smallest
letters are about 9 pixels high. Colours and strokes come from style.css by class, so that one
drawing serves the light and the dark page. Every drawing is well-formed XML.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from netwright.report._axis import Axis
from netwright.report._markup import Attribute, Markup, element, joined, slug

WIDTH = 400.0
HEIGHT = 236.0
NAMESPACE = "http://www.w3.org/2000/svg"  # a name, not an address: nothing is fetched from it
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Words:
    """What a drawing is called and what it shows.

    Args:
        title: a few words, different for each drawing of a page.
        told: the drawing in a sentence, with its numbers.
    """

    title: str
    told: str


def chart(
    words: Words,
    *body: Markup,
    width: float = WIDTH,
    height: float = HEIGHT,
    style: str | None = None,
) -> Markup:
    """Put a drawing together.

    Args:
        words: its title and description.
        *body: what is drawn, back to front.
        width: units across, above 0.
        height: units down, above 0.
        style: CSS of this drawing alone; None for none.

    Returns:
        One <svg> element that a screen reader announces as a picture.
    """
    return _drawing(words, body, (width, height), style=style)


def document(words: Words, *body: Markup, width: float, height: float, look: str) -> str:
    """Put a drawing together as a file of its own.

    Args:
        words: its title and description.
        *body: what is drawn, back to front, on a ground of class "ground".
        width: units across, above 0; as many pixels.
        height: units down, above 0; as many pixels.
        look: CSS without the letters < and &.

    Returns:
        An SVG document that a browser opens.
    """
    ground = element("rect", width=width, height=height, class_="ground")
    parts = (element("style", Markup(f"\n{look}")), ground, *body)  # the style is our own
    size = {"width": width, "height": height}
    drawing = _drawing(words, parts, (width, height), xmlns=NAMESPACE, **size)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{drawing}\n'


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """The field of a chart and its two axes.

    Args:
        x: the axis across.
        y: the axis up.
        x_name: what x counts, with its unit.
        y_name: what y counts, with its unit.
        percent: whether the marks of y are percentages.
        x_percent: whether the marks of x are percentages.
        left: units left free for the marks of y.
        right: units left free on the right.
        height: units down, of the whole drawing.
    """

    x: Axis
    y: Axis
    x_name: str = ""
    y_name: str = ""
    percent: bool = False
    x_percent: bool = False
    left: float = 48.0
    right: float = 14.0
    height: float = HEIGHT

    top: ClassVar[float] = 24.0  # free above the field
    foot: ClassVar[float] = 38.0  # free below it

    @property
    def bottom(self) -> float:
        """The line on which the x axis lies."""
        return self.height - self.foot

    @property
    def end(self) -> float:
        """The right edge of the field."""
        return WIDTH - self.right

    def at(self, x: float, y: float) -> Point:
        """Where a pair of values lies on the drawing."""
        return (
            self.x.place(x, self.left, self.end),
            self.y.place(y, self.bottom, self.top),
        )

    def marked(self, value: float, words: str) -> Markup:
        """A stroke at a value of x, and what it is beside it."""
        x = self.at(value, self.y.low)[0]
        anchor = "end" if x > WIDTH * 0.6 else "start"
        beside = x - 5 if anchor == "end" else x + 5
        return element(
            "g",
            line((x, self.top - 6), (x, self.bottom), class_="rule"),
            text(words, beside, self.top - 2, class_="note", anchor=anchor),
            class_="best",
        )

    def drawn(self) -> Markup:
        """The grid, the marks and the names of both axes."""
        parts = [
            text(self.y_name, 0, 11, class_="name"),
            text(self.x_name, self.end, self.height - 4, class_="name", anchor="end"),
        ]
        for tick in self.y.ticks:
            y = self.at(self.x.low, tick)[1]
            label = self.y.label(tick, percent=self.percent)
            parts += [
                line((self.left, y), (self.end, y), class_="grid"),
                text(label, self.left - 6, y + 3.5, anchor="end"),
            ]
        for tick in self.x.ticks:
            x = self.at(tick, self.y.low)[0]
            label = self.x.label(tick, percent=self.x_percent)
            parts += [
                line((x, self.bottom), (x, self.bottom + 4), class_="mark"),
                text(label, x, self.bottom + 16, anchor="middle"),
            ]
        parts.append(line((self.left, self.bottom), (self.end, self.bottom), class_="mark"))
        return element("g", *parts, class_="axes")


def line(start: Point, end: Point, *, class_: str) -> Markup:
    """A straight line."""
    return element("line", x1=start[0], y1=start[1], x2=end[0], y2=end[1], class_=class_)


def text(
    words: str, x: float, y: float, *, class_: str | None = None, anchor: str | None = None
) -> Markup:
    """Words, standing on the line y."""
    return element("text", words, x=x, y=y, class_=class_, text_anchor=anchor)


def path(pieces: Iterable[Sequence[Point]], *, class_: str) -> Markup:
    """Lines through points; between two pieces nothing is drawn."""
    drawn = " ".join(
        "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in piece) for piece in pieces if piece
    )
    return element("path", d=drawn, class_=class_)


def dots(points: Iterable[Point], *, radius: float, class_: str) -> Markup:
    """A dot at each point."""
    circles = (element("circle", cx=x, cy=y, r=radius) for x, y in points)
    return element("g", joined(circles), class_=class_)


def shortened(words: str, letters: int) -> str:
    """Cut words that would not fit, leaving a mark of the cut."""
    return words if len(words) <= letters else words[: letters - 1] + "…"


def _drawing(
    words: Words, body: Iterable[Markup], size: tuple[float, float], **attributes: Attribute
) -> Markup:
    name = slug(words.title)
    return element(
        "svg",
        element("title", words.title, id=f"{name}-title"),
        element("desc", words.told, id=f"{name}-desc"),
        *body,
        class_="chart",
        viewBox=f"0 0 {size[0]:g} {size[1]:g}",
        role="img",
        aria_labelledby=f"{name}-title {name}-desc",
        **attributes,
    )
