import numpy as np
import pytest

from netwright.reference.losses import huber, mae, mse


def test_values_worked_out_by_hand():
    loss, saved = huber.forward([0.5, -4.0], [0.0, 0.0], delta=2.0)
    assert loss == (0.125 + 6.0) / 2  # 1/8, and 2 (4 - 1)
    np.testing.assert_array_equal(huber.backward(2.0, saved).predictions, [0.5, -2.0])


def test_both_branches_meet_at_the_threshold():
    at = [huber.forward([1.5 + e], [0.0], delta=1.5)[0] for e in (-1e-9, 0.0, 1e-9)]
    assert at[1] == 1.125
    np.testing.assert_allclose(np.diff(at), 1.5e-9, rtol=1e-5)


@pytest.mark.parametrize("case", range(20))
def test_it_lies_between_half_the_squared_and_the_absolute_error(case):
    given = huber.example(np.random.default_rng(case))
    delta = given.pop("delta")
    squared, absolute = mse.forward(**given)[0] / 2, mae.forward(**given)[0]
    loss, _ = huber.forward(**given, delta=delta)
    assert loss <= squared * (1 + 1e-12)
    assert loss <= delta * absolute * (1 + 1e-12)
    assert huber.forward(**given, delta=100.0)[0] == pytest.approx(squared, rel=1e-12)
    assert huber.forward(**given, delta=1e-9)[0] / 1e-9 == pytest.approx(absolute, rel=1e-6)


def test_an_error_whose_square_overflows_has_a_loss():
    assert huber.forward([1e200], [0.0], delta=2.0)[0] == 2e200


def test_delta_must_be_above_zero():
    with pytest.raises(ValueError, match=r"delta must be a finite number above 0; got 0"):
        huber.forward(np.zeros(2), np.zeros(2), delta=0)
