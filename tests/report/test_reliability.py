import math
import xml.etree.ElementTree as ET

import pytest

from netwright.report._reliability import calibration_error, full_bins, reliability

BINS = [(0.95, 0.9, 60), (0.55, 0.65, 40), (math.nan, math.nan, 0)]


def test_empty_bins_are_left_out():
    assert full_bins(BINS) == BINS[:2]


def test_the_error_is_the_mean_gap_by_count():
    assert calibration_error(BINS) == pytest.approx(0.6 * 0.05 + 0.4 * 0.1)
    assert calibration_error([]) is None
    assert calibration_error([(0.5, 0.5, 0)]) is None


def test_a_dot_for_each_bin_and_its_numbers_in_words():
    root = ET.fromstring(reliability("R", BINS))
    assert len(list(root.iter("circle"))) == 2
    assert "95.0 % sure, 90.0 % right, 60 examples" in root.find("desc").text
    sizes = [float(circle.attrib["r"]) for circle in root.iter("circle")]
    assert sizes[0] > sizes[1]
