import numpy as np
import pytest

from netwright.reference.initialisers import he


def test_values_worked_out_by_hand():
    np.testing.assert_allclose(he.forward([1.0, -2.0], inputs=8), [0.5, -1.0])
    np.testing.assert_allclose(he.forward([1.0, 0.5], inputs=2, form="uniform"), [np.sqrt(3), 0.0])
    assert not he.forward([1.0, -2.0], inputs=8, gain=0.0).any()


def test_relu_layers_keep_the_size_of_the_signal():
    rng = np.random.default_rng(0)
    x = rng.normal(size=(20, 400))
    sizes = []
    for _ in range(10):
        x = x @ he.forward(rng.normal(size=(400, 400)), inputs=400)
        sizes.append(float(x.std()))
        x = np.maximum(x, 0.0)
    assert max(sizes) / min(sizes) < 1.6


def test_settings_have_ranges():
    with pytest.raises(ValueError, match="inputs must be a whole number, 1 or more; got 0"):
        he.forward([0.5], inputs=0)
    with pytest.raises(ValueError, match="gain must be a finite number, 0 or more; got -1"):
        he.forward([0.5], inputs=1, gain=-1)
