import pytest
import torch
from torch import nn
from torch.nn import functional

from netwright.models import KeyedDropout, seek_dropout
from netwright.training import Candidate, Feed
from netwright.training import _passes as passes
from netwright.training._flat import FlatParameters
from netwright.training._passes import ReplayedPasses, plain_pass
from netwright.training._stepper import Stepper

CPU = torch.device("cpu")
REPLAYED = Candidate(dtype="fp32", memory="contiguous", threads=1, passes="replayed")


def batch_of(rows, seed=0):
    made = torch.Generator().manual_seed(seed)
    label = torch.randint(3, (rows,), generator=made)
    return {"x": torch.randn(rows, 4, generator=made), "label": label}


@pytest.fixture
def parts():
    torch.manual_seed(0)
    dropout = KeyedDropout(0.5)
    network = nn.Sequential(nn.Linear(4, 8), nn.BatchNorm1d(8), nn.ReLU(), dropout, nn.Linear(8, 3))
    runs = []

    def run(batch):
        runs.append(len(batch["x"]))
        return functional.cross_entropy(network(batch["x"]), batch["label"])

    return network, run, FlatParameters(network), dropout, runs


def test_a_shape_is_recorded_once_and_then_replayed(parts):
    _, run, flat, dropout, runs = parts
    replayed = ReplayedPasses(run, flat, [dropout])
    for seed, rows in enumerate((6, 6, 5, 6, 5, 6)):
        seek_dropout([dropout], 0, seed)
        got = float(replayed(batch_of(rows, seed), 0)), flat.gradients.clone()
        assert got[0] == float(plain_pass(run, flat, batch_of(rows, seed)))
        assert float((got[1] - flat.gradients).abs().max()) <= 1e-6
    asked_by_the_test = [6, 6, 5, 6, 5, 6]
    assert sorted(runs) == sorted([*asked_by_the_test, 6, 6, 5, 5])  # plain and recorded, each


def test_recording_moves_no_running_mean(parts):
    network, run, flat, dropout, _ = parts
    replayed = ReplayedPasses(run, flat, [dropout])
    replayed(batch_of(6), 0)
    assert int(network[1].num_batches_tracked) == 1
    mean = network[1].running_mean.clone()
    network[1].reset_running_stats()
    plain_pass(run, flat, batch_of(6))
    assert torch.equal(network[1].running_mean, mean)


def test_a_mask_of_dropout_is_that_of_its_step(parts):
    _, run, flat, dropout, _ = parts
    replayed = ReplayedPasses(run, flat, [dropout])
    losses = []
    for step in (1, 2, 3, 1):
        seek_dropout([dropout], 0, step)
        losses.append(float(replayed(batch_of(6), 0)))
    assert len(set(losses)) == 3
    assert losses[0] == losses[3]


def test_what_cannot_be_replayed_is_computed_plainly(parts):
    network, run, flat, _, runs = parts
    network[3] = nn.Dropout(0.5)
    replayed = ReplayedPasses(run, flat, [])
    losses = {float(replayed(batch_of(6), 0)) for _ in range(4)}
    assert len(losses) == 4  # torch's generator goes on
    assert len(runs) == 4 + 2


def test_a_branch_that_a_recording_does_not_see_is_noticed(parts):
    network, _, flat, _, _ = parts

    def run(batch):
        # numbers that torch does not see: a recording holds those of the batch it was made with
        weight = float(batch["x"].numpy()[0, 0])
        return functional.cross_entropy(network(batch["x"]), batch["label"]) * weight

    replayed = ReplayedPasses(run, flat, [])
    for seed in range(3):
        batch = batch_of(6, seed)
        network[1].reset_running_stats()
        network[3].seek(0, 0)
        assert float(replayed(batch, 0)) == float(plain_pass(run, flat, batch))


def test_many_shapes_are_not_all_recorded(parts, monkeypatch):
    monkeypatch.setattr(passes, "MOST_SHAPES", 2)
    _, run, flat, dropout, runs = parts
    replayed = ReplayedPasses(run, flat, [dropout])
    for rows in (4, 5, 6, 6):
        replayed(batch_of(rows), 0)
    assert runs == [4, 4, 5, 5, 6, 6]  # the last shape plainly, each time


def test_what_another_shape_reached_is_zero_where_this_one_does_not(parts):
    network, run, flat, dropout, _ = parts
    replayed = ReplayedPasses(run, flat, [dropout])
    replayed(batch_of(6), 0)
    for parameter in network[0].parameters():
        parameter.requires_grad_(False)
    replayed(batch_of(6), 1)
    first = dict(zip(flat.names(), flat.views(flat.gradients), strict=True))["0.weight"]
    assert torch.equal(first, torch.zeros_like(first))
    for parameter in network[0].parameters():
        parameter.requires_grad_(True)
    replayed(batch_of(6), 0)
    assert float(first.abs().max()) > 0


@pytest.mark.parametrize("changed", [{}, {"optimiser": "muon", "ema": 0.9}, {"freeze": "1"}])
def test_steps_end_where_plain_ones_do(
    make_image_task, make_pictures, make_settings, plain, same, changed
):
    if "freeze" in changed:
        changed = {**changed, "thaw": 0.5}
    ends = []
    for candidate in (plain, REPLAYED, REPLAYED):
        task, settings = make_image_task(augment="shift"), make_settings(**changed)
        feed = Feed(task, make_pictures(), batch_size=7, seed=0, device=CPU)
        stepper = Stepper(task, settings, candidate, CPU, steps=12)
        losses = [float(stepper.step(feed.batch(n), n)) for n in range(12)]
        ends.append((losses, stepper.tensors()))
    (plainly, _), (once, weights), (twice, again) = ends
    assert once == twice
    assert same(weights, again)
    assert once == pytest.approx(plainly, rel=1e-3)


def test_a_stepper_restored_midway_ends_with_the_same_bytes(
    make_image_task, make_pictures, make_settings, same
):
    task, settings = make_image_task(augment="shift"), make_settings(ema=0.9)

    def rig():
        feed = Feed(task, make_pictures(), batch_size=7, seed=0, device=CPU)
        return Stepper(task, settings, REPLAYED, CPU, steps=12), feed

    whole, feed = rig()
    for number in range(12):
        whole.step(feed.batch(number), number)
    for cut in (1, 5, 11):
        first, feed = rig()
        for number in range(cut):
            first.step(feed.batch(number), number)
        second, feed = rig()
        second.restore(first.tensors())
        for number in range(cut, 12):
            second.step(feed.batch(number), number)
        assert same(second.tensors(), whole.tensors())
