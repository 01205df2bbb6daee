"""Named tensors as rows of one tensor, and back."""

import copy

import pytest
import torch
from torch import nn
from torch.utils.data import DataLoader, IterableDataset

from netwright.api._callback_batches import (
    Layout,
    MappingNetwork,
    answer_of,
    named_rows,
)
from netwright.errors import DataError, SettingError

IDS, MASK = torch.arange(12).reshape(4, 3), torch.ones(4, 3, dtype=torch.bool)
PICTURES, Y = torch.rand(4, 1, 2, 2), torch.arange(4)


class Answer:
    def __init__(self, logits):
        self.logits = logits


@pytest.mark.parametrize(
    ("batch", "dtype", "width"),
    [
        ({"ids": IDS, "mask": MASK}, torch.int64, 6),
        ({"ids": IDS, "pictures": PICTURES}, torch.float64, 7),
    ],
    ids=["whole", "mixed"],
)
def test_named_tensors_come_back_as_they_were(batch, dtype, width):
    layout = Layout.of(batch)
    x = layout.joined({**batch, "other": 3})
    assert (x.dtype, tuple(x.shape)) == (dtype, (4, width))
    back = layout.parted(x)
    assert {name: one.dtype for name, one in back.items()} == {k: v.dtype for k, v in batch.items()}
    assert all(torch.equal(back[name], one) for name, one in batch.items())


def test_one_name_is_the_tensor_itself():
    layout = Layout.of({"pictures": PICTURES})
    assert layout.joined({"pictures": PICTURES, "labels": Y}) is PICTURES
    assert layout.parted(PICTURES)["pictures"] is PICTURES
    assert layout.joined({"ids": IDS}) is None


def test_a_network_of_names_is_one_of_rows():
    class Named(nn.Module):
        def __init__(self):
            super().__init__()
            self.words, self.last = nn.Embedding(12, 5), nn.Linear(5, 2)

        def forward(self, ids, mask):
            mean = (self.words(ids) * mask.unsqueeze(-1)).mean(1)
            return Answer(self.last(mean))

    batch = {"ids": IDS, "mask": MASK}
    layout, named = Layout.of(batch), Named()
    whole = MappingNetwork(named, layout)
    assert torch.equal(whole(layout.joined(batch)), named(**batch).logits)
    assert [one.shape for one in whole.parameters()] == [one.shape for one in named.parameters()]
    apart = copy.deepcopy(whole)
    with torch.no_grad():
        apart.model.last.bias.add_(1)
    assert not torch.equal(apart(layout.joined(batch)), named(**batch).logits)


def test_answers_are_found_in_any_output():
    logits, loss = torch.rand(4, 2), torch.tensor(0.5)
    for output in ({"logits": logits}, Answer(logits), (loss, logits), logits):
        assert answer_of(output) is logits
    for output in (None, {"answer": logits}, (loss,)):
        with pytest.raises(DataError, match="output must be a tensor or hold logits"):
            answer_of(output)


def _examples(count):
    return [{"ids": torch.arange(3) + i, "labels": torch.tensor(i)} for i in range(count)]


def _read(data):
    return named_rows(data, name="train", targets="labels", inputs="x")


def test_a_loader_is_read_in_its_order_without_a_trace():
    order = torch.Generator().manual_seed(3)
    loader = DataLoader(_examples(40), batch_size=16, shuffle=True, generator=order)
    torch.manual_seed(0)
    rows, layout = _read(loader)
    assert sorted(rows.y.tolist()) == list(range(40))
    assert torch.equal(rows.x[:, 0], rows.y)
    assert (rows.total, rows.batch, layout.names) == (40, 16, ("ids",))
    first = next(iter(loader))["labels"].tolist()
    order.manual_seed(3)
    torch.manual_seed(0)
    assert first == next(iter(loader))["labels"].tolist()


def test_sentences_of_many_lengths_are_filled_up_together():
    def filled(some):
        longest = max(len(one["ids"]) for one in some)
        ids = torch.zeros(len(some), longest, dtype=torch.int64)
        for row, one in zip(ids, some, strict=True):
            row[: len(one["ids"])] = one["ids"]
        return {"ids": ids, "labels": torch.stack([one["labels"] for one in some])}

    many = [{"ids": torch.ones(1 + i), "labels": torch.tensor(i % 2)} for i in range(10)]
    rows, _ = _read(DataLoader(many, batch_size=2, collate_fn=filled))
    assert tuple(rows.x.shape) == (10, 10)


def test_a_long_loader_is_read_in_part():
    rows, _ = _read(DataLoader(_examples(5000), batch_size=500))
    assert (len(rows.x), rows.total) == (4500, 5000)


def test_mappings_and_pairs_are_rows():
    rows, layout = _read({"ids": IDS, "mask": MASK, "labels": Y, "kind": "words"})
    assert (layout.names, rows.total) == (("ids", "mask"), 4)
    rows, layout = _read((PICTURES, Y))
    assert layout.names == ("x",)
    assert rows.x is not None


class Stream(IterableDataset):
    def __iter__(self):
        yield from _examples(4)


@pytest.mark.parametrize(
    "data",
    [5, {"ids": IDS}, {"labels": Y}, {"labels": torch.tensor(1)}, DataLoader(Stream())],
    ids=["number", "no labels", "only labels", "one label", "stream"],
)
def test_other_data_are_refused(data):
    with pytest.raises(SettingError, match="train must be batches that map names to tensors, lab"):
        _read(data)
