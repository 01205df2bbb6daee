import re
import xml.etree.ElementTree as ET
from itertools import pairwise

import pytest

from netwright.report import rate_file
from netwright.report._rate_chart import LOOK
from netwright.report._svg import WIDTH

RATES = [10.0**power for power in range(-6, 2)]
LOSSES = [2.3, 2.4, 2.2, 1.9, 1.2, 0.7, 2.0, 8.0]
SMOOTHED = [2.3, 2.35, 2.3, 2.2, 1.7, 1.2, 1.6, 4.0]
FOUND = {"steepest": 2e-3, "tenth": 1e-2, "valley": 1e-3}


def drawn(suggestions=FOUND, verdict="the loss fell"):
    drawing = rate_file(RATES, LOSSES, SMOOTHED, suggestions, verdict=verdict)
    return ET.fromstring(drawing.replace(' xmlns="http://www.w3.org/2000/svg"', "").encode())


def test_both_curves_and_every_suggestion_are_drawn():
    root = drawn()
    kinds = [path.attrib["class"] for path in root.iter("path")]
    assert kinds == ["batch", "held"]
    assert [path.attrib["d"].count("L") for path in root.iter("path")] == [6, 6]
    assert all(
        float(y) >= 24
        for path in root.iter("path")
        for y in re.findall(r" ([\d.]+)", path.attrib["d"])
    ), "the loss that ran away is cut"
    words = [text.text for text in root.iter("text")]
    assert {"loss", "learning rate", "steepest 0.002", "tenth 0.01", "valley 0.001"} <= set(words)
    rules = [line for line in root.iter("line") if line.attrib["class"] == "rule"]
    order = ["valley", "steepest", "tenth"]  # as their words stand, from below
    places = {n: float(r.attrib["x1"]) for n, r in zip(order, rules, strict=True)}
    assert places["valley"] < places["steepest"] < places["tenth"]
    assert root.find("desc").text == "the loss fell; steepest 0.002; tenth 0.01; valley 0.001."


def test_the_rates_are_equally_far_apart():
    (_, held) = drawn().iter("path")
    x = [float(point.split()[0]) for point in held.attrib["d"][1:].split("L")]
    gaps = [b - a for a, b in pairwise(x)]
    assert max(gaps) - min(gaps) <= 0.11


def test_words_of_suggestions_do_not_touch_and_stay_inside():
    root = drawn({"steepest": 5.0, "tenth": 4.9, "valley": 4.8})
    notes = [text for text in root.iter("text") if text.attrib.get("class") == "note"]
    heights = sorted(float(note.attrib["y"]) for note in notes)
    assert heights[1] - heights[0] >= 13
    assert heights[2] - heights[1] >= 13
    assert all(note.attrib["text-anchor"] == "end" for note in notes)
    assert all(float(note.attrib["x"]) <= WIDTH for note in notes)


@pytest.mark.parametrize("count", [1, 2])
def test_a_curve_of_few_points_without_suggestions_is_drawn(count):
    rate_file(RATES[:count], LOSSES[:count], SMOOTHED[:count], {}, verdict="says <nothing>")


def test_words_are_escaped_and_the_look_is_its_own():
    assert drawn(verdict="a < b & c").find("desc").text.startswith("a < b & c")
    assert not {"<", "&"} & set(LOOK)
    assert "var(" not in LOOK
