import xml.etree.ElementTree as ET

import pytest

from netwright.report._goal_bar import goal_bar
from netwright.report._svg import WIDTH


def places(*given, **options):
    root = ET.fromstring(goal_bar(*given, words="guessing", **options))
    lines = {node.attrib["class"]: node.attrib for node in root.iter("line")}
    return float(root.find("circle").attrib["cx"]), float(lines["guess"]["x1"]), lines["reach"]


def test_score_and_guess_lie_in_their_order():
    score, guess, reach = places(0.98, 0.007, 0.1, high=1.0)
    assert 0 < guess < score < WIDTH
    assert float(reach["x1"]) < score < float(reach["x2"])


@pytest.mark.parametrize(
    ("value", "error", "trivial"),
    [(-0.5, 10.0, 0.2), (0.0, None, 0.0), (5.0, 1e9, 3.0)],
)
def test_nothing_lies_off_the_line(value, error, trivial):
    score, guess, reach = places(value, error, trivial, high=0.0)
    assert all(0 <= x <= WIDTH for x in (score, guess, float(reach["x1"]), float(reach["x2"])))
