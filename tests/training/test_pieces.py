import pytest
import torch
from torch import nn
from torch.nn import functional

from netwright.models import KeyedDropout, seek_dropout
from netwright.training import Candidate, Checkpoint, Feed
from netwright.training import _pieces as pieces
from netwright.training._flat import FlatParameters
from netwright.training._passes import ReplayedPasses, plain_pass
from netwright.training._pieces import Pieces, activation_bytes, agree, cuts, piece_sizes
from netwright.training._plan import RESIDENT
from netwright.training._stepper import Stepper

CPU = torch.device("cpu")


def batch_of(rows, seed=0):
    made = torch.Generator().manual_seed(seed)
    label = torch.randint(3, (rows,), generator=made)
    return {"x": torch.randn(rows, 4, generator=made), "label": label}


class Rig:
    """A network with dropout, and its passes."""

    def __init__(self, *layers, loss=functional.cross_entropy):
        torch.manual_seed(0)
        self.dropouts = [KeyedDropout(0.5, layer=0), KeyedDropout(0.3, layer=1)]
        self.network = nn.Sequential(
            nn.Linear(4, 8), nn.ReLU(), self.dropouts[0], *layers, nn.Linear(8, 3), self.dropouts[1]
        )
        self.flat = FlatParameters(self.network)
        self.seen = []
        self._loss = loss

    def run(self, batch):
        self.seen.append(len(batch["x"]))
        return self._loss(self.network(batch["x"]), batch["label"])

    def whole(self, batch, frozen=0):
        return plain_pass(self.run, self.flat, batch, frozen)

    def cut(self, rows, one=None):
        return Pieces(one or self.whole, self.flat, self.dropouts, rows=rows)


