import numpy as np
import pytest

from netwright.reference.preparation import even_batches


def test_values_worked_out_by_hand():
    found = even_batches.forward([6, 5, 4, 3, 2, 1, 0], batch_size=3)
    assert [batch.tolist() for batch in found] == [[6, 5], [4, 3], [2, 1, 0]]


@pytest.mark.parametrize("n", range(1, 30))
def test_sizes_differ_by_one_at_most_and_no_example_is_alone(n):
    order = np.random.default_rng(n).permutation(n)
    for batch_size in range(2, 12):
        found = even_batches.forward(order, batch_size=batch_size)
        sizes = {len(batch) for batch in found}
        np.testing.assert_array_equal(np.concatenate(found), order)
        assert max(sizes) - min(sizes) <= 1
        assert min(sizes) >= min(2, n)
        assert max(sizes) <= max(batch_size, 3)


def test_one_at_a_time_where_that_is_wished():
    found = even_batches.forward([2, 0, 1], batch_size=1)
    assert [batch.tolist() for batch in found] == [[2], [0], [1]]


def test_batch_size_must_be_one_or_more():
    with pytest.raises(ValueError, match="batch_size must be a whole number, 1 or more; got 0"):
        even_batches.forward([0], batch_size=0)
