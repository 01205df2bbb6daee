import numpy as np
import pytest

from netwright.reference.losses import mae, mse


def test_values_worked_out_by_hand():
    loss, saved = mae.forward([1.0, 5.0, 2.0], [2.0, 2.0, 2.0])
    assert loss == pytest.approx(4 / 3)
    np.testing.assert_allclose(mae.backward(3.0, saved).predictions, [-1.0, 1.0, 0.0])


def test_the_median_is_the_best_constant():
    targets = np.array([0.0, 1.0, 2.0, 3.0, 1000.0])
    _, saved = mae.forward(np.full(5, 2.0), targets)
    assert mae.backward(1.0, saved).predictions.sum() == 0.0


@pytest.mark.parametrize("case", range(20))
def test_it_is_at_most_the_root_of_the_squared_error(case):
    given = mae.example(np.random.default_rng(case))
    loss, _ = mae.forward(**given)
    assert loss <= np.sqrt(mse.forward(**given)[0]) * (1 + 1e-12)
    twice, _ = mae.forward(2 * given["predictions"], 2 * given["targets"])
    assert twice == pytest.approx(2 * loss, rel=1e-12)
