import xml.etree.ElementTree as ET

import pytest

from netwright.diagnosis import Curve
from netwright.report._varied import varied_chart

POINTS = ((0.001, 0.9, 0.02), (0.1, 0.5, None), (1.0, 0.0, 0.01))


@pytest.fixture
def root():
    curve = Curve(title="t", x_name="learning rate", y_name="skill", points=POINTS, mark=1.0)
    return ET.fromstring(varied_chart(curve))


def test_points_lie_by_powers_of_ten_higher_where_skill_is_higher(root):
    x, y = zip(*((float(n.attrib["cx"]), float(n.attrib["cy"])) for n in root.iter("circle")),
               strict=True)  # fmt: skip
    assert x[1] - x[0] == pytest.approx(2 * (x[2] - x[1]), rel=0.02)
    assert y[0] < y[1] < y[2]


def test_errors_are_drawn_where_they_are_known(root):
    whiskers = [node for node in root.iter("line") if node.attrib["class"] == "whisker"]
    assert len(whiskers) == 2


def test_the_value_in_use_is_marked_and_told(root):
    rule = next(node for node in root.iter("line") if node.attrib["class"] == "rule")
    last = list(root.iter("circle"))[-1]
    assert float(rule.attrib["x1"]) == pytest.approx(float(last.attrib["cx"]), abs=0.1)
    assert "used, 1" in [node.text for node in root.iter("text")]
    assert root.find("desc").text == "0.001: 0.90; 0.1: 0.50; 1: 0.00; the training used 1."
