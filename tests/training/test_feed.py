"""R13 among others: each example once in every epoch, and no state to lose."""

import dataclasses
from collections import Counter

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from netwright.contracts import Examples
from netwright.randomness import table
from netwright.tasks import TableClassification
from netwright.training import Feed, _feed

CPU = torch.device("cpu")


def make_feed(task, examples, *, seed=0, batch_size=8, **changed):
    return Feed(task, examples, batch_size=batch_size, seed=seed, device=CPU, **changed)


def numbered(count):
    """A table whose number is the row: what a batch holds says where it came from."""
    arrays = {
        "numbers": np.arange(count, dtype=np.float32).reshape(-1, 1),
        "categories": np.zeros((count, 0), dtype=np.int64),
        "label": np.zeros(count, dtype=np.int64),
    }
    task = TableClassification(classes=("a", "b"), numbers=1, sizes=(), network="logistic")
    return task, arrays


@given(
    count=st.integers(1, 200),
    batch_size=st.integers(1, 60),
    seed=st.integers(0, 5),
    every=st.integers(1, 3),
)
def test_each_epoch_has_each_example_once(count, batch_size, seed, every):
    task, arrays = numbered(count * every)
    rows = np.arange(0, count * every, every)
    feed = make_feed(task, Examples(arrays, {"train": rows}), seed=seed, batch_size=batch_size)
    for epoch in range(2):
        seen, sizes = Counter(), set()
        for step in range(epoch * feed.steps, (epoch + 1) * feed.steps):
            batch = feed.batch(step)["numbers"][:, 0].long().tolist()
            assert batch == feed.example_rows(step).tolist()
            seen.update(batch)
            sizes.add(len(batch))
        assert seen == Counter(rows.tolist())
        assert max(sizes) <= max(batch_size, 3)  # three at batch 2: no example alone
        assert max(sizes) - min(sizes) <= 1
        assert min(sizes) >= 1


def test_epochs_and_seeds_have_orders_of_their_own():
    task, arrays = numbered(64)
    examples = Examples(arrays, {"train": np.arange(64)})
    feed, other = make_feed(task, examples), make_feed(task, examples, seed=1)
    assert feed.steps == 8
    orders = {
        tuple(np.concatenate([f.example_rows(s) for s in steps]))
        for f, steps in ((feed, range(8)), (feed, range(8, 16)), (other, range(8)))
    }
    assert len(orders) == 3


def equal(one, other):
    assert one.keys() == other.keys()
    assert all(torch.equal(one[name], other[name]) for name in one)


@pytest.mark.parametrize("augment", ["shift+flip", "shift+altflip"])
@pytest.mark.parametrize("channels_last", [False, True])
def test_beginning_anywhere_gives_equal_bits(
    make_image_task, make_pictures, monkeypatch, channels_last, augment
):
    monkeypatch.setattr(_feed, "CHUNK_BYTES", 40_000)  # three or four batches
    task, examples = make_image_task(augment=augment), make_pictures(100)
    feed = make_feed(task, examples, channels_last=channels_last)
    assert 1 < feed._per_chunk < feed.steps
    whole = [feed.batch(step) for step in range(2 * feed.steps)]
    for step in (1, feed._per_chunk - 1, feed._per_chunk, feed.steps - 1, feed.steps + 1):
        equal(make_feed(task, examples, channels_last=channels_last).batch(step), whole[step])


def test_read_from_disk_and_resident_are_equal(
    make_image_task, make_pictures, monkeypatch, tmp_path
):
    task, examples = make_image_task(augment="affine"), make_pictures(50, channels=1)
    path = tmp_path / "pictures.npy"
    np.save(path, examples.arrays["picture"])
    mapped = np.load(path, mmap_mode="r")
    on_disk = dataclasses.replace(examples, arrays={**examples.arrays, "picture": mapped})
    resident = make_feed(task, examples)
    monkeypatch.setattr(_feed, "RESIDENT_BYTES", 0)
    read = make_feed(task, on_disk)
    assert resident._resident is not None
    assert read._resident is None
    for step in range(2 * resident.steps):
        equal(read.batch(step), resident.batch(step))


def seen_in(feed, epoch):
    """Each row's picture in an epoch."""
    return {
        int(row): picture
        for step in range(epoch * feed.steps, (epoch + 1) * feed.steps)
        for row, picture in zip(feed.example_rows(step), feed.batch(step)["picture"], strict=True)
    }


