"""Rows read from tensors and loaders, without a trace."""

import numpy as np
import pytest
import torch
from torch.utils.data import DataLoader, IterableDataset, RandomSampler, TensorDataset

from netwright.api._watch_rows import MOST_ROWS, draws_of, enough, rows_of
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


class Counting(RandomSampler):
    """A sampler that knows its epoch, as accelerate's does."""

    epoch = 0

    def __iter__(self):
        self.generator.manual_seed(self.epoch)
        yield from super().__iter__()
        self.epoch += 1


def test_a_loader_that_remembers_is_read_without_a_trace():
    class Loader(DataLoader):
        pass

    data = TensorDataset(X, Y)
    sampler = Counting(data, generator=torch.Generator())
    rows = rows_of(Loader(data, batch_size=16, sampler=sampler), name="train")
    assert sorted(rows.y.tolist()) == list(range(40))
    assert (rows.total, rows.batch, sampler.epoch) == (40, 16, 0)


def test_workers_that_stay_are_not_started():
    loader = DataLoader(TensorDataset(X, Y), batch_size=16, num_workers=1, persistent_workers=True)
    assert len(rows_of(loader, name="train").x) == 40
    assert loader._iterator is None


def test_a_stream_has_no_row_numbers():
    class Stream(IterableDataset):
        def __iter__(self):
            yield from zip(X, Y, strict=True)

    assert draws_of(Stream()) is None
    assert draws_of(DataLoader(Stream(), batch_size=8)) is None
    assert draws_of(DataLoader(TensorDataset(X, Y), batch_size=None)) is None


def test_large_rows_are_few():
    assert enough(1, 2**27)
    assert not enough(MOST_ROWS - 1, 2**27 - 1)


def test_rows_that_were_read_are_returned():
    rows = rows_of((X, Y), name="train")
    assert rows_of(rows, name="valid") is rows


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
