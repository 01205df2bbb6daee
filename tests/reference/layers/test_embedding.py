import numpy as np
import pytest

from netwright.reference.layers import embedding


def test_values_worked_out_by_hand():
    y, saved = embedding.forward([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]], [[2, 0], [2, 2]])
    np.testing.assert_array_equal(y, [[[5.0, 6.0], [1.0, 2.0]], [[5.0, 6.0], [5.0, 6.0]]])
    dy = np.array([[[1.0, 0.0], [7.0, 7.0]], [[10.0, 0.0], [100.0, 1.0]]])
    dtable = embedding.backward(dy, saved).table
    np.testing.assert_array_equal(dtable, [[7.0, 7.0], [0.0, 0.0], [111.0, 1.0]])


@pytest.mark.parametrize("case", range(20))
def test_it_is_the_product_of_one_hot_rows_and_the_table(case):
    given = embedding.example(np.random.default_rng(case))
    y, saved = embedding.forward(**given)
    flags = np.eye(len(given["table"]))[given["tokens"]]
    np.testing.assert_allclose(y, flags @ given["table"], atol=1e-14)
    dy = np.random.default_rng(1).normal(size=y.shape)
    dtable = embedding.backward(dy, saved).table
    np.testing.assert_allclose(dtable, _summed(flags, dy), atol=1e-13)


def test_a_token_without_a_row_is_refused():
    for bad in (-1, 2, 0.5):
        words = rf"tokens must be whole numbers from 0 to 1; got {bad}"
        with pytest.raises(ValueError, match=words):
            embedding.forward(np.ones((2, 3)), [0, bad])


def _summed(flags, dy):
    return flags.reshape(-1, flags.shape[-1]).T @ dy.reshape(-1, dy.shape[-1])
