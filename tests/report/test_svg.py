import xml.etree.ElementTree as ET

from netwright.report._axis import axis
from netwright.report._svg import Frame, Words, chart, dots, line, path, shortened, text


def test_a_drawing_has_a_title_and_a_description_that_name_it():
    root = ET.fromstring(chart(Words("A title", "told <it>"), line((0, 0), (1, 1), class_="x")))
    assert root.attrib["role"] == "img"
    ids = [child.attrib["id"] for child in root[:2]]
    assert [child.tag for child in root[:2]] == ["title", "desc"]
    assert root.attrib["aria-labelledby"] == " ".join(ids)
    assert root[1].text == "told <it>"


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
