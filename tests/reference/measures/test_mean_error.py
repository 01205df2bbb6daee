import numpy as np
import pytest

from netwright.reference.measures import mean_error


def test_values_worked_out_by_hand():
    assert mean_error.forward([0.0, 0.0, 3.0, 3.0]) == pytest.approx(np.sqrt(3) / 2)
    assert mean_error.forward([5.0, 5.0]) == 0.0


def test_it_is_what_chance_does():
    draws = np.random.default_rng(0).exponential(size=(600, 30))
    said = [mean_error.forward(row) for row in draws]
    assert np.sqrt(np.mean(np.square(said))) == pytest.approx(draws.mean(axis=1).std(), rel=0.1)


def test_one_value_has_no_spread():
    with pytest.raises(ValueError, match=r"^values must be 2 or more, to have a spread; got 1"):
        mean_error.forward([3.0])
