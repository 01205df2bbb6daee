import json

import numpy as np
import polars as pl
import pytest

from netwright.data._table_column_coding import CategoryColumn, NumberColumn
from netwright.errors import DamageError


def test_numbers_with_missing_values_say_where():
    column = NumberColumn.fit(pl.Series("age", ["1", None, "3"]), form="")
    assert column.outputs == ("age", "age is missing")
    (coded, gone), note = column.apply(pl.Series("age", ["2", None, "x", "-"]))
    assert gone.tolist() == [0, 1, 1, 1]
    assert np.ptp(coded) == 0  # the median of 1 and 3 stands for what is missing
    assert note == "column 'age': 1 cell not written as numbers and read as missing: 'x'"


def test_without_missing_values_there_is_no_indicator():
    column = NumberColumn.fit(pl.Series("age", ["1", "3"]), form="")
    assert column.outputs == ("age",)
    coded, note = column.apply(pl.Series("age", ["1", None]))
    assert (len(coded), note) == (1, "")


def test_dates_become_several_numbers():
    form = "%Y-%m-%d %H:%M"
    column = NumberColumn.fit(pl.Series("sold", ["2020-01-02 03:04", None]), form=form)
    assert column.outputs == (
        "sold: year",
        "sold: month",
        "sold: weekday",
        "sold: day",
        "sold: hour",
        "sold is missing",
    )
    coded, note = column.apply(pl.Series("sold", ["2021-01-02 03:04", "soon"]))
    assert len(coded) == 6
    assert note.startswith(f"column 'sold': 1 cell not written as dates like {form}")


@pytest.mark.parametrize("form", ["", "%Y-%m-%d", "%d.%m.%Y %H:%M"])
def test_columns_survive_json(form):
    column = NumberColumn.fit(pl.Series("a", ["1", None]), form=form)
    assert NumberColumn.from_dict(json.loads(json.dumps(column.to_dict())), "p") == column
    words = CategoryColumn(name="b", known=(None, "x"))
    assert CategoryColumn.from_dict(json.loads(json.dumps(words.to_dict())), "p") == words


@pytest.mark.parametrize("form", ["%Y", "%c", "nonsense"])
def test_a_form_that_is_not_ours_is_damage(form):
    column = NumberColumn.fit(pl.Series("a", ["1"]), form="").to_dict()
    words = f"p must be a known form of dates with a coding for each part; got '{form}' with 1"
    with pytest.raises(DamageError, match=words):
        NumberColumn.from_dict({**column, "form": form}, "p")
    with pytest.raises(DamageError, match="a coding for each part; got '%Y-%m-%d' with 1"):
        NumberColumn.from_dict({**column, "form": "%Y-%m-%d"}, "p")


def test_every_value_needs_its_score():
    column = NumberColumn.fit(pl.Series("a", ["1", "2", "3"]), form="").to_dict()
    column["codings"][0]["scores"] = (-1.0, 1.0)
    words = "p.codings must hold a score for each value; got 2 for 3"
    with pytest.raises(DamageError, match=words):
        NumberColumn.from_dict(column, "p")
