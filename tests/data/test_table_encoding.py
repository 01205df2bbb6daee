import datetime

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from netwright import randomness
from netwright.data._table_encoding import (
    NumberCoding,
    code_categories,
    code_number,
    date_numbers,
    fit_categories,
    fit_number,
)

floats = st.floats(allow_nan=True, allow_infinity=True)
columns = st.lists(floats, max_size=30).map(lambda values: np.array(values, dtype=np.float64))


@settings(deadline=None)
@given(columns, columns)
def test_codes_are_finite_and_below_three_whatever_comes(train, values):
    coding = fit_number(train)
    assert coding.scale > 0
    assert np.isfinite([coding.fill, coding.centre, coding.scale]).all()
    coded = code_number(values, coding)
    assert coded.dtype == np.float32
    assert (np.abs(coded) <= 3).all()


@settings(deadline=None)
@given(columns, st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=9))
def test_codes_keep_the_order(train, values):
    coded = code_number(np.sort(values), fit_number(train))
    assert (np.diff(coded) >= 0).all()


@settings(deadline=None)
@given(columns, st.randoms(use_true_random=False))
def test_the_order_of_the_rows_does_not_matter(train, random):
    shuffled = train.copy()
    random.shuffle(shuffled)
    assert fit_number(train) == fit_number(shuffled)


def test_centre_and_scale_are_those_of_a_normal_distribution():
    values = 5 + 2 * randomness.generator(0, "normal").standard_normal(100_000)
    coding = fit_number(values)
    assert not coding.log
    assert coding.centre == pytest.approx(5, abs=0.05)
    assert coding.scale == pytest.approx(2, abs=0.05)
    assert coding.fill == pytest.approx(np.median(values), rel=1e-12)


def test_quantiles_are_those_of_numpy():
    values = randomness.generator(0, "values").standard_normal(37)
    low, high = np.quantile(values, [0.25, 0.75])
    assert fit_number(values).scale == pytest.approx((high - low) / 1.349, rel=1e-12)


def test_a_few_wild_values_do_not_move_the_others():
    values = np.arange(-50.0, 51.0)
    wild = np.append(values, [1e9, -1e9])
    assert fit_number(wild).centre == pytest.approx(fit_number(values).centre, abs=0.5)
    assert fit_number(wild).scale == pytest.approx(fit_number(values).scale, rel=0.05)


def test_skewed_columns_take_the_logarithm():
    skewed = np.exp(3 * randomness.generator(0, "skewed").standard_normal(1_000))
    assert fit_number(skewed).log
    assert not fit_number(-skewed).log
    assert not fit_number(skewed / skewed.max() / 1e3).log  # log(1 + x) is x there
    assert not fit_number(np.arange(100.0)).log


@pytest.mark.parametrize("values", [[], [np.nan], [4.0], [4.0, 4.0], [0.0, 0.0, np.inf]])
def test_columns_without_spread_have_scale_one(values):
    assert fit_number(np.array(values)).scale == 1


def test_mostly_equal_columns_fall_back_to_the_deviation():
    values = np.array([0.0] * 18 + [1.0, -1.0])
    assert fit_number(values).scale == pytest.approx(values.std())


def test_the_equations_by_hand():
    coding = NumberCoding(fill=7.0, log=True, centre=1.0, scale=2.0)
    z = (np.log1p(7.0) - 1) / 2
    wanted = z / np.sqrt(1 + (z / 3) ** 2)
    assert code_number(np.array([7.0, np.nan]), coding) == pytest.approx(wanted, rel=1e-6)
    below = code_number(np.array([-7.0]), coding)
    z = (-np.log1p(7.0) - 1) / 2
    assert below == pytest.approx(z / np.sqrt(1 + (z / 3) ** 2), rel=1e-6)


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
