import numpy as np
import pytest

from netwright.reference.activations import sigmoid, softmax


def draw(case):
    return softmax.example(np.random.default_rng(case))["x"]


def test_values_worked_out_by_hand():
    p, saved = softmax.forward([[0.0, np.log(3.0)], [np.log(2.0), np.log(2.0)]])
    np.testing.assert_allclose(p, [[1 / 4, 3 / 4], [1 / 2, 1 / 2]], rtol=1e-15)
    dx = softmax.backward([[1.0, 0.0], [1.0, 3.0]], saved).x
    np.testing.assert_allclose(dx, [[3 / 16, -3 / 16], [-1 / 2, 1 / 2]], rtol=1e-14)


@pytest.mark.parametrize("case", range(20))
def test_shifting_a_row_changes_nothing_so_dx_sums_to_zero(case):
    x = draw(case)
    p, saved = softmax.forward(x)
    np.testing.assert_allclose(p.sum(axis=1), 1.0, atol=1e-15)
    np.testing.assert_allclose(softmax.forward(x + 5.0)[0], p, atol=1e-15)
    dx = softmax.backward(np.random.default_rng(1).normal(size=x.shape), saved).x
    np.testing.assert_allclose(dx.sum(axis=1), 0.0, atol=1e-15)


@pytest.mark.parametrize("case", range(10))
def test_permuting_rows_and_columns_permutes_the_answers(case):
    x = draw(case)
    rng = np.random.default_rng(1)
    rows, columns = rng.permutation(x.shape[0]), rng.permutation(x.shape[1])
    p, _ = softmax.forward(x)
    permuted, _ = softmax.forward(x[rows][:, columns])
    np.testing.assert_allclose(permuted, p[rows][:, columns], atol=1e-15)


def test_of_two_numbers_it_is_the_sigmoid_of_their_difference():
    x = np.random.default_rng(0).normal(size=(6, 2))
    p, _ = softmax.forward(x)
    np.testing.assert_allclose(p[:, 1], sigmoid.forward(x[:, 1] - x[:, 0])[0], atol=1e-15)


def test_of_one_number_it_is_1_with_no_slope():
    p, saved = softmax.forward([[7.0]])
    assert p == 1.0
    assert softmax.backward([[3.0]], saved).x == 0.0


def test_large_numbers_do_not_overflow():
    p, saved = softmax.forward([[1e3, -1e3, 1e3], [-1e3, -1e3, -1e3]])
    np.testing.assert_allclose(p, [[1 / 2, 0, 1 / 2], [1 / 3] * 3], rtol=1e-15)
    assert np.isfinite(softmax.backward(np.eye(2, 3), saved).x).all()
