import numpy as np
import pytest

from netwright.reference.layers import running_statistics


def test_values_worked_out_by_hand():
    x = [[1.0, 0.0], [3.0, 0.0], [5.0, 3.0]]  # means 3 and 1, unbiased variances 4 and 3
    mean, variance = running_statistics.forward(x, [0.0, 1.0], [1.0, 1.0], momentum=0.25)
    np.testing.assert_allclose(mean, [0.75, 1.0])
    np.testing.assert_allclose(variance, [1.75, 1.5])


@pytest.mark.parametrize("case", range(10))
def test_momentum_0_keeps_the_old_and_1_takes_the_new(case):
    given = running_statistics.example(np.random.default_rng(case))
    mean, variance = running_statistics.forward(**{**given, "momentum": 0})
    np.testing.assert_array_equal(mean, given["mean"])
    np.testing.assert_array_equal(variance, given["variance"])
    mean, variance = running_statistics.forward(**{**given, "momentum": 1})
    others = tuple(axis for axis in range(given["x"].ndim) if axis != 1)
    np.testing.assert_allclose(mean, given["x"].mean(axis=others), atol=1e-14)
    np.testing.assert_allclose(variance, given["x"].var(axis=others, ddof=1), rtol=1e-12)


def test_over_many_small_batches_the_variance_is_that_of_the_data():
    rng = np.random.default_rng(0)
    mean, variance = np.zeros(1), np.ones(1)
    total = 4000
    for step in range(1, total + 1):
        # with momentum 1 / step it is the plain mean of all batches
        mean, variance = running_statistics.forward(
            rng.normal(3.0, 2.0, size=(2, 1)), mean, variance, momentum=1 / step
        )
    # 4000 batches of two: one batch's unbiased variance deviates by 4 sqrt(2)
    assert abs(variance[0] - 4.0) < 4 * 4 * np.sqrt(2 / total)
    assert abs(mean[0] - 3.0) < 4 * 2 / np.sqrt(2 * total)


def test_one_value_has_no_unbiased_variance():
    with pytest.raises(ValueError, match=r"x must have two values or more in each channel; got 1"):
        running_statistics.forward([[1.0]], [0.0], [1.0])


def test_a_variance_below_zero_is_refused():
    with pytest.raises(ValueError, match=r"variance must be 0 or more everywhere; got -1"):
        running_statistics.forward([[1.0], [2.0]], [0.0], [-1.0])


@pytest.mark.parametrize("momentum", [-0.1, 1.1, np.nan])
def test_a_momentum_is_a_weight(momentum):
    with pytest.raises(ValueError, match=r"momentum must be from 0 to 1; got"):
        running_statistics.forward([[1.0], [2.0]], [0.0], [1.0], momentum=momentum)
