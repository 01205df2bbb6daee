import numpy as np
import pytest

from netwright.reference.initialisers import he, xavier


def test_values_worked_out_by_hand():
    given = {"inputs": 5, "outputs": 3, "gain": 2.0}
    np.testing.assert_allclose(xavier.forward([3.0], form="normal", **given), [3.0])
    np.testing.assert_allclose(xavier.forward([1.0], form="uniform", **given), [np.sqrt(3)])


@pytest.mark.parametrize("form", ["normal", "uniform"])
def test_both_forms_have_the_same_spread(form):
    rng = np.random.default_rng(0)
    draws = rng.normal(size=(300, 200)) if form == "normal" else rng.random((300, 200))
    weights = xavier.forward(draws, inputs=300, outputs=200, form=form)
    assert weights.std() == pytest.approx(np.sqrt(2 / 500), rel=0.02)
    assert weights.mean() == pytest.approx(0.0, abs=0.001)


def test_between_layers_of_one_width_it_looks_forwards_only():
    draws = np.random.default_rng(0).normal(size=(4, 4))
    both = xavier.forward(draws, inputs=4, outputs=4, form="normal")
    np.testing.assert_allclose(both, he.forward(draws, inputs=4, gain=1.0))


def test_settings_have_ranges():
    with pytest.raises(ValueError, match="outputs must be a whole number, 1 or more; got 0"):
        xavier.forward([0.5], inputs=1, outputs=0)
    with pytest.raises(ValueError, match="gain must be a finite number above 0; got 0"):
        xavier.forward([0.5], inputs=1, outputs=1, gain=0)
