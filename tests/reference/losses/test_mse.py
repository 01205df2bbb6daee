import numpy as np
import pytest

from netwright.reference.losses import mse


def test_values_worked_out_by_hand():
    loss, saved = mse.forward([1.0, 5.0], [2.0, 2.0])
    assert loss == 5.0  # (1 + 9) / 2
    np.testing.assert_array_equal(mse.backward(2.0, saved).predictions, [-2.0, 6.0])


@pytest.mark.parametrize("case", range(20))
def test_it_is_the_variance_and_the_squared_shift_of_the_errors(case):
    given = mse.example(np.random.default_rng(case))
    errors = given["predictions"] - given["targets"]
    loss, _ = mse.forward(**given)
    assert loss == pytest.approx(errors.var() + errors.mean() ** 2, rel=1e-12)


def test_the_mean_is_the_best_constant():
    targets = np.array([0.0, 1.0, 8.0])
    _, saved = mse.forward(np.full(3, 3.0), targets)
    assert mse.backward(1.0, saved).predictions.sum() == pytest.approx(0.0, abs=1e-15)


def test_targets_are_as_many_as_predictions():
    with pytest.raises(ValueError, match=r"targets must have shape \(2,\); got \(3,\)"):
        mse.forward(np.zeros(2), np.zeros(3))
