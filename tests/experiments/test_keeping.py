import math

import numpy as np
import pytest
from scipy import stats

from netwright.experiments import gain_of
from netwright.experiments._keeping import FLOOR, GO_ON, LAST, LEVEL, LOOKS


def test_the_thresholds_are_those_of_student():
    for pairs, threshold in LOOKS.items():
        assert threshold == pytest.approx(stats.t.ppf(1 - LEVEL, pairs - 1), abs=1e-3)
    assert set(GO_ON) == set(range(2, LAST))


def test_the_numbers_agree_with_a_paired_t_test():
    gains = [0.02, 0.05, 0.03, 0.04]
    found = gain_of(gains)
    other = stats.ttest_1samp(gains, 0.0)
    assert found.t == pytest.approx(other.statistic)
    assert found.standard_error == pytest.approx(stats.sem(gains))
    assert found.difference == pytest.approx(0.035)
    assert (found.pairs, found.threshold, found.answer) == (4, LOOKS[4], "go on")


@pytest.mark.parametrize(
    ("gains", "answer"),
    [
        ([0.0], "drop"),
        ([-0.1], "drop"),
        ([0.1], "go on"),
        ([0.1, -0.09], "drop"),
        ([0.5, 0.5], "go on"),
        ([0.5, 0.51, 0.5], "keep"),
        ([0.5, 0.6, 0.5], "keep"),
        ([0.5, 0.9, 0.5], "go on"),
        ([0.5, 0.9, 0.5, 0.7, 0.6, 0.8], "keep"),
        ([0.1, 0.1, 0.1], "keep"),
        ([0.0, 0.0, 0.0], "drop"),
        ([0.1, 0.3, 0.2, 0.1, 0.0, 0.1, 0.3, 0.0], "drop"),
    ],
)
def test_answers(gains, answer):
    assert gain_of(gains).answer == answer


def test_equal_gains_of_a_row_or_two_are_no_proof():
    row = 1 / 270
    error = math.sqrt(0.97 * 0.03 / 270)
    assert gain_of([row] * 3, error).answer == "go on"
    assert gain_of([row] * 3, error).standard_error == pytest.approx(FLOOR * error / math.sqrt(3))
    assert gain_of([row] * 3).t is None  # without noise


def _kept(noise):
    """The share of changes that change nothing, and are kept."""
    kept = 0
    for gains in noise:
        for pairs in range(1, LAST + 1):
            answer = gain_of(gains[:pairs].tolist()).answer
            if answer != "go on":
                kept += answer == "keep"
                break
    return kept / len(noise)


@pytest.mark.parametrize("name", ["normal", "heavy tails"])
def test_a_change_that_changes_nothing_is_kept_once_in_a_hundred(name):
    random = np.random.default_rng(5)
    shape = (2, 4_000, LAST)
    draws = random.standard_normal(shape) if name == "normal" else random.standard_t(3, shape)
    assert _kept(draws[0] - draws[1]) <= 0.012 + 2 * math.sqrt(0.012 / 4_000)


def test_a_gain_of_twice_its_noise_is_mostly_kept():
    random = np.random.default_rng(6)
    assert _kept(random.standard_normal((500, LAST)) + 2.0) > 0.85
