import numpy as np
import pytest

from netwright.reference.losses import gram_style


def test_values_worked_out_by_hand():
    generated = np.array([[[1.0, 2.0]], [[3.0, 0.0]]])  # G = [[5, 3], [3, 9]]
    style = np.array([[[1.0, 0.0]], [[0.0, 1.0]]])  # S = the identity
    cost, saved = gram_style.forward(generated, style)
    assert cost == (4**2 + 3**2 + 3**2 + 8**2) / (4 * 2**2 * 2**2)
    slopes = gram_style.backward(16.0, saved).generated
    np.testing.assert_array_equal(slopes, [[[13.0, 8.0]], [[27.0, 6.0]]])  # (G - S) F


@pytest.mark.parametrize("case", range(20))
def test_the_places_of_features_do_not_matter(case):
    rng = np.random.default_rng(case)
    generated, style = rng.normal(size=(2, 3, 2, 4))
    cost, _ = gram_style.forward(generated, style)
    order = rng.permutation(8)
    moved = generated.reshape(3, 8)[:, order].reshape(3, 2, 4)
    assert gram_style.forward(moved, style)[0] == pytest.approx(cost, rel=1e-12)
    assert gram_style.forward(moved, generated)[0] == pytest.approx(0.0, abs=1e-25)


def test_a_picture_of_the_same_style_costs_nothing_and_has_no_slope():
    style = np.random.default_rng(0).normal(size=(2, 3, 3))
    cost, saved = gram_style.forward(-style, style)  # the Gram matrix does not see the sign
    assert cost == 0.0
    np.testing.assert_array_equal(gram_style.backward(1.0, saved).generated, np.zeros_like(style))


def test_the_features_of_both_pictures_have_one_shape():
    with pytest.raises(ValueError, match=r"style must have shape \(2, 3, 3\); got \(2, 3, 4\)"):
        gram_style.forward(np.ones((2, 3, 3)), np.ones((2, 3, 4)))
