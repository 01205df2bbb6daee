import numpy as np
import pytest

from netwright.reference.measures import r_squared, r_squared_error


def test_values_worked_out_by_hand():
    assert r_squared_error.forward([1.0, 2.0], [0.0, 3.0]) == 0.0
    assert r_squared_error.forward([0.0, 8.0], [0.0, 4.0]) == 2.0  # squares 0 and 16, spread 4


def test_it_is_what_chance_does_for_given_targets():
    rng = np.random.default_rng(0)
    targets = rng.normal(size=200)
    rows = targets + rng.normal(size=(600, 200))
    found = [r_squared.forward(row, targets) for row in rows]
    said = [r_squared_error.forward(row, targets) for row in rows]
    assert np.mean(said) == pytest.approx(np.std(found), rel=0.1)


def test_equal_targets_have_no_spread():
    with pytest.raises(ValueError, match=r"^targets must differ, to have a spread; got only 0\.1"):
        r_squared_error.forward([1.0, 2.0, 3.0], [0.1, 0.1, 0.1])
