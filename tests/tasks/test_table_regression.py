import math

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from netwright.contracts import Task
from netwright.errors import DataError, SettingError
from netwright.randomness import generator
from netwright.tasks import TableRegression, target_statistics

PLAIN = {"numbers": 2, "sizes": (3,), "log": False, "mean": 10.0, "std": 4.0, "width": 0.1}
LOG = {**PLAIN, "log": True, "mean": 2.0, "std": 0.5}
TARGET = np.array([3.0, 12.0, 7.5], np.float32)
OUTPUT = np.array([-1.0, 0.5, 0.0], np.float32)


def learned(settings):
    target = TARGET.astype(np.float64)
    return np.log(target) if settings["log"] else target


@pytest.mark.parametrize("settings", [PLAIN, LOG])
def test_prepare_standardises_what_is_learned(settings):
    task = TableRegression(**settings)
    batch = {"numbers": torch.ones(3, 2), "target": torch.tensor(TARGET)}
    found = task.prepare(batch)
    expected = (learned(settings) - settings["mean"]) / settings["std"]
    np.testing.assert_allclose(found["target"], expected, rtol=1e-5)
    assert torch.equal(batch["target"], torch.tensor(TARGET))
    assert found["numbers"] is batch["numbers"]
    without = {"numbers": torch.ones(3, 2)}
    assert task.prepare(without) is without


@pytest.mark.parametrize("settings", [PLAIN, LOG])
def test_answers_measures_and_losses_are_in_the_users_unit(settings):
    task, stored = TableRegression(**settings), {"target": TARGET}
    values = OUTPUT.astype(np.float64) * settings["std"] + settings["mean"]
    said = np.exp(values) if settings["log"] else values
    np.testing.assert_allclose([a["value"] for a in task.answers(OUTPUT)], said, rtol=1e-6)
    assert all(type(a["value"]) is float for a in task.answers(OUTPUT))
    scores = task.measures(OUTPUT, stored)
    assert scores["rmse"].value == pytest.approx(math.sqrt(((said - TARGET) ** 2).mean()))
    assert scores["mae"].value == pytest.approx(np.abs(said - TARGET).mean())
    assert scores["rmse_log"].value == pytest.approx(
        math.sqrt(((np.log(np.where(said > 0, said, 3.0)) - np.log(TARGET)) ** 2).mean())
    )
    assert task.goal.measure in scores
    expected = np.abs(values - learned(settings))
    np.testing.assert_allclose(task.losses(OUTPUT, stored), expected, rtol=1e-6)


@pytest.mark.parametrize("settings", [PLAIN, LOG])
def test_the_trivial_predictor_gives_the_training_mean_of_what_is_learned(settings):
    train = {"target": np.array([1.0, 4.0, 16.0], np.float32)}
    centre = 4.0 if settings["log"] else 7.0
    found = TableRegression(**settings).trivial(train, {"target": TARGET})
    assert found["mae"] == pytest.approx(np.abs(centre - TARGET).mean())


@pytest.mark.parametrize(
    ("objective", "equation"),
    [
        ("mse", lambda gap: gap**2),
        ("mae", np.abs),
        ("huber", lambda gap: np.where(np.abs(gap) < 1, gap**2 / 2, np.abs(gap) - 0.5)),
    ],
)
@pytest.mark.parametrize("members", [0, 3])
def test_the_loss_of_each_objective(objective, equation, members):
    task = TableRegression(**PLAIN, objective=objective)
    shape = (4, members, 1) if members else (4, 1)
    output = torch.linspace(-3, 3, math.prod(shape), dtype=torch.float64).view(shape)
    target = torch.tensor([0.0, 1.0, -1.0, 0.2], dtype=torch.float64)
    gap = output.numpy().reshape(4, -1) - target.numpy()[:, None]
    assert float(task.loss(output, {"target": target})) == pytest.approx(equation(gap).mean())


def test_members_are_averaged():
    task, output = TableRegression(**PLAIN), torch.randn(4, 3, 1)
    torch.testing.assert_close(task.combine(output), output.squeeze(2).mean(dim=1))
    assert torch.equal(task.combine(output[:, 0]), output[:, 0, 0])


