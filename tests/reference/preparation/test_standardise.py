import numpy as np
import pytest

from netwright.reference.preparation import standardise


def test_values_worked_out_by_hand():
    found = standardise.forward([[0.0, 5.0], [4.0, 5.0]], [[6.0, 7.0]])
    np.testing.assert_allclose(found, [[2.0, 2.0]])  # mean 2, deviation 2; constant: minus 5


def test_the_training_rows_come_out_with_mean_0_and_deviation_1():
    train = np.random.default_rng(0).normal(100.0, 7.0, size=(50, 3))
    z = standardise.forward(train, train)
    np.testing.assert_allclose(z.mean(axis=0), 0.0, atol=1e-12)
    np.testing.assert_allclose(z.std(axis=0), 1.0)


def test_units_do_not_matter():
    rng = np.random.default_rng(0)
    train, x = rng.normal(size=(9, 2)), rng.normal(size=(4, 2))
    moved = standardise.forward(32.0 + 1.8 * train, 32.0 + 1.8 * x)
    np.testing.assert_allclose(moved, standardise.forward(train, x))


def test_a_constant_column_is_exactly_zero_even_where_its_mean_rounds():
    train = np.full((3, 1), 0.1)
    assert train.mean() != 0.1
    assert standardise.forward(train, train).tolist() == [[0.0]] * 3


def test_rows_of_another_width_are_refused():
    with pytest.raises(ValueError, match=r"x must have shape \(m, 2\); got \(1, 3\)"):
        standardise.forward(np.ones((4, 2)), np.ones((1, 3)))
