import datetime
from statistics import NormalDist

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.preprocessing import QuantileTransformer

from netwright import randomness
from netwright.data._table_encoding import (
    LANDMARKS,
    code_categories,
    code_number,
    date_numbers,
    fit_categories,
    fit_number,
)

floats = st.floats(allow_nan=True, allow_infinity=True)
columns = st.lists(floats, max_size=30).map(lambda values: np.array(values, dtype=np.float64))


def code(train, values):
    train, values = np.array(train, dtype=np.float64), np.array(values, dtype=np.float64)
    return code_number(values, fit_number(train))


@settings(deadline=None)
@given(columns, columns)
def test_codes_are_finite_and_below_three_whatever_comes(train, values):
    coding = fit_number(train)
    assert np.isfinite([coding.fill, *coding.values, *coding.scores]).all()
    assert len(coding.values) == len(coding.scores) >= 1
    assert (np.diff(coding.values) > 0).all()
    assert (np.diff(coding.scores) > 0).all()
    coded = code_number(values, coding)
    assert coded.dtype == np.float32
    assert (np.abs(coded) < 3).all()


@settings(deadline=None)
@given(columns, st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=9))
def test_codes_keep_the_order(train, values):
    values = [*values, *train[np.isfinite(train)]]
    assert (np.diff(code(train, sorted(values))) >= -1e-6).all()  # the last bit of a slope counts


@settings(deadline=None)
@given(columns, st.randoms(use_true_random=False))
def test_the_order_of_the_rows_does_not_matter(train, random):
    shuffled = train.copy()
    random.shuffle(shuffled)
    assert fit_number(train) == fit_number(shuffled)


def test_normal_numbers_are_only_moved_and_scaled():
    deviates = randomness.generator(0, "normal").standard_normal(100_000)
    coded = code(5 + 2 * deviates, 5 + 2 * np.linspace(-2, 2, 9))
    assert coded == pytest.approx(np.linspace(-2, 2, 9), abs=0.05)


@pytest.mark.parametrize("rows", [50, 256, 1_000, 20_000])
@pytest.mark.parametrize("shape", ["normal", "skewed", "tied"])
def test_the_bulk_agrees_with_scikit_learns_quantile_transformer(rows, shape):
    # It puts the j-th of m landmarks at the share j / (m - 1), we at (j + 1/2) / m, so that our
    # ends are finite: the shares differ by 1 / 2m at most, the deviates by that over the density.
    values = randomness.generator(rows, shape).standard_normal(rows)
    values = {"normal": values, "skewed": np.exp(3 * values), "tied": np.round(2 * values)}[shape]
    landmarks = min(LANDMARKS, rows)
    theirs = QuantileTransformer(
        n_quantiles=landmarks, output_distribution="normal", subsample=None
    ).fit(values[:, None])
    wanted, got = theirs.transform(values[:, None])[:, 0], code(values, values)
    bulk = np.abs(wanted) < 1.6  # 89 % of a normal column; the density is 0.11 at its ends
    assert bulk.mean() > 0.8
    assert np.abs(got - wanted)[bulk].max() < 0.5 / landmarks / 0.11 + 0.01


def test_the_shape_of_a_column_does_not_matter_only_its_order():
    values = randomness.generator(0, "skewed").standard_normal(LANDMARKS)
    assert code(np.exp(5 * values), np.exp(5 * values)) == pytest.approx(code(values, values))


def test_a_wild_value_swamps_nothing():
    values = np.arange(-50.0, 51.0)
    inner = values[5:-5]  # at the very end every further rank counts
    assert code([*values, 1e9], inner) == pytest.approx(code(values, inner), abs=0.1)
    assert code(values, [1e300, -np.inf, np.inf]) == pytest.approx(
        code(values, [50, -50, 50]), abs=1e-6
    )


@pytest.mark.parametrize("tiny", [1e-320, 1e-309, 1e-150, 1e-149])
def test_steps_too_small_for_a_slope_stay_within_bounds(tiny):
    coded = code([0, tiny, 2 * tiny], [0, tiny / 2, tiny, 1.5 * tiny, 2 * tiny])
    assert (np.abs(coded) < 1).all()
    assert (np.diff(coded) >= 0).all()


def test_the_equations_by_hand():
    # Three values stand at the shares 1/6, 3/6 and 5/6; 3 lies half way from 2 to 4.
    far = NormalDist().inv_cdf(5 / 6)
    assert code([4, 1, 2], [1, 2, 4]) == pytest.approx([-far, 0, far], abs=1e-5)
    assert code([4, 1, 2], [3]) == pytest.approx([far / 2], abs=1e-5)
    assert code([4, 1, 2], [np.nan]) == pytest.approx([0], abs=1e-5)


def test_a_value_of_many_rows_gets_the_middle_of_its_shares():
    quarter = NormalDist().inv_cdf(0.75)
    assert code([0] * 50 + [1] * 50, [0, 1]) == pytest.approx([-quarter, quarter], abs=1e-5)
    assert fit_number(np.array([0.0] * 5_000 + [1.0] * 5_000)).values[0] == 0


@pytest.mark.parametrize("values", [[], [np.nan], [4.0], [4.0, 4.0], [0.0, 0.0, np.inf]])
def test_columns_without_spread_are_zero_everywhere(values):
    assert code(values, [-1, 0, 4, 1e300, np.nan]).tolist() == [0] * 5


def test_rare_and_new_categories_are_zero_and_missing_is_one_of_its_own():
    train = pl.Series(["b", "a", "b", "a", "rare", None, None])
    known = fit_categories(train)
    assert known == (None, "a", "b")
    codes = code_categories(pl.Series(["a", "b", "rare", "new", None]), known)
    assert codes.tolist() == [2, 3, 0, 0, 1]
    assert codes.dtype == np.int64
    assert fit_categories(pl.Series(["a", "a", None])) == ("a",)


def test_whole_floats_are_the_integers_they_were():
    known = fit_categories(pl.Series(["1", "1", "2.0", "2.0", "020", "020"]))
    assert known == ("020", "1", "2")
    assert code_categories(pl.Series(["1.0", "2", "20"]), known).tolist() == [2, 3, 0]


def test_dates_become_their_parts():
    when = datetime.datetime(2024, 2, 29, 6, 30)  # a Thursday
    parts = date_numbers(pl.Series([when, None]), hour=True)
    first = {part: values[0] for part, values in parts.items()}
    day = (when.date() - datetime.date(1970, 1, 1)).days
    assert first == {"year": 2024, "month": 2, "weekday": 4, "day": day, "hour": 6.5}
    assert all(np.isnan(values[1]) for values in parts.values())
