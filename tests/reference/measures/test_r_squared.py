import numpy as np
import pytest

from netwright.reference.measures import r_squared


def test_values_worked_out_by_hand():
    targets = np.array([1.0, 2.0, 3.0])
    assert r_squared.forward(targets, targets) == 1.0
    assert r_squared.forward(np.full(3, 2.0), targets) == 0.0
    assert r_squared.forward(targets[::-1].copy(), targets) == -3.0  # 1 - 8 / 2


@pytest.mark.parametrize("value", [0.0, 0.1, 1e9 + 0.1])
def test_equal_targets_have_nothing_to_explain_however_their_mean_is_rounded(value):
    assert r_squared.forward([1.0, 2.0, 3.0], np.full(3, value)) == 0.0
    assert r_squared.forward(np.full(3, value), np.full(3, value)) == 0.0


@pytest.mark.parametrize("case", range(10))
def test_it_has_no_unit_and_of_a_fitted_line_is_the_squared_correlation(case):
    rng = np.random.default_rng(case)
    x, y = rng.normal(size=(2, 9))
    fitted = np.polyval(np.polyfit(x, y, 1), x)
    found = r_squared.forward(fitted, y)
    assert found == pytest.approx(np.corrcoef(x, y)[0, 1] ** 2)
    assert r_squared.forward(5 * fitted - 2, 5 * y - 2) == pytest.approx(found)
