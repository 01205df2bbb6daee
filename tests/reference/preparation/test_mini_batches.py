import numpy as np
import pytest

from netwright.reference.preparation import mini_batches


def test_the_last_batch_is_what_is_left():
    found = mini_batches.forward([6, 5, 4, 3, 2, 1, 0], batch_size=3)
    assert [batch.tolist() for batch in found] == [[6, 5, 4], [3, 2, 1], [0]]


@pytest.mark.parametrize("batch_size", [1, 2, 7, 12, 13, 100])
def test_every_example_is_in_one_batch(batch_size):
    order = np.random.default_rng(0).permutation(12)
    found = mini_batches.forward(order, batch_size=batch_size)
    np.testing.assert_array_equal(np.concatenate(found), order)
    assert len(found) == -(-12 // batch_size)
    assert all(len(batch) == min(batch_size, 12) for batch in found[:-1])


def test_batch_size_must_be_one_or_more():
    with pytest.raises(ValueError, match="batch_size must be a whole number, 1 or more; got 0"):
        mini_batches.forward([0], batch_size=0)