@pytest.mark.parametrize("replayed", [False, True])
@pytest.mark.parametrize("rows", [1, 3, 4, 9, 10, 64])
def test_loss_and_gradients_are_those_of_the_whole(rows, replayed):
    rig = Rig()
    one = ReplayedPasses(rig.run, rig.flat, rig.dropouts) if replayed else None
    cut = rig.cut(rows, one)
    for step in range(3):
        batch = batch_of(10, step)
        seek_dropout(rig.dropouts, 0, step)
        loss = float(rig.whole(batch))
        wanted = rig.flat.gradients.clone()
        seek_dropout(rig.dropouts, 0, step)
        assert float(cut(batch, 0)) == pytest.approx(loss, rel=1e-5)
        torch.testing.assert_close(rig.flat.gradients, wanted, rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize(("count", "rows"), [(10, 4), (10, 10), (3, 64), (128, 16), (7, 1)])
def test_pieces_are_nearly_equal_and_take_every_row_once(count, rows):
    found = list(cuts(count, rows))
    assert [row for start, end in found for row in range(start, end)] == list(range(count))
    sizes = {end - start for start, end in found}
    assert max(sizes) <= rows
    assert max(sizes) - min(sizes) <= 1


def mean_of_labelled(output, label):
    """Over the rows of class 0 alone: how many there are differs from piece to piece."""
    return functional.cross_entropy(output[label == 0], label[label == 0])


REFUSED = {
    "a norm": ([nn.BatchNorm1d(8)], functional.cross_entropy),
    "a mean over other rows": ([], mean_of_labelled),
    "a sum": ([], lambda output, label: functional.cross_entropy(output, label, reduction="sum")),
    "right loss, other gradients": (
        [],
        lambda output, label: (
            functional.cross_entropy(output, label)
            + (output.mean(0) * (output - output.detach()).mean(0)).sum()
        ),
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_no_mean_over_rows_does_not_agree(case):
    layers, loss = REFUSED[case]
    rig = Rig(*layers, loss=loss)
    seek_dropout(rig.dropouts, 0, 0)
    assert not agree(rig.whole, rig.cut(3), rig.flat, batch_of(10))


def test_a_mean_over_rows_agrees():
    rig = Rig()
    seek_dropout(rig.dropouts, 0, 0)
    assert agree(rig.whole, rig.cut(3), rig.flat, batch_of(10))


def test_activations_are_counted_without_weights_and_once():
    network = nn.Sequential(nn.Linear(4, 100), nn.ReLU(), nn.Linear(100, 3))
    batch = batch_of(10)
    # what is kept: x, the output of the ReLU (for itself and the last layer), and the logarithms
    # of the shares with the labels and a number for their weights
    kept = 4 * (10 * 4 + 10 * 100 + 10 * 3) + 8 * 10 + 4
    found = activation_bytes(
        network, lambda b: functional.cross_entropy(network(b["x"]), b["label"]), batch
    )
    assert found == kept


@pytest.mark.parametrize(
    ("cache", "wanted"),
    [(20_000, []), (5000, [32]), (2500, [16, 64]), (1, [8, 32])],
)
def test_sizes_are_what_fits_and_four_times_that(cache, wanted):
    rig = Rig()
    batch = batch_of(128)
    row = activation_bytes(rig.network, rig.run, batch) / 128
    assert 5000 / 64 < row < 2500 / 16
    assert piece_sizes(rig.network, rig.run, batch, cache=cache) == wanted
    assert set(rig.seen) == {128, pieces.SMALLEST}
    assert piece_sizes(rig.network, rig.run, batch_of(15), cache=1) == []


def test_networks_with_batch_norm_are_not_cut():
    rig = Rig(nn.BatchNorm1d(8))
    assert piece_sizes(rig.network, rig.run, batch_of(128), cache=1) == []
    assert rig.seen == []


def way(micro, dtype="fp32", passes="plain"):
    return Candidate(dtype=dtype, memory="contiguous", threads=1, passes=passes, micro=micro)


@pytest.fixture
def make_stepper(make_table_task, make_table, make_settings):
    """Members, dropout, and batches whose sizes differ by one."""

    def make(candidate, **changed):
        task = make_table_task(dropout=0.5, members=2)
        settings = make_settings(batch_size=12, **changed)
        feed = Feed(task, make_table(), batch_size=12, seed=0, device=CPU)
        return Stepper(task, settings, candidate, CPU, steps=12), feed

    return make


def go(rig, steps):
    stepper, feed = rig
    return [float(stepper.step(feed.batch(number), number)) for number in steps]


@pytest.mark.parametrize("passes", ["plain", "replayed"])
def test_steps_in_pieces_end_where_whole_ones_do(make_stepper, passes):
    changed = {"clip": 0.5, "ema": 0.9, "optimiser": "momentum"}
    losses = go(make_stepper(way(0), **changed), range(12))
    assert go(make_stepper(way(5, passes=passes), **changed), range(12)) == pytest.approx(
        losses, rel=1e-4
    )


def test_bf16_weights_are_summed_in_fp32(make_stepper):
    whole = make_stepper(way(0, RESIDENT), optimiser="sgd")
    cut = make_stepper(way(3, RESIDENT), optimiser="sgd")
    assert go(cut, range(12)) == pytest.approx(go(whole, range(12)), rel=2e-2)
    assert cut[0].flat.gradients.dtype == torch.float32


@pytest.mark.parametrize("candidate", [way(5), way(5, passes="replayed"), way(5, RESIDENT)])
def test_saved_and_restored_midway_it_ends_with_equal_bits(make_stepper, same, candidate):
    whole = make_stepper(candidate, ema=0.9)
    losses = go(whole, range(12))
    first = make_stepper(candidate, ema=0.9)
    go(first, range(5))
    second = make_stepper(candidate, ema=0.9)
    second[0].restore(first[0].tensors())
    assert go(second, range(5, 12)) == losses[5:]
    assert same(second[0].tensors(), whole[0].tensors())


def test_a_stepper_knows_in_which_pieces_its_batches_may_go(make_stepper, monkeypatch):
    monkeypatch.setattr(pieces, "SMALLEST", 3)
    stepper, feed = make_stepper(way(0))
    assert stepper.piece_sizes(feed.batch(0), cache=1) == [3]
    assert stepper.piece_sizes(feed.batch(0), cache=2**21) == []
    loss = stepper.task.loss

    def mixing(task, output, batch):
        return loss(output, batch) * output.std()

    monkeypatch.setattr(type(stepper.task), "loss", mixing)
    assert stepper.piece_sizes(feed.batch(0), cache=1) == []


def test_a_run_in_pieces_resumed_ends_the_same(
    make_trainer, make_table_task, make_table, make_settings, memory, same
):
    def make():
        settings = make_settings(batch_size=10, evaluations=3)
        task = make_table_task(dropout=0.5)
        return make_trainer(task, make_table(), settings, steps=9, candidate=way(4))

    make().run()
    lines, kept = list(memory.lines), list(memory.checkpoints)
    memory.lines.clear()
    again = make()
    again.restore(Checkpoint(tensors=kept[0][1], state=kept[0][2]))
    again.run()
    assert memory.lines == lines[1:]
    assert same(memory.checkpoints[-1][1], kept[-1][1])
