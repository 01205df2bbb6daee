import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netwright.contracts import Score
from netwright.report import _format as fmt


@given(st.floats(min_value=1e-3, max_value=1e8))
def test_a_number_is_right_to_four_digits(value):
    assert float(fmt.number(value).replace(",", "")) == pytest.approx(value, rel=5.1e-4)


@given(st.floats(min_value=0, max_value=0.9999999))
def test_less_than_all_is_never_called_100_percent(value):
    assert float(fmt.percent(value)[:-2]) < 100 or value > 0.99999999


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "—"),
        (math.nan, "not a number"),
        (math.inf, "infinite"),
        (-math.inf, "minus infinite"),
        (0.0, "0"),
        (-0.25, "-0.25"),
        (1e12, "1e12"),
    ],
)
def test_numbers_that_are_none(value, words):
    assert fmt.number(value) == words


def test_what_is_no_number_goes_through_every_form():
    for form in (fmt.count, fmt.percent, fmt.duration):
        assert form(math.nan) == "not a number"
        assert form(None) == "—"


@pytest.mark.parametrize(
    ("score", "fraction", "words"),
    [
        (Score(0.9952, 0.0007), True, "99.52 % ± 0.07"),
        (Score(0.98333, 0.0068), True, "98.3 % ± 0.7"),
        (Score(0.6, 0.05), True, "60.0 % ± 5.0"),
        (Score(1.0, 0.0), True, "100.0 % ± 0"),
        (Score(0.5, None), True, "50.0 %"),
        (Score(0.5, math.nan), True, "50.0 %"),
        (Score(math.nan, 0.1), True, "not a number ± 0"),
        (Score(23456.7, 812.3), False, "23,457 ± 812"),
    ],
)
def test_a_score_is_rounded_where_its_error_begins(score, fraction, words):
    assert fmt.with_error(score, fraction=fraction) == words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0.9996, "1.0 s"), (59.96, "1 min 0 s"), (0, "0 ms"), (7262, "2 h 1 min")],
)
def test_times(seconds, words):
    assert fmt.duration(seconds) == words


def test_facts_are_written_as_they_were_given():
    assert fmt.plain_value(0.1 + 0.2) == "0.30000000000000004"
    assert fmt.plain_value(math.nan) == "not a number"
    assert fmt.plain_value({}) == "—"
    assert fmt.plain_value(False) == "no"
    assert fmt.plain_value(1234) == "1,234"
