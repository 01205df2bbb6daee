import numpy as np
import torch
from torch import nn

import netwright as nw
from netwright.api._diagnose_rows import Alone, output_alone, rows_met
from netwright.api._prepared import Learned


def test_columns_come_apart_again():
    class Network(nn.Module):
        def forward(self, numbers, codes):
            assert codes.dtype == torch.int64
            return torch.cat([numbers.sum(1, keepdim=True), codes.float()], dim=1)

    x = torch.tensor([[0.5, 0.25, 3.0], [1.0, 1.0, 7.0]])
    assert Alone(Network(), [2, 1])(x).tolist() == [[0.75, 3.0], [2.0, 7.0]]
    members = Alone(nn.Unflatten(1, (1, 3)), [])
    assert members(x).tolist() == x.tolist()


def test_rows_are_evenly_spaced_and_as_the_network_meets_them(data):
    prepared = nw.inspect(data / "people.csv", target="label").prepared
    rows = prepared.examples.rows("train")
    met, widths = rows_met(prepared.learned, rows, most=10)
    assert (len(met.x), len(met.y), met.total) == (10, 10, len(rows))
    assert sum(widths) == met.x.shape[1]
    every, _ = rows_met(prepared.learned, rows)
    taken = np.linspace(0, len(rows) - 1, 10).round().astype(np.int64)
    assert torch.equal(met.x, every.x[taken])
    assert met.y.tolist() == prepared.examples.arrays["label"][rows[taken]].tolist()


def test_the_output_alone_takes_its_own_weights():
    class Task:
        def model(self):
            return nn.Sequential()

    class Head(nn.Module):
        def __init__(self):
            super().__init__()
            self.output = nn.Linear(3, 2)

    class OneHead(Task):
        def model(self):
            return Head()

    learned = Learned(task=OneHead(), examples=None, settings=None, layer="classifier.4")
    state = {"classifier.4.weight": torch.ones(2, 3), "classifier.4.bias": torch.zeros(2)}
    head = output_alone(learned, state | {"features.weight": torch.ones(9)})
    assert head.output.weight.tolist() == [[1.0] * 3] * 2