@pytest.mark.parametrize("augment", ["shift+flip", "shift+altflip"])
def test_augmentation_belongs_to_the_example_not_to_its_place(
    make_image_task, make_pictures, augment
):
    """With other batches the same example looks the same in the same epoch."""
    task, examples = make_image_task(augment=augment), make_pictures(60)
    feeds = [make_feed(task, examples, batch_size=size) for size in (4, 16)]
    for epoch in (0, 3):
        one, other = (seen_in(feed, epoch) for feed in feeds)
        assert one.keys() == other.keys()
        assert all(torch.equal(picture, other[row]) for row, picture in one.items())


def test_an_alternating_flip_mirrors_each_example_in_every_other_epoch(
    make_image_task, make_pictures
):
    examples = make_pictures(400, channels=3)
    colour = {"channels": 3, "mean": (9.0,) * 3, "std": (9.0,) * 3}
    plain = seen_in(make_feed(make_image_task(**colour), examples), 0)
    feed = make_feed(make_image_task(**colour, augment="altflip"), examples)
    again = make_feed(make_image_task(**colour, augment="flip"), examples)
    epochs = [seen_in(feed, epoch) for epoch in range(4)]
    mirrored = []
    for row, picture in plain.items():
        looks = [epoch[row] for epoch in epochs]
        places = [torch.equal(look, picture.flip(2)) for look in looks]
        assert all(torch.equal(looks[e], picture) for e in range(4) if not places[e])
        assert places in ([True, False, True, False], [False, True, False, True])
        mirrored.append(places[0])
    assert abs(np.mean(mirrored) - 0.5) < 0.1  # four standard errors of 300 coins
    first = seen_in(again, 0)
    assert all(torch.equal(first[row], look) for row, look in epochs[0].items())


def test_a_column_that_alternates_goes_on_by_a_half_and_leaves_the_others(
    make_image_task, make_pictures
):
    examples = make_pictures(40)
    feed = make_feed(make_image_task(augment="altflip+shift"), examples, seed=3)
    first = table(3, "augment", 30, 3)
    for epoch in (4, 0, 3, 1):
        found, fresh = feed._epoch_draws(epoch), table(3, "augment", 30, 3, epoch=epoch)
        assert found.dtype == np.float32
        np.testing.assert_array_equal(found[:, 1:], fresh[:, 1:])
        np.testing.assert_array_equal(found[:, 0], (np.float64(first[:, 0]) + epoch / 2) % 1)


def test_each_epoch_augments_anew_and_none_does_not(make_image_task, make_pictures):
    examples = make_pictures(8, splits={"train": np.arange(8)})
    for augment, changed in (("shift+flip", True), ("none", False)):
        feed = make_feed(make_image_task(augment=augment), examples)
        first, second = (
            dict(zip(feed.example_rows(s).tolist(), feed.batch(s)["picture"], strict=True))
            for s in (0, 1)
        )
        assert any(not torch.equal(first[row], second[row]) for row in first) is changed


def test_the_layout_of_pictures(make_image_task, make_pictures):
    task, examples = (
        make_image_task(channels=3, mean=(9.0,) * 3, std=(9.0,) * 3),
        make_pictures(20, channels=3),
    )
    plain = make_feed(task, examples).batch(0)
    last = make_feed(task, examples, channels_last=True).batch(0)
    assert plain["picture"].is_contiguous()
    assert last["picture"].is_contiguous(memory_format=torch.channels_last)
    equal(plain, last)


def test_a_batch_larger_than_the_split_is_one_step(make_image_task, make_pictures):
    feed = make_feed(make_image_task(), make_pictures(20), batch_size=1000)
    assert feed.steps == 1
    assert len(feed.batch(3)["label"]) == 15


def test_a_task_may_want_an_order_of_its_own(make_image_task, make_pictures, monkeypatch):
    examples = make_pictures()
    task = make_image_task()
    asked = []

    def order(self, given, *, seed, epoch):
        asked.append((given is examples, seed, epoch))
        return np.arange(30)[::-1].copy() if epoch == 0 else None

    monkeypatch.setattr(type(task), "order", order)
    feed = make_feed(task, examples, seed=5, batch_size=10)
    assert feed.example_rows(0).tolist() == list(range(29, 19, -1))
    labels = torch.from_numpy(examples.arrays["label"][feed.example_rows(2)])
    assert torch.equal(feed.batch(2)["label"], labels)
    later = feed.example_rows(3)
    monkeypatch.undo()
    plain = make_feed(task, examples, seed=5, batch_size=10)
    assert np.array_equal(later, plain.example_rows(3))
    assert asked == [(True, 5, 0), (True, 5, 1)]
