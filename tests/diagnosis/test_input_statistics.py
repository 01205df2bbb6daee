"""Numbers about inputs: scales, repeats, shifts, leaks, order."""

import math

import numpy as np
import pytest

from netwright.diagnosis import input_statistics, leak_of, repeats_of, row_keys, variety_of

DRAWS = np.random.default_rng(2)
X = DRAWS.normal(size=(400, 6))
NONE = X[:0]


def test_scales_of_columns():
    wide = X * [1, 1, 1, 1, 1, 1e4]
    found = input_statistics(wide, NONE, NONE)
    assert found.column_ratio == pytest.approx(1e4, rel=0.2)
    assert found.largest == np.abs(wide).max()
    assert math.isnan(found.shift)


def test_rows_that_are_not_finite_are_counted_and_left_out():
    holed = X.copy()
    holed[3, 1] = np.nan
    found = input_statistics(holed, NONE, NONE)
    assert (found.nonfinite, math.isfinite(found.spread)) == (1, True)
    assert input_statistics(X * np.nan, NONE, NONE).nonfinite == 400


def test_equal_rows_are_constant():
    assert input_statistics(X * 0 + 3, NONE, NONE).constant
    assert not input_statistics(X, NONE, NONE).constant


def test_noise_leaves_the_middle_and_a_scale_does_not():
    clean = 5 + X
    noisy = clean + 3 * DRAWS.normal(size=X.shape)
    found = input_statistics(noisy, clean[:200], NONE)
    assert found.mean_slope == pytest.approx(1, abs=0.1)
    assert found.spread_ratio == pytest.approx(1 / math.sqrt(10), abs=0.05)
    scaled = input_statistics(clean * 10, clean[:200], NONE)
    assert scaled.mean_slope == pytest.approx(0.1, abs=0.02)


def test_a_scale_leaves_the_shape_and_noise_does_not():
    even = DRAWS.uniform(-1, 1, (400, 5))
    other = DRAWS.uniform(-1, 1, (200, 5))
    assert input_statistics(even * 3, other, NONE).shape_change < 0.3
    noisy = even + 2 * DRAWS.normal(size=even.shape)
    assert input_statistics(noisy, other, NONE).shape_change > 0.7


def test_columns_that_moved_are_counted():
    moved = X[:100] + np.array([3, 3, 0, 0, 0, 0])
    assert input_statistics(X, moved, NONE).shift == pytest.approx(2 / 6)


def test_what_the_network_met_is_held_against_what_was_given():
    found = input_statistics(X, NONE, X[:100] * 3)
    assert found.seen_spread == pytest.approx(3, rel=0.2)
    assert math.isnan(input_statistics(X, NONE, X[:4]).seen_spread)


def test_repeats_and_conflicts_are_counted_bit_by_bit():
    rows = np.float32([[1, 2], [0.0, 1], [-0.0, 1], [5, 5]])
    keys = row_keys(rows)
    assert keys[1] == keys[2] != keys[0]
    found = repeats_of(keys, keys[2:], np.array([0.0, 1, 1, 0]))
    assert found == {"inside": 1.0, "natural": 0.5, "distinct": 0.75, "conflicts": 0.0}
    assert repeats_of(keys, keys[:0], np.array([0.0, 1, 0, 0]))["conflicts"] == 0.5
    assert math.isnan(repeats_of(keys, keys, np.arange(4.0))["conflicts"])


def test_a_column_that_is_the_label_leaks_and_easy_data_do_not():
    y = DRAWS.integers(0, 3, 400).astype(float)
    leaking = np.c_[X, 7 - y]
    column, train, valid = leak_of(leaking, y, leaking[:100], DRAWS.permutation(y)[:100])
    assert (column, train) == (6, 1.0)
    assert valid < 0.6
    assert leak_of(X, y, X, y)[0] == -1
    easy = np.repeat(y[:, None], 6, axis=1)
    assert leak_of(easy, y, easy, y)[0] == -1
    number = X[:, 0] * 3 + 1
    assert leak_of(np.c_[X[:, 1:], number / 2], number, NONE, y[:0])[0] == 5


def test_sorted_batches_are_not_varied():
    y = np.repeat([0.0, 1, 2, 3], 100)
    in_order = [y[at : at + 32] for at in range(0, 384, 32)]
    mixed = list(DRAWS.permutation(y)[:384].reshape(12, 32))
    assert variety_of(in_order, y, classes=True) < 0.2
    assert variety_of(mixed, y, classes=True) == pytest.approx(1, abs=0.1)
    assert variety_of([np.sort(X[:, 0])[:32]] * 2, X[:, 0], classes=False) < 0.5
    assert math.isnan(variety_of([], y, classes=True))
