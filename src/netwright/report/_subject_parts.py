"""Sections of what a subject of its own shows: curves, then tables, then a gallery of pictures."""

from netwright.report._content import ReportContent
from netwright.report._markup import Markup, element
from netwright.report._part_shown import PartShown, PictureShown, TableShown
from netwright.report._parts import Column, Section, beside, figure, paragraph, stack, table
from netwright.report._pictures import picture
from netwright.report._xy_chart import xy_chart


def subject_sections(content: ReportContent) -> list[Section]:
    """A section for each part; those with nothing to show have no body."""
    return [Section(part.title, _body(part)) for part in content.parts]


def _body(part: PartShown) -> Markup:
    curves = [figure(xy_chart(one), one.caption or None) for one in part.curves]
    shown = stack(beside(*curves), *map(_table, part.tables), _gallery(part))
    if not shown:
        return Markup("")
    return stack(paragraph(part.said) if part.said else None, shown)


def _table(shown: TableShown) -> Markup:
    first, *others = shown.columns
    columns = [Column(first), *(Column(name, numeric=True) for name in others)]
    return table(shown.caption, columns, shown.rows)


def _gallery(part: PartShown) -> Markup | None:
    if not part.pictures:
        return None
    return element("ul", *map(_card, part.pictures), class_="gallery photos")


def _card(shown: PictureShown) -> Markup:
    frame = element("div", picture(shown.pixels, shown.words, photo=True), class_="photo")
    words = element("p", shown.words, class_="who")
    return element("li", element("article", frame, words, class_="example"))
