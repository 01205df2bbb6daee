import math

import numpy as np
import pytest

from netwright.report._classes import calibration_section, confusion_section, per_class_section


@pytest.mark.parametrize(("k", "drawings"), [(2, 1), (10, 1), (30, 1), (31, 0), (100, 0)])
def test_up_to_thirty_classes_are_drawn_and_beyond_only_the_pairs(full, read, k, drawings):
    page = read(confusion_section(full(k)).body)
    assert len(page.drawings) == drawings
    assert "Most confused pairs" in page.words
    assert "18.2 %" in page.words


def test_no_confusion_at_all_is_said(full, read):
    page = read(confusion_section(full(confusion=np.eye(3, dtype=int))).body)
    assert "No two classes are confused." in page.words


def test_a_row_for_each_class(full, read):
    page = read(per_class_section(full(3)).body)
    assert [page.words.count(words) for words in ("91.0 %", "82.0 %", "86.3 %")] == [3, 3, 3]
    assert "details" not in page.tags


def test_of_many_classes_the_weakest_come_first_and_all_are_folded_away(full, read):
    rows = [
        {"class": f"c{i}", "support": 5, "precision": 1, "recall": None, "f1": i / 100}
        for i in range(99, -1, -1)
    ]
    page = read(per_class_section(full(100, per_class=rows)).body)
    assert page.words.index("c0") < page.words.index("c14") < page.words.index("All 100 classes")
    assert page.words.count("c99") == 1


def test_scores_that_are_none_or_no_number_survive(full, read):
    rows = [{"class": "a", "support": None, "precision": None, "recall": math.nan}]
    page = read(per_class_section(full(per_class=rows)).body)
    assert page.words.count("—") == 3
    assert "not a number" in page.words


def test_calibration_says_its_error(full, read):
    page = read(calibration_section(full()).body)
    assert "Expected calibration error 7.5 %" in page.text
    assert len(page.drawings) == 1


def test_sections_without_data_are_absent(small):
    for section in (confusion_section, per_class_section, calibration_section):
        assert section(small()).body == ""
    assert calibration_section(small(calibration=[(0.5, 0.5, 0)])).body == ""
