"""Rows read from tensors and loaders, without a trace."""

import numpy as np
import pytest
import torch
from torch.utils.data import DataLoader, TensorDataset

from netwright.api._watch_rows import MOST_ROWS, rows_of
from netwright.errors import SettingError

X, Y = torch.rand(40, 3), torch.arange(40)


def test_tensors_are_taken_as_they_are():
    rows = rows_of((X, Y), name="train")
    assert rows.x.data_ptr() == X.data_ptr()
    assert (rows.total, rows.batch) == (40, 0)
    assert rows_of((X.numpy(), np.arange(40)), name="train").y.tolist() == Y.tolist()


def test_a_loader_is_read_and_its_order_is_as_without_a_coach():
    generator = torch.Generator().manual_seed(3)
    loader = DataLoader(TensorDataset(X, Y), batch_size=16, shuffle=True, generator=generator)
    torch.manual_seed(0)
    rows = rows_of(loader, name="train")
    assert sorted(rows.y.tolist()) == list(range(40))
    assert (rows.total, rows.batch) == (40, 16)
    order = [int(y) for _, batch in loader for y in batch]
    drawn = float(torch.rand(1))
    generator.manual_seed(3)
    torch.manual_seed(0)
    assert order == [int(y) for _, batch in loader for y in batch]
    assert drawn == float(torch.rand(1))


def test_a_long_loader_is_read_in_part():
    batches = [(torch.zeros(1000, 2), torch.zeros(1000))] * 50
    assert MOST_ROWS <= len(rows_of(batches, name="train").x) < MOST_ROWS + 1000


@pytest.mark.parametrize("data", [5, [(X,)], [], [{"x": X}]], ids=["number", "one", "none", "dict"])
def test_other_data_are_refused(data):
    with pytest.raises(SettingError, match=r"train must be a pair of tensors \(x, y\) or a Data"):
        rows_of(data, name="train")


def test_tensors_that_do_not_fit_are_refused():
    with pytest.raises(SettingError, match="valid must be two tensors of as many rows"):
        rows_of((X, Y[:5]), name="valid")
