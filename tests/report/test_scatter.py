import xml.etree.ElementTree as ET

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from netwright.report._scatter import DRAWN, histogram, scatter

values = npst.arrays(np.float64, st.integers(0, 30), elements=st.floats(-1e6, 1e6))


def circles(root):
    return len(list(root.iter("circle")))


def test_a_scatter_has_a_dot_for_each_pair_and_leaves_out_what_is_no_number():
    truth = np.array([1.0, 2.0, np.nan, 4.0])
    root = ET.fromstring(scatter("S", truth, np.array([1.1, np.inf, 3.0, 4.2]), unit="m"))
    assert circles(root) == 2
    told = root.find("desc").text
    assert "for 2 examples" in told
    assert "from 1 to 4" in told
    assert "truth, m" in [node.text for node in root.iter("text")]


def test_a_large_scatter_is_thinned_and_says_so():
    many = np.linspace(0, 1, 10_000)
    root = ET.fromstring(scatter("S", many, many, unit=""))
    assert circles(root) <= DRAWN
    assert f"{circles(root):,} of 10,000 are drawn" in root.find("desc").text


@given(values)
def test_a_histogram_counts_every_value(data):
    root = ET.fromstring(histogram("H", data, name="error"))
    bars = next(node for node in root.iter("g") if node.attrib.get("class") == "bars")
    assert 1 <= len(bars) <= 110
    assert all(float(bar.attrib["height"]) >= 0 for bar in bars)
    assert f"of {len(data)} examples" in root.find("desc").text


@given(st.floats(-1e3, 1e3), st.integers(1, 40))
def test_no_value_of_a_histogram_falls_outside_its_bars(start, count):
    data = start + np.arange(count) * 0.37
    root = ET.fromstring(histogram("H", data, name="error"))
    bars = next(node for node in root.iter("g") if node.attrib.get("class") == "bars")
    frame = [float(n.attrib["y1"]) for n in root.iter("line") if n.attrib["class"] == "grid"]
    assert any(float(bar.attrib["height"]) > 0 for bar in bars)
    assert min(float(bar.attrib["y"]) for bar in bars) >= min(frame) - 0.01


@pytest.mark.parametrize("data", [np.zeros(0), np.full(5, 3.0), np.array([np.nan])])
def test_a_histogram_of_nothing_or_of_one_value_is_drawn(data):
    ET.fromstring(histogram("H", data, name="error"))
