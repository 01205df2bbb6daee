import numpy as np
import pytest

from netwright.reference.sequences import clip_norm


def test_values_worked_out_by_hand():
    np.testing.assert_allclose(clip_norm.forward([2.0, 3.0, 6.0], limit=3.5), [1.0, 1.5, 3.0])


@pytest.mark.parametrize("case", range(20))
def test_the_norm_is_the_smaller_of_both_and_the_direction_stays(case):
    given = clip_norm.example(np.random.default_rng(case))
    g, y = given["gradient"], clip_norm.forward(**given)
    size = np.linalg.norm(g)
    np.testing.assert_allclose(np.linalg.norm(y), min(size, given["limit"]), rtol=1e-13)
    np.testing.assert_allclose(y * size, g * np.linalg.norm(y), atol=1e-12)


def test_a_short_one_and_none_at_all_stay_as_they_are():
    np.testing.assert_array_equal(clip_norm.forward([0.3, 0.4], limit=0.5), [0.3, 0.4])
    np.testing.assert_array_equal(clip_norm.forward([0.0, 0.0], limit=0.5), [0.0, 0.0])


def test_an_exploded_gradient_keeps_its_direction_though_its_squares_overflow():
    np.testing.assert_allclose(clip_norm.forward([3e200, -4e200], limit=1.0), [0.6, -0.8])
    np.testing.assert_allclose(clip_norm.forward([3e-200, 4e-200], limit=1e-200), [6e-201, 8e-201])


def test_a_limit_of_zero_would_stop_the_training():
    with pytest.raises(ValueError, match=r"limit must be a finite number above 0; got 0"):
        clip_norm.forward([1.0], limit=0)
