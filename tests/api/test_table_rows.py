"""How rows are split and named is tested through whole tables in test_table.py."""

import numpy as np
import pytest

from netwright.api._table_rows import code_table, kinds_of, row_names
from netwright.data import open_table
from netwright.errors import SettingError
from netwright.recipe import resolve


@pytest.fixture
def source(tmp_path):
    lines = [f"{i},{i * 7 % 13},g{i // 4},{i % 3}" for i in range(60)]
    (tmp_path / "t.csv").write_text("\n".join(["x,z,group,y", *lines]) + "\n")
    return open_table(tmp_path / "t.csv", target="y,x")


def test_targets_and_the_group_are_no_features(source):
    rows = np.arange(0, 60, 2)
    table = code_table(source, rows, np.zeros(30, np.int64), resolve(user={"group": "group"}), {})
    assert [column.name for column in table.columns] == ["z"]
    assert table.group == "group"
    assert table.shape == {"numbers": 1, "sizes": ()}
    assert len(table.arrays.numbers) == 30
    assert len(table.train) == len(table.splits.rows["train"])


def test_kinds_are_pairs():
    assert kinds_of(" a = category;b=text; ") == {"a": "category", "b": "text"}
    assert kinds_of("") == {}


def test_a_kind_of_no_column_is_an_error(source):
    with pytest.raises(SettingError, match="column must be the name of a column, perhaps 'z'"):
        code_table(source, np.arange(60), np.zeros(60, np.int64), resolve(user={}), {"zz": "text"})


def test_rows_are_counted_from_1(source):
    assert row_names(source, [0, 4], None) == ("row 1", "row 5")
