"""What sections are built of: headings, tables with scopes, figures with captions.

A section is made of the parts that have something to show; one without any is absent from the page
and from its list of contents.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from netwright.report._markup import Markup, Node, element, joined, slug, visible

WORD = 20  # letters a word may have before it is broken
LONG = 30  # rows beyond which a table is folded away


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands below it.

    Args:
        title: the heading, and what the list of contents says.
        body: its parts; a section without a body is absent.
    """

    title: str
    body: Markup

    @property
    def anchor(self) -> str:
        """The id of its heading."""
        return slug(self.title)

    def drawn(self) -> Markup:
        """The section as HTML."""
        heading = element("h2", self.title, id=self.anchor)
        return element("section", heading, self.body, aria_labelledby=self.anchor)


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table.

    Args:
        name: its heading.
        numeric: whether it holds numbers, set to the right.
    """

    name: str
    numeric: bool = False


def table(caption: str, columns: Sequence[Column], rows: Iterable[Sequence[Node]]) -> Markup:
    """Write a table; the first cell of each row is the row's heading.

    Args:
        caption: what the table holds; shown above it.
        columns: the headings.
        rows: one node for each column.

    Returns:
        The table in a field that scrolls sideways where the page is narrow; "" without rows.
    """
    kinds = ["number" if column.numeric else None for column in columns]
    heads = (
        element("th", column.name, scope="col", class_=kind)
        for column, kind in zip(columns, kinds, strict=True)
    )
    body = [
        element(
            "tr",
            *(
                element("td", cell, class_=kind or _kind(cell))
                if place
                else element("th", cell, scope="row", class_=kind or _kind(cell))
                for place, (cell, kind) in enumerate(zip(row, kinds, strict=True))
            ),
        )
        for row in rows
    ]
    if not body:
        return Markup("")
    return scrolled(
        caption,
        element(
            "table",
            element("caption", caption),
            element("thead", element("tr", *heads)),
            element("tbody", *body),
        ),
    )


def facts(caption: str, rows: Iterable[tuple[str, Node]]) -> Markup:
    """Write names and what they are, without a head; "" without rows."""
    body = [
        element(
            "tr",
            element("th", name, scope="row", class_=_kind(name)),
            element("td", value, class_=_kind(value)),
        )
        for name, value in rows
    ]
    if not body:
        return Markup("")
    words = element("caption", caption)
    return scrolled(caption, element("table", words, element("tbody", *body), class_="facts"))


def scrolled(name: str, *children: Markup) -> Markup:
    """A field that scrolls sideways by itself, also by keyboard."""
    return element("div", *children, class_="scroll", tabindex="0", role="region", aria_label=name)


def folded(summary: str, *children: Markup) -> Markup:
    """Something long that opens on demand; it is printed open."""
    return element("details", element("summary", summary), *children)


def figure(drawing: Markup, caption: Node = None, *, style: str | None = None) -> Markup:
    """A drawing with words below it."""
    words = element("figcaption", caption) if caption else None
    return element("figure", drawing, words, style=style)


def paragraph(words: Node, *, class_: str | None = None) -> Markup:
    """A paragraph."""
    return element("p", words, class_=class_)


def beside(*parts: Node) -> Markup:
    """Parts next to each other where the page is wide enough; "" of no part."""
    kept = [part for part in parts if part]
    return element("div", *kept, class_="beside") if kept else Markup("")


def stack(*parts: Node) -> Markup:
    """Parts below each other; "" of no part."""
    return joined(part for part in parts if part)


def _kind(cell: Node) -> str | None:
    """A word too long for its column may break anywhere; others only between words."""
    return "long" if max(map(len, visible(cell or "").split()), default=0) > WORD else None
