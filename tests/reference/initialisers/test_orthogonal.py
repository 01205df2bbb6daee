import numpy as np
import pytest

from netwright.reference.initialisers import orthogonal


@pytest.mark.parametrize("shape", [(6, 3), (3, 6), (4, 4), (1, 5), (5, 1)])
def test_the_shorter_side_is_orthonormal_times_the_gain(shape):
    draws = np.random.default_rng(0).normal(size=shape)
    weights = orthogonal.forward(draws, gain=2.0)
    assert weights.shape == shape
    product = weights.T @ weights if shape[0] >= shape[1] else weights @ weights.T
    np.testing.assert_allclose(product, 4.0 * np.eye(min(shape)), atol=1e-12)


def test_a_turn_changes_no_length():
    rng = np.random.default_rng(0)
    x = rng.normal(size=(3, 6))
    y = x @ orthogonal.forward(rng.normal(size=(6, 6)))
    np.testing.assert_allclose(np.linalg.norm(y, axis=1), np.linalg.norm(x, axis=1))


def test_columns_that_are_orthonormal_already_stay():
    np.testing.assert_allclose(orthogonal.forward([[0.0, 2.0], [-3.0, 0.0]]), [[0, 1], [-1, 0]])


def test_values_worked_out_by_hand():
    np.testing.assert_allclose(orthogonal.forward([[-3.0, 4.0]], gain=5.0), [[-3.0, 4.0]])


def test_gain_must_be_above_zero():
    with pytest.raises(ValueError, match="gain must be a finite number above 0; got 0"):
        orthogonal.forward([[1.0]], gain=0)
