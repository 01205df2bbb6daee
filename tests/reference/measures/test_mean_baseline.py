import numpy as np
import pytest

from netwright.reference.measures import (
    mean_absolute_error,
    mean_baseline,
    mean_squared_error,
    r_squared,
    rmse_of_logs,
)


def test_values_worked_out_by_hand():
    found = mean_baseline.forward([1.0, 4.0], [1.0, 4.0], log=True)  # always 2
    assert found == {
        "r2": pytest.approx(1 - 2.5 / 2.25),
        "rmse": pytest.approx(np.sqrt(2.5)),
        "mae": pytest.approx(1.5),
        "mse": pytest.approx(2.5),
        "rmse_log": pytest.approx(np.log(2)),
    }


@pytest.mark.parametrize("case", range(20))
def test_it_is_one_prediction_for_all_rows(case):
    given = mean_baseline.example(np.random.default_rng(case))
    train, targets = given["train"], given["targets"]
    c = np.exp(np.log(train).mean()) if given["log"] else train.mean()
    found, predicted = mean_baseline.forward(**given), np.full(len(targets), c)
    squares = mean_squared_error.forward(predicted, targets)
    assert found["mse"] == pytest.approx(squares["mse"])
    assert found["rmse"] == pytest.approx(squares["rmse"])
    assert found["mae"] == pytest.approx(mean_absolute_error.forward(predicted, targets))
    assert found["r2"] == pytest.approx(r_squared.forward(predicted, targets))
    assert found["r2"] <= 0
    assert ("rmse_log" in found) == (targets.min() > 0)
    if "rmse_log" in found:
        assert found["rmse_log"] == pytest.approx(rmse_of_logs.forward(predicted, targets))


def test_its_own_targets_leave_nothing_but_their_spread():
    targets = np.array([1.0, 2.0, 6.0])
    found = mean_baseline.forward(targets, targets)
    assert found["r2"] == 0.0
    assert found["mse"] == pytest.approx(targets.var())


def test_a_mean_below_0_has_the_smallest_target_for_its_logarithm():
    found = mean_baseline.forward([-5.0], [2.0, 4.0])
    assert found["rmse_log"] == pytest.approx(np.log(2) / np.sqrt(2))


def test_training_targets_without_a_logarithm_are_refused():
    with pytest.raises(ValueError, match=r"^train must have logarithms, so be above 0; got 0"):
        mean_baseline.forward([1.0, 0.0], [1.0], log=True)
