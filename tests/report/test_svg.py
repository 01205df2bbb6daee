import xml.etree.ElementTree as ET

from netwright.report._axis import axis
from netwright.report._svg import Frame, Words, chart, document, dots, line, path, shortened, text


def test_a_drawing_has_a_title_and_a_description_that_name_it():
    root = ET.fromstring(chart(Words("A title", "told <it>"), line((0, 0), (1, 1), class_="x")))
    assert root.attrib["role"] == "img"
    ids = [child.attrib["id"] for child in root[:2]]
    assert [child.tag for child in root[:2]] == ["title", "desc"]
    assert root.attrib["aria-labelledby"] == " ".join(ids)
    assert root[1].text == "told <it>"


def test_a_drawing_may_have_a_style_of_its_own():
    made = chart(Words("A", "b"), style="max-width:3px")
    assert ET.fromstring(made).attrib["style"] == "max-width:3px"


def test_a_document_is_a_file_of_its_own():
    made = document(
        Words("A title", "told"), text("x", 1, 2), width=30, height=20, look=".ground { fill: red }"
    )
    assert made.startswith('<?xml version="1.0" encoding="UTF-8"?>\n<svg ')
    root = ET.fromstring(made.encode())
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert (root.attrib["width"], root.attrib["viewBox"]) == ("30", "0 0 30 20")
    names = [child.tag.rpartition("}")[2] for child in root]
    assert names == ["title", "desc", "style", "rect", "text"]
    assert root[2].text.strip() == ".ground { fill: red }"


def test_a_frame_puts_the_lowest_at_the_bottom_left():
    frame = Frame(x=axis([0, 10]), y=axis([0, 1]))
    assert frame.at(0, 0) == (frame.left, frame.bottom)
    assert frame.at(10, 1) == (frame.end, frame.top)
    words = [node.text for node in ET.fromstring(frame.drawn()).iter("text")]
    assert {"0", "10", "0.0", "1.0"} <= set(words)


def test_paths_have_gaps_between_pieces():
    made = ET.fromstring(path([[(0, 0), (1, 2)], [], [(3, 4)]], class_="c"))
    assert made.attrib["d"] == "M0.0 0.0L1.0 2.0 M3.0 4.0"


def test_dots_and_words():
    assert len(ET.fromstring(dots([(1, 2), (3, 4)], radius=1, class_="d"))) == 2
    assert ET.fromstring(text("a<b", 1, 2)).text == "a<b"


def test_long_words_are_cut_with_a_mark():
    assert shortened("abcdef", 4) == "abc…"
    assert shortened("abcd", 4) == "abcd"
