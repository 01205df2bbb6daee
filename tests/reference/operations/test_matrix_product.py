import numpy as np
import pytest

from netwright.reference.operations import matrix_product


def test_values_worked_out_by_hand():
    y, saved = matrix_product.forward([[1.0, 2.0], [3.0, 4.0]], [[5.0, 6.0], [7.0, 8.0]])
    np.testing.assert_array_equal(y, [[19, 22], [43, 50]])
    grads = matrix_product.backward(np.array([[1.0, 0.0], [0.0, 0.0]]), saved)
    np.testing.assert_array_equal(grads.a, [[5, 7], [0, 0]])  # only row 0 and column 0 met
    np.testing.assert_array_equal(grads.b, [[1, 0], [2, 0]])


def test_the_dot_product_is_one_row_times_one_column():
    u, v = np.array([1.0, 2.0, 3.0]), np.array([4.0, 5.0, 6.0])
    y, saved = matrix_product.forward(u[np.newaxis], v[:, np.newaxis])
    np.testing.assert_array_equal(y, [[32.0]])
    grads = matrix_product.backward([[2.0]], saved)
    np.testing.assert_array_equal(grads.a[0], 2 * v)
    np.testing.assert_array_equal(grads.b[:, 0], 2 * u)


@pytest.mark.parametrize("case", range(20))
def test_turned_over_the_factors_change_places(case):
    given = matrix_product.example(np.random.default_rng(case))
    y, _ = matrix_product.forward(**given)
    turned, _ = matrix_product.forward(given["b"].T, given["a"].T)
    np.testing.assert_allclose(turned.T, y, atol=1e-13)


@pytest.mark.parametrize("case", range(10))
def test_a_permutation_of_the_rows_permutes_the_answers(case):
    rng = np.random.default_rng(case)
    given = matrix_product.example(rng)
    order = rng.permutation(len(given["a"]))
    y, _ = matrix_product.forward(**given)
    permuted, _ = matrix_product.forward(given["a"][order], given["b"])
    np.testing.assert_allclose(permuted, y[order], atol=1e-13)


def test_a_matrix_times_the_identity_is_itself():
    a = np.arange(6.0).reshape(2, 3)
    np.testing.assert_array_equal(matrix_product.forward(a, np.eye(3))[0], a)


def test_factors_that_do_not_meet_are_refused_with_both_shapes():
    with pytest.raises(ValueError, match=r"^b must have shape \(3, m\); got \(2, 3\)$"):
        matrix_product.forward(np.ones((2, 3)), np.ones((2, 3)))
