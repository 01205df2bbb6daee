"""What is written down while a loop runs."""

import torch
from torch import nn

from netwright.api._watch_tally import Tally

torch.manual_seed(0)
X, Y = torch.randn(32, 4), torch.randn(32, 1)


def _run(steps: int, *, clear: bool = True, judge: bool = False) -> Tally:
    model = nn.Sequential(nn.Linear(4, 3), nn.Linear(3, 1))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
    tally = Tally(model, optimizer)
    tally.attach()
    for _ in range(steps):
        if clear:
            optimizer.zero_grad()
        loss = nn.functional.mse_loss(model(X), Y)
        loss.backward()
        optimizer.step()
        tally.step(loss)
        if judge:
            with torch.no_grad():
                model(X)
    tally.detach()
    tally.read_losses()
    return tally


def test_losses_steps_and_passes_are_counted():
    tally = _run(300, judge=True)
    assert (tally.steps, len(tally.losses), tally.passes, tally.judged) == (300, 300, 300, 300)
    assert tally.judged_in_train == 300
    assert tally.losses[-1] < tally.losses[0]


def test_samples_get_rare():
    tally = _run(300)
    assert len(tally.ratios) < 25
    assert [step for step, _ in tally.ratios][:7] == [2, 3, 4, 5, 6, 7, 8]
    assert all(0 < ratio < 1 for _, ratio in tally.ratios)
    assert len(tally.seen) == len(tally.batches) < 25
    assert set(tally.rates) == {0.01}


def test_gradients_that_are_not_cleared_are_seen():
    assert _run(20).uncleared == 0
    piled = _run(20, clear=False)
    assert (piled.uncleared, piled.backwards) == (19, 20)


def test_passes_of_one_update_add_up_by_intent():
    model = nn.Sequential(nn.Linear(4, 3), nn.Linear(3, 1))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
    tally = Tally(model, optimizer)
    tally.attach()
    for _ in range(40):
        optimizer.zero_grad()
        for _ in range(32):
            loss = nn.functional.mse_loss(model(X), Y)
            loss.backward()
        optimizer.step()
        tally.step(loss)
    tally.detach()
    assert (tally.uncleared, tally.backwards) == (0, 40)
    assert tally.pieces == [32] * 40


def test_rows_and_rate_may_be_read_otherwise():
    class Named(nn.Linear):
        def forward(self, *, rows):
            return super().forward(rows)

    model = Named(4, 1)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
    tally = Tally(model, optimizer, read=lambda _, named: named["rows"], rate=lambda: 7.0)
    tally.attach()
    model(rows=X).sum().backward()
    tally.step(None)
    tally.detach()
    assert (tally.batches, tally.rates, tally.steps) == ([32], [7.0], 1)
    assert tally.losses == tally.waiting == []


def test_numbers_in_place_of_tensors_are_kept_in_order():
    tally = _run(2)
    tally.step(7.0)
    tally.step(torch.tensor(8.0))
    tally.read_losses()
    assert tally.losses[2:] == [7.0, 8.0]
    assert tally.without_graph == 1


def test_no_hook_is_left():
    tally = _run(3)
    assert tally.hook is None
    assert tally.backward_hook is None
    assert not tally.model[1].weight._backward_hooks
    assert not tally.model._forward_pre_hooks
