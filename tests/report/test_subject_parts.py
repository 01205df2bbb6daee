import numpy as np

from netwright.report import CurvesShown, PartShown, PictureShown, TableShown, report_html
from netwright.report._subject_parts import subject_sections

CURVE = CurvesShown(
    title="Found", x_name="recall", y_name="precision", lines=[("dots", [(0.1, 1.0), (0.9, 0.4)])],
    shares=True, caption="To the right more is found.",
)  # fmt: skip
TABLE = TableShown(caption="By size", columns=("size", "boxes"), rows=[["small", "12"]])
SHOWN = PictureShown(np.full((80, 90, 3), 7, np.uint8), "p1.png: 2 right, 1 missed")


def test_a_part_is_a_section_with_all_it_has(small, read):
    part = PartShown(
        title="Boxes", said="On test.", curves=[CURVE], tables=[TABLE], pictures=[SHOWN]
    )
    (section,) = subject_sections(small(parts=[part]))
    assert section.title == "Boxes"
    page = read(str(section.body))
    for words in ("On test.", "To the right more is found.", "By size", "12", "2 right, 1 missed"):
        assert words in page.text
    assert len(page.drawings) == 1
    assert page.tags.count("img") == 1


def test_a_part_with_nothing_to_show_is_absent(small):
    (section,) = subject_sections(small(parts=[PartShown(title="Empty", said="Nothing.")]))
    assert section.body == ""
    assert "Empty" not in report_html(small(parts=[PartShown(title="Empty")]))
    assert subject_sections(small()) == []


def test_parts_stand_in_the_page_in_their_order(small):
    parts = [PartShown(title=f"Part {letter}", tables=[TABLE]) for letter in "BA"]
    page = report_html(small(parts=parts))
    assert 0 < page.index(">Part B</h2>") < page.index(">Part A</h2>")


def test_hostile_words_are_shown_and_not_obeyed(small, read, hostile):
    bad = PartShown(
        title="Bad", said=hostile,
        tables=[TableShown(caption=hostile, columns=(hostile,), rows=[[hostile]])],
        pictures=[PictureShown(SHOWN.pixels, hostile)],
    )  # fmt: skip
    (section,) = subject_sections(small(parts=[bad]))
    assert "script" not in read(str(section.body)).tags
