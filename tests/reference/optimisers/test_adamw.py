import numpy as np
import pytest

from netwright.reference.optimisers import adam, adamw


def draw(case):
    given = adam.example(np.random.default_rng(case))
    return {**given, "rate": 0.01, "decay": 0.0}


@pytest.mark.parametrize("case", range(5))
def test_without_decay_it_is_adam(case):
    given = draw(case)
    for one, other in zip(adamw.forward(**given), adam.forward(**given), strict=True):
        np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize("case", range(5))
def test_decay_moves_the_weights_alone_and_all_by_the_same_share(case):
    given = draw(case)
    weights, mean, squares = adamw.forward(**{**given, "decay": 0.5})
    plain, plain_mean, plain_squares = adam.forward(**given)
    np.testing.assert_allclose(plain - weights, 0.01 * 0.5 * given["weights"], atol=1e-14)
    np.testing.assert_array_equal(mean, plain_mean)
    np.testing.assert_array_equal(squares, plain_squares)


def test_values_worked_out_by_hand():
    one, zero = np.ones(1), np.zeros(1)
    weights, _, _ = adamw.forward(2 * one, 3 * one, zero, zero, step=1, rate=0.5, decay=0.5)
    np.testing.assert_allclose(weights, [2 * 0.75 - 0.5])


def test_decay_has_a_range():
    with pytest.raises(ValueError, match="decay must be a finite number, 0 or more; got -1"):
        adamw.forward(**{**draw(0), "decay": -1})