@pytest.mark.parametrize("settings", [PLAIN, LOG])
def test_it_is_a_task_and_its_goal_has_a_unit(settings):
    task = TableRegression(**settings, members=2)
    assert isinstance(task, Task)
    assert task.model()(torch.randn(5, 2), torch.zeros(5, 1, dtype=torch.long)).shape == (5, 2, 1)
    assert task.goal.best == "min"
    assert task.goal.unit == ("log" if settings["log"] else "target")


def test_answers_do_not_overflow():
    found = TableRegression(**LOG).answers(np.array([1e30], np.float32))
    assert math.isfinite(found[0]["value"])


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"std": 0.0}, "std must be above 0; got 0.0"),
        ({"std": float("nan")}, "std must be above 0; got nan"),
        ({"std": float("inf")}, "std must be above 0; got inf"),
        ({"objective": "mse2"}, "objective must be one of mse, mae, huber; got 'mse2'"),
        ({"network": "a.b.C"}, "model must be one of the "),
    ],
)
def test_settings_that_cannot_work_are_an_error(changed, words):
    with pytest.raises(SettingError, match=words):
        TableRegression(**{**PLAIN, **changed})


@given(
    targets=arrays.arrays(np.float64, st.integers(2, 30), elements=st.floats(-1e3, 1e3)),
    log=st.sampled_from([False, None]),
)
def test_statistics_are_numpys(targets, log):
    found = target_statistics(targets, log=log)
    y = np.log(targets) if found["log"] else targets
    assert found["mean"] == pytest.approx(y.mean(), abs=1e-12)
    equal = y.std() <= 1e-12 * abs(y.mean())  # but for rounding
    assert found["std"] == pytest.approx(1.0 if equal else y.std())
    assert found["std"] > 0
    TableRegression(numbers=1, sizes=(), **found)


def test_the_logarithm_is_chosen_for_positive_and_skewed_targets():
    draws = generator(0, "targets")
    normal = draws.normal(100, 5, 500)
    skewed = np.exp(draws.normal(0, 1, 500))
    assert target_statistics(normal, log=None)["log"] is False
    assert target_statistics(skewed, log=None)["log"] is True
    assert target_statistics(skewed - 10, log=None)["log"] is False
    assert target_statistics(skewed, log=False)["log"] is False
    assert target_statistics(normal, log=True)["log"] is True


@pytest.mark.parametrize("value", [5.0, 0.1, 1e-143, 0.0, -0.3])
def test_equal_targets_have_deviation_1(value):
    found = target_statistics(np.full(9, value), log=None)
    assert found == {"log": False, "mean": pytest.approx(value), "std": 1.0}


@pytest.mark.parametrize("least", [0.0, -3.0])
def test_a_logarithm_that_does_not_exist_is_an_error(least):
    words = rf"log_target must be false: a target is {least:g}, which has no logarithm; got True"
    with pytest.raises(SettingError, match=words):
        target_statistics(np.array([1.0, least]), log=True)


def test_targets_of_other_splits_count_too():
    skewed = np.exp(generator(0, "targets").normal(0, 1, 500))
    assert target_statistics(skewed, log=None, smallest=0.0)["log"] is False
    with pytest.raises(SettingError, match="a target is 0, which has no logarithm"):
        target_statistics(skewed, log=True, smallest=0.0)


def test_large_targets_are_standardised_before_they_are_rounded():
    task = TableRegression(**{**PLAIN, "mean": 16_777_216.0, "std": 1.0})
    target = torch.tensor([16_777_217.0, 16_777_219.0], dtype=torch.float64)
    found = task.prepare({"target": target})["target"]
    assert (found.dtype, found.tolist()) == (torch.float32, [1.0, 3.0])


def test_targets_without_a_logarithm_are_refused_where_it_is_learned():
    task = TableRegression(**LOG)
    task.expect_logarithms(np.array([0.1, 3.0]))
    task.expect_logarithms(np.empty(0))
    TableRegression(**PLAIN).expect_logarithms(np.array([-3.0]))
    with pytest.raises(DataError, match="targets must be above 0 for a run that learned their log"):
        task.expect_logarithms(np.array([2.0, -3.0]))
