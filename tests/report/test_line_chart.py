import itertools
import math
import xml.etree.ElementTree as ET

import pytest

from netwright.report._line_chart import POINTS, Curve, line_chart


def drawn(*curves, **options):
    return ET.fromstring(line_chart("Loss", list(curves), y_name="loss", **options))


def strokes(root):
    return [node.attrib["d"] for node in root.iter("path")]


def test_each_line_is_named_at_its_end_and_told_in_words():
    train = Curve(name="train", points=[(1, 2.0), (2, 1.0)])
    held = Curve(name="validation", points=[(1, 2.5), (2, 1.5)])
    root = drawn(train, held, best=2)
    words = [node.text for node in root.iter("text")]
    assert {"train", "validation", "best, step 2"} <= set(words)
    assert "train: 2 at step 1, 1 at step 2, lowest 1, highest 2." in root.find("desc").text
    kinds = {node.attrib.get("class") for node in root.iter("g")}
    assert {"curve train", "curve held"} <= kinds


def test_names_that_would_touch_are_moved_apart():
    same = [Curve(name=name, points=[(1, 1.0), (2, 1.0)]) for name in ("train", "validation", "x")]
    labels = [n for n in drawn(*same).iter("text") if "label" in n.attrib.get("class", "")]
    heights = sorted(float(node.attrib["y"]) for node in labels)
    assert all(b - a >= 13 for a, b in itertools.pairwise(heights))


def test_a_value_that_is_no_number_leaves_a_gap():
    points = [(1, 1.0), (2, 2.0), (3, math.nan), (4, math.inf), (5, 3.0)]
    (stroke,) = strokes(drawn(Curve(name="train", points=points)))
    assert stroke.count("M") == 2
    assert "nan" not in stroke


@pytest.mark.parametrize("points", [[], [(1, math.nan)]])
def test_a_line_of_nothing_is_said_to_be_so(points):
    root = drawn(Curve(name="train", points=points))
    assert root.find("desc").text == "train: no finite value."


def test_a_long_line_keeps_its_peak_and_its_ends():
    points = [(float(i), 1.0) for i in range(100_000)]
    points[54_321] = (54_321.0, 9.0)
    (stroke,) = strokes(drawn(Curve(name="train", points=points)))
    assert stroke.count("L") <= POINTS + 2
    heights = [float(p.split()[1]) for p in stroke[1:].split("L")]
    assert min(heights) < heights[0] - 100


def test_a_best_step_off_the_chart_is_not_marked():
    root = drawn(Curve(name="train", points=[(1, 1.0), (2, 2.0)]), best=99)
    assert not [node for node in root.iter("g") if node.attrib.get("class") == "best"]
