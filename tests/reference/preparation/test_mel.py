import numpy as np
import pytest

from netwright.reference.preparation import mel


def test_values_worked_out_by_hand():
    # one band over 0, 700 and 2100 Hz: mel(2100) is twice mel(700), since 1 + 2100/700 = 2^2
    given = {"rate": 4_200.0, "bands": 1, "highest": 2_100.0}
    found = mel.forward(np.eye(4), **given)  # bins at 0, 700, 1400, 2100 Hz
    np.testing.assert_allclose(found[:, 0], [0.0, 1.0, 0.5, 0.0], atol=1e-12)


def test_a_thousand_hertz_are_a_thousand_mel():
    assert mel._mel(1000.0) == pytest.approx(1000.0, abs=0.1)
    np.testing.assert_allclose(mel._hertz(np.array([mel._mel(440.0)])), 440.0)


def test_between_the_outer_peaks_every_bin_is_counted_once():
    weights = mel.forward(np.eye(200), rate=16_000.0, bands=10)
    peaks = mel._hertz(np.linspace(0.0, mel._mel(8_000.0), 12))[1:-1]
    bins = np.linspace(0.0, 8_000.0, 200)
    inner = (bins >= peaks[0]) & (bins <= peaks[-1])
    np.testing.assert_allclose(weights[inner].sum(axis=1), 1.0)


def test_bands_get_wider():
    weights = mel.forward(np.eye(200), rate=16_000.0, bands=10)
    assert (np.diff(weights.sum(axis=0)) > 0).all()


def test_settings_have_ranges():
    with pytest.raises(ValueError, match="power must have 2 bins or more; got 1"):
        mel.forward(np.ones((3, 1)), rate=8_000.0)
    words = "highest must be a frequency above lowest, 500.0 Hz; got 500"
    with pytest.raises(ValueError, match=words):
        mel.forward(np.ones((3, 4)), rate=8_000.0, lowest=500, highest=500)
