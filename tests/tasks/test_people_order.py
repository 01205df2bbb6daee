from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from netwright.tasks._people_order import people_order


@given(
    labels=st.lists(st.integers(0, 6), min_size=1, max_size=60),
    each=st.integers(1, 5),
    epoch=st.integers(0, 2),
)
def test_each_picture_occurs_once_and_nothing_else_decides(labels, each, epoch):
    numbers = np.array(labels)
    order = people_order(numbers, each=each, seed=1, epoch=epoch)
    assert sorted(order.tolist()) == list(range(len(labels)))
    again = people_order(numbers, each=each, seed=1, epoch=epoch)
    assert np.array_equal(order, again)


def test_epochs_and_seeds_differ():
    labels = np.repeat(np.arange(6), 8)
    orders = {
        tuple(people_order(labels, each=4, seed=seed, epoch=epoch))
        for seed, epoch in ((0, 0), (0, 1), (1, 0))
    }
    assert len(orders) == 3


@pytest.mark.parametrize("epoch", range(4))
def test_batches_hold_several_people_and_several_pictures_of_each(epoch):
    labels = np.repeat(np.arange(30), 8)
    order = people_order(labels, each=4, seed=0, epoch=epoch)
    for batch in order.reshape(-1, 40):
        counts = Counter(labels[batch].tolist())
        assert set(counts.values()) <= {4, 8}
        assert len(counts) >= 9
    # everybody once, before anybody twice
    assert len(set(labels[order[:120]].tolist())) == 30


def test_parts_of_one_person_differ_by_one_at_most_and_are_spread():
    labels = np.repeat([0, 1], [10, 100])
    order = labels[people_order(labels, each=4, seed=0, epoch=0)]
    begins = np.flatnonzero(np.diff(order, prepend=-1))
    lengths = np.diff(np.append(begins, len(order)))[order[begins] == 0]
    assert sorted(lengths.tolist()) == [3, 3, 4]
    places = np.flatnonzero(order == 0)
    assert places.min() < 50
    assert places.max() > 60
