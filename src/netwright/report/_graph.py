"""A network's graph, drawn from the top down: a box for each step, an arrow for what it takes.

    graph_svg(words, nodes)     an <svg> for the page, in the colours of style.css
    graph_file(words, nodes)    the same as an .svg file of its own, light or dark as the reader is

Where ways part, the boxes stand side by side; a way that skips boxes goes around them, and no
line crosses a box. Boxes are as wide as their longest words need, up to ``WIDEST``; what is cut
is told when a pointer rests on the box. Refused: two nodes of one name, and a node that takes from
one that does not come before it. Cost: some tens of milliseconds and half a megabyte for 1,000
nodes.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from netwright.errors import SettingError
from netwright.report._graph_layout import Layout, laid_out
from netwright.report._markup import Markup, element, visible
from netwright.report._svg import Words, chart, document, shortened, text

NARROWEST, WIDEST = 128.0, 250.0  # units a box may be across
TALL = 38.0  # units of a box down
GAP = 26.0  # between rows
BETWEEN = 18.0  # between columns
LANE = 10.0  # units across of a column without boxes
EDGE = 6.0  # free on all sides
INSET = 9.0  # from the side of a box to its words
LETTER, BOLD = 6.4, 7.9  # units of a letter, in the widest of the usual fonts
HEAD = 6.0  # length of the head of an arrow
LARGEST = 1.35  # pixels for a unit, at most; at least:
LEAST = 0.8

LOOK = """
svg {
  background: #fbfaf7;
  font-family: ui-sans-serif, system-ui, "Segoe UI", Roboto, "Liberation Sans", sans-serif;
}
.ground { fill: #fbfaf7; }
.box rect { fill: #ffffff; stroke: #b9b5ac; }
.box.start rect { fill: #eef3f8; stroke: #1f5f99; }
.box text { fill: #5b6370; font-size: 11px; }
.box .what { fill: #1c2026; font-size: 11.5px; font-weight: 600; }
.ways path { fill: none; stroke: #5b6370; stroke-width: 1.2; }
.heads path { fill: #5b6370; }
@media (prefers-color-scheme: dark) {
  svg { background: #14171b; }
  .ground { fill: #14171b; }
  .box rect { fill: #1b1f25; stroke: #535b66; }
  .box.start rect { fill: #1e2731; stroke: #84bbf1; }
  .box text { fill: #a2aab5; }
  .box .what { fill: #e5e7ea; }
  .ways path { stroke: #a2aab5; }
  .heads path { fill: #a2aab5; }
}
"""  # the colours of style.css by number: a file of its own has no page to ask


@dataclass(frozen=True, slots=True)
class GraphNode:
    """A box.

    Args:
        name: like no other's.
        kind: what it does, in bold.
        takes: names of earlier nodes whose results it takes.
        note: a few words more, such as the shape of what comes out.
    """

    name: str
    kind: str
    takes: tuple[str, ...]
    note: str = ""


def graph_svg(words: Words, nodes: Sequence[GraphNode]) -> Markup:
    """Draw a graph for the page.

    Args:
        words: the drawing's title and description.
        nodes: in an order of computation.

    Returns:
        One <svg> element, as wide as the page lets it be.

    Raises:
        SettingError: if a name occurs twice, or something is taken that does not come before.
    """
    drawing = _Drawing(nodes)
    wide = f"min-width:{drawing.width * LEAST:.0f}px;max-width:{drawing.width * LARGEST:.0f}px"
    return chart(words, drawing.drawn(), width=drawing.width, height=drawing.height, style=wide)


def graph_file(words: Words, nodes: Sequence[GraphNode]) -> str:
    """Draw a graph as a file of its own.

    Args:
        words: the drawing's title and description.
        nodes: in an order of computation.

    Returns:
        An SVG document, to be written as UTF-8.

    Raises:
        SettingError: if a name occurs twice, or something is taken that does not come before.
    """
    drawing = _Drawing(nodes)
    return document(
        words, drawing.drawn(), width=drawing.width, height=drawing.height, look=LOOK.lstrip()
    )


def numbered(nodes: Sequence[GraphNode]) -> list[list[int]]:
    """What each node takes, by number.

    Args:
        nodes: in an order of computation.

    Returns:
        For each node the numbers of the nodes it takes from, each once.

    Raises:
        SettingError: if a name occurs twice, or something is taken that does not come before.
    """
    numbers: dict[str, int] = {}
    takes = []
    for number, node in enumerate(nodes):
        if node.name in numbers:
            raise SettingError("name", node.name, wanted="like no other node's in the graph")
        unknown = [name for name in node.takes if name not in numbers]
        if unknown:
            raise SettingError(
                "takes",
                unknown[0],
                wanted=f"names of nodes that come before {node.name!r}",
                hint="give the nodes in an order of computation",
            )
        takes.append([numbers[name] for name in dict.fromkeys(node.takes)])
        numbers[node.name] = number
    return takes


class _Drawing:
    """Places in units, and what is drawn there."""

    def __init__(self, nodes: Sequence[GraphNode]) -> None:
        self.nodes = nodes
        self.takes = numbered(nodes)
        self.layout: Layout = laid_out(self.takes)
        self.box = min(WIDEST, max([NARROWEST, *map(_needed, nodes)]))
        self.middles, self.width = self._middles()
        self.height = 2 * EDGE + (max(self.layout.rows, default=0) + 1) * (TALL + GAP) - GAP

    def drawn(self) -> Markup:
        """Lines, heads of arrows, boxes."""
        numbers = range(len(self.nodes))
        lines = [self._line(source, end) for end in numbers for source in self.takes[end]]
        heads = [self._head(number) for number in numbers if self.takes[number]]
        return element(
            "g",
            element("g", *lines, class_="ways"),
            element("g", *heads, class_="heads"),
            *map(self._box, numbers),
            class_="graph",
        )

    def _middles(self) -> tuple[dict[int, float], float]:
        """The middle of each column, and how wide all of them are."""
        boxes = set(self.layout.columns)
        right, middles = EDGE, {}
        for column in sorted(boxes | set(self.layout.lanes.values())):
            wide = self.box if column in boxes else LANE
            middles[column] = right + wide / 2
            right += wide + BETWEEN
        return middles, right - BETWEEN + EDGE if middles else 2 * EDGE

    def _top(self, row: int) -> float:
        return EDGE + row * (TALL + GAP)

    def _line(self, source: int, end: int) -> Markup:
        """Straight down in a column; from one to another by a bend between two rows."""
        stretches = self.layout.way(source, end)
        x, y = self.middles[stretches[0][0]], self._top(stretches[0][2]) + TALL
        drawn = f"M{x:.1f} {y:.1f}"
        for number, (column, first, last) in enumerate(stretches[1:], start=2):
            at_end = number == len(stretches)
            over, below = self.middles[column], self._top(first) - (HEAD if at_end else 0)
            middle = (y + below) / 2
            if over == x:
                drawn += f"V{below:.1f}"
            else:
                drawn += f"C{x:.1f} {middle:.1f} {over:.1f} {middle:.1f} {over:.1f} {below:.1f}"
            x, y = over, below
            if not at_end:
                y = self._top(last) + TALL
                drawn += f"V{y:.1f}"
        return element("path", d=drawn)

    def _head(self, number: int) -> Markup:
        x, y = self.middles[self.layout.columns[number]], self._top(self.layout.rows[number])
        half = HEAD * 0.6
        return element("path", d=f"M{x - half:.1f} {y - HEAD:.1f}h{2 * half:.1f}L{x:.1f} {y:.1f}Z")

    def _box(self, number: int) -> Markup:
        node = self.nodes[number]
        left = self.middles[self.layout.columns[number]] - self.box / 2
        top = self._top(self.layout.rows[number])
        room = self.box - 2 * INSET
        kind = shortened(visible(node.kind), int(room / BOLD))
        rest = int((room - BOLD * (len(kind) + 1)) / LETTER)
        note = shortened(visible(node.note), rest) if rest > 1 else ""
        told = f"{node.name}: {node.kind}" + (f", {node.note}" if node.note else "")
        return element(
            "g",
            element("title", told),
            element("rect", x=left, y=top, width=self.box, height=TALL, rx=4),
            text(kind, left + INSET, top + 16, class_="what"),
            text(note, left + self.box - INSET, top + 16, anchor="end") if note else None,
            text(_ending(visible(node.name), int(room / LETTER)), left + INSET, top + 30),
            class_="box" if self.takes[number] else "box start",
        )


def _needed(node: GraphNode) -> float:
    """How wide a box must be for all of its words."""
    kind, note, name = (len(visible(words)) for words in (node.kind, node.note, node.name))
    return 2 * INSET + max(BOLD * (kind + 1) + LETTER * note, LETTER * name)


def _ending(words: str, letters: int) -> str:
    """The end of a long path tells more than its beginning."""
    return words if len(words) <= letters else "…" + words[1 - letters :]
