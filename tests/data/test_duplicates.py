import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from netwright.data import _duplicates
from netwright.data._duplicates import duplicate_groups
from netwright.errors import SettingError


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), max_size=30))
def test_groups_are_exactly_the_equal_rows(rows):
    array = np.array(rows, dtype=np.int16).reshape(-1, 2)
    groups = duplicate_groups(array)
    assert groups.dtype == np.int64
    assert groups.shape == (len(rows),)
    for i in range(len(rows)):
        for k in range(i):
            assert (groups[i] == groups[k]) == (rows[i] == rows[k])
    columns = {"a": array[:, 0], "b": array[:, 1]}
    assert (duplicate_groups(columns) == groups).all()


def test_groups_count_from_0_in_order_of_appearance():
    assert duplicate_groups(["x", "y", "x", "z"]).tolist() == [0, 1, 0, 2]
    assert duplicate_groups([b"1", b"1"]).tolist() == [0, 0]


def test_rows_are_the_same_in_chunks(monkeypatch):
    rows = np.random.Generator(np.random.Philox(0)).integers(0, 2, (500, 3, 2)).astype(np.float32)
    whole = duplicate_groups(rows)
    monkeypatch.setattr(_duplicates, "_CHUNK", 100)
    assert (duplicate_groups(rows) == whole).all()
    assert (duplicate_groups(rows[:, ::-1]) == duplicate_groups(rows[:, ::-1].copy())).all()


def test_planted_copies_are_all_found():
    draws = np.random.Generator(np.random.Philox(1))
    rows = draws.integers(0, 256, (3000, 64)).astype(np.uint8)
    rows[2000:] = rows[:1000]
    groups = duplicate_groups(rows)
    assert (groups[2000:] == groups[:1000]).all()
    assert len(np.unique(groups)) == 2000


def test_what_has_no_rows_in_common_is_refused():
    with pytest.raises(SettingError, match=r"the arrays must be one or more, with one number of"):
        duplicate_groups({"a": np.zeros(2), "b": np.zeros(3)})
    with pytest.raises(SettingError, match=r"the arrays must be one or more"):
        duplicate_groups({})
    with pytest.raises(SettingError, match=r"must be numbers or fixed-length text; got dtype\('O'"):
        duplicate_groups(np.array([object()]))
