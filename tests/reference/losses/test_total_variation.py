import numpy as np
import pytest

from netwright.reference.losses import total_variation


def test_values_worked_out_by_hand():
    variation, saved = total_variation.forward([[[1.0, 2.0], [4.0, 8.0]]])
    assert variation == 3**2 + 6**2 + 1**2 + 4**2
    slopes = total_variation.backward(0.5, saved).picture
    np.testing.assert_array_equal(slopes, [[[-4.0, -5.0], [-1.0, 10.0]]])


@pytest.mark.parametrize("case", range(20))
def test_brightness_changes_nothing_so_the_slopes_of_a_colour_sum_to_zero(case):
    picture = total_variation.example(np.random.default_rng(case))["picture"]
    variation, saved = total_variation.forward(picture)
    brighter, _ = total_variation.forward(picture + 3.0)
    assert brighter == pytest.approx(variation, rel=1e-12)
    slopes = total_variation.backward(1.0, saved).picture
    np.testing.assert_allclose(slopes.sum(axis=(1, 2)), 0.0, atol=1e-13)


@pytest.mark.parametrize("case", range(20))
def test_turning_and_mirroring_change_nothing(case):
    picture = total_variation.example(np.random.default_rng(case))["picture"]
    variation, _ = total_variation.forward(picture)
    for other in (np.rot90(picture, axes=(1, 2)), picture[:, ::-1], picture[::-1]):
        assert total_variation.forward(other)[0] == pytest.approx(variation, rel=1e-12)


def test_a_flat_picture_and_a_single_point_have_none():
    assert total_variation.forward(np.full((3, 4, 5), 0.7))[0] == 0.0
    variation, saved = total_variation.forward(np.ones((2, 1, 1)))
    assert variation == 0.0
    np.testing.assert_array_equal(total_variation.backward(1.0, saved).picture, np.zeros((2, 1, 1)))
