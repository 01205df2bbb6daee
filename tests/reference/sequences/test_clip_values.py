import numpy as np
import pytest

from netwright.reference.sequences import clip_values


def test_values_worked_out_by_hand():
    y = clip_values.forward([-3.0, -2.0, 0.5, 2.0, 9.0], limit=2.0)
    np.testing.assert_array_equal(y, [-2.0, -2.0, 0.5, 2.0, 2.0])


@pytest.mark.parametrize("case", range(10))
def test_twice_is_once_and_signs_stay(case):
    given = clip_values.example(np.random.default_rng(case))
    y = clip_values.forward(**given)
    np.testing.assert_array_equal(clip_values.forward(y, limit=given["limit"]), y)
    np.testing.assert_array_equal(np.sign(y), np.sign(given["gradient"]))
    assert np.abs(y).max() <= given["limit"]


def test_a_limit_below_zero_is_refused():
    with pytest.raises(ValueError, match=r"limit must be a finite number above 0; got -1"):
        clip_values.forward([1.0], limit=-1)
