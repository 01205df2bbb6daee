import numpy as np
import pytest

from netwright.reference.measures import rmse_of_logs


def test_values_worked_out_by_hand():
    assert rmse_of_logs.forward([2.0, 8.0], [4.0, 4.0]) == pytest.approx(np.log(2))
    assert rmse_of_logs.forward([-3.0, 0.0, 8.0], [2.0, 4.0, 8.0]) == pytest.approx(
        np.sqrt((0 + np.log(2) ** 2 + 0) / 3)
    )


@pytest.mark.parametrize("case", range(10))
def test_it_has_no_unit(case):
    given = rmse_of_logs.example(np.random.default_rng(case))
    found = rmse_of_logs.forward(**given)
    scaled = {name: 7 * values for name, values in given.items()}
    assert rmse_of_logs.forward(**scaled) == pytest.approx(found)


@pytest.mark.parametrize("least", [0.0, -1.0])
def test_targets_without_a_logarithm_are_refused(least):
    with pytest.raises(
        ValueError, match=rf"^targets must have logarithms, so be above 0; got {least}"
    ):
        rmse_of_logs.forward([1.0, 1.0], [3.0, least])
