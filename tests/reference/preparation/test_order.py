import numpy as np
import pytest

from netwright.reference.preparation._order import permutation


def test_a_permutation_is_taken():
    np.testing.assert_array_equal(permutation("order", [2, 0, 1]), [2, 0, 1])


def test_an_order_that_leaves_one_out_is_refused():
    words = "order must hold every number from 0 to 2 once; got no 1"
    with pytest.raises(ValueError, match=words):
        permutation("order", [2, 0, 2])


def test_a_number_beyond_the_last_is_refused():
    with pytest.raises(ValueError, match="order must be whole numbers from 0 to 2; got 3"):
        permutation("order", [3, 0, 2])
