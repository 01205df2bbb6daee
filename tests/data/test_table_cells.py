import math

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from netwright.data._table_cells import (
    DATE_FORMS,
    MISSING,
    clean_cell,
    date_forms,
    is_value,
    parse_dates,
    parse_numbers,
)


@pytest.mark.parametrize("marker", sorted(MISSING))
def test_missing_markers_are_missing_with_blanks_around_them(marker):
    assert clean_cell(f" {marker}\t") is None


@pytest.mark.parametrize("word", ["-", "no", "0", "na", "NONE?", "Nothing"])
def test_other_words_are_kept(word):
    assert clean_cell(word) == word


@settings(deadline=None)
@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1))
def test_every_finite_number_reads_back_equal(values):
    assert parse_numbers(pl.Series(list(map(repr, values)))).tolist() == values


@pytest.mark.parametrize(
    ("text", "number"),
    [("1,234", 1234.0), ("-1,234,567.5", -1234567.5), ("+.5", 0.5), ("5.", 5.0), ("1e3", 1000.0)],
)
def test_numbers_in_all_their_forms(text, number):
    assert parse_numbers(pl.Series([text])).tolist() == [number]


@pytest.mark.parametrize("text", ["1,23", "12,34,567", "1_000", "0x10", "inf", "1e999", "x", "--1"])
def test_what_is_no_finite_number_is_missing(text):
    assert math.isnan(parse_numbers(pl.Series([text, "1"]))[0])


def test_a_column_without_any_cell_has_no_numbers():
    assert np.isnan(parse_numbers(pl.Series([None, None], dtype=pl.String))).all()


@pytest.mark.parametrize("form", DATE_FORMS)
def test_every_form_of_dates_is_found_again(form):
    cells = pl.Series(["2021-11-23 13:14:15", "2022-12-31 23:59:58"]).str.to_datetime()
    written = pl.Series(
        [when.strftime(form.replace("%.f", ".5").replace("%#z", "+0000")) for when in cells]
    )
    assert form in date_forms(written)
    assert parse_dates(written, form).dt.date().to_list() == cells.dt.date().to_list()


def test_numbers_and_words_are_no_dates():
    assert date_forms(pl.Series(["2020", "2021"])) == ()
    assert date_forms(pl.Series([None], dtype=pl.String)) == ()
    assert parse_dates(pl.Series(["1/2/20"]), "%d/%m/%Y").to_list() == [None]


def test_names_are_told_from_values():
    assert [is_value(text) for text in ("1,5", "3", "2020-01-01", "size", "3 rooms")] == [
        True,
        True,
        True,
        False,
        False,
    ]
