import xml.etree.ElementTree as ET

import pytest

from netwright.diagnosis import Bar, Bars
from netwright.report._bars import bars_chart
from netwright.report._svg import WIDTH


def drawn(*bars, **options):
    return ET.fromstring(bars_chart(Bars(**{"title": "t", "unit": "", "bars": bars} | options)))


def lengths(root):
    return [float(node.attrib["width"]) for node in root.iter("rect")]


def test_lengths_go_with_the_values():
    root = drawn(Bar(name="a", value=1.0), Bar(name="b", value=0.25))
    long, short = lengths(root)
    assert short == pytest.approx(long / 4, rel=0.01)
    words = [node.text for node in root.iter("text")]
    assert words == ["a", "1", "b", "0.25"]
    assert root.find("desc").text == "a 1; b 0.25."


def test_errors_reach_two_to_each_side_and_widen_the_axis():
    root = drawn(Bar(name="a", value=0.5, error=0.1), unit="skill")
    whisker = next(node for node in root.iter("line") if node.attrib["class"] == "whisker")
    low, high = float(whisker.attrib["x1"]), float(whisker.attrib["x2"])
    (bar,) = lengths(root)
    assert low < bar < high
    assert high - low == pytest.approx(0.8 * bar, rel=0.02)
    assert "a 0.50 ± 0.10" in root.find("desc").text


def test_values_below_zero_begin_at_zero_and_none_is_minus_nothing():
    root = drawn(Bar(name="a", value=-0.5), Bar(name="b", value=-0.001), unit="skill")
    rects = list(root.iter("rect"))
    assert float(rects[0].attrib["x"]) < float(rects[1].attrib["x"])
    assert [node.text for node in root.iter("text")][-1] == "0.00"


def test_a_threshold_crosses_every_bar_and_is_named():
    root = drawn(Bar(name="a", value=0.2), Bar(name="b", value=0.4), unit="share", threshold=0.3)
    rules = [node for node in root.iter("line") if node.attrib["class"] == "rule"]
    assert len(rules) == 2
    first, second = lengths(root)
    assert first < float(rules[0].attrib["x1"]) < second
    assert [node.text for node in root.iter("text")][-1] == "threshold 30.0 %"


def test_powers_of_ten_are_evenly_apart():
    bars = [Bar(name=str(power), value=10.0**power) for power in (-5, -3, -1)]
    one, two, three = lengths(drawn(*bars, log=True))
    assert two - one == pytest.approx(three - two, rel=0.02)


def test_nothing_lies_outside_and_long_names_are_cut():
    root = drawn(Bar(name="n" * 99, value=3e9), Bar(name="b", value=12.0), unit="examples")
    assert all(0 <= width <= WIDTH for width in lengths(root))
    words = [node.text for node in root.iter("text")]
    assert words[0].endswith("…")
    assert words[1] == "3,000,000,000"
