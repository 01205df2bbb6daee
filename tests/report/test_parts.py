import xml.etree.ElementTree as ET

from netwright.report._markup import Markup
from netwright.report._parts import Column, Section, beside, facts, figure, folded, stack, table


def test_a_table_has_scopes_a_caption_and_a_name_for_its_field():
    root = ET.fromstring(table("Cap", [Column("a"), Column("b", numeric=True)], [["x", "1"]]))
    assert root.attrib["aria-label"] == "Cap"
    assert root.attrib["tabindex"] == "0"
    assert root.find("table/caption").text == "Cap"
    assert [th.attrib["scope"] for th in root.iter("th")] == ["col", "col", "row"]
    assert root.find(".//td").attrib["class"] == "number"


def test_tables_without_rows_are_absent():
    assert table("Cap", [Column("a")], []) == ""
    assert facts("Cap", []) == ""
    assert beside(None, Markup("")) == ""
    assert stack(None, "") == ""


def test_long_words_may_break_and_others_may_not():
    root = ET.fromstring(facts("Cap", [("short", "x" * 40)]))
    assert root.find(".//th").attrib.get("class") is None
    assert root.find(".//td").attrib["class"] == "long"


def test_a_section_is_named_by_its_heading():
    root = ET.fromstring(Section("Worst answers", Markup("<p>x</p>")).drawn())
    assert root.attrib["aria-labelledby"] == root.find("h2").attrib["id"] == "worst-answers"


def test_figures_and_folded_parts():
    assert figure(Markup("<i></i>"), "<") == (
        "<figure><i></i><figcaption>&lt;</figcaption></figure>"
    )
    assert folded("More", Markup("x")) == "<details><summary>More</summary>x</details>"
