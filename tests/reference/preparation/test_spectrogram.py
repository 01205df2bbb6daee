import numpy as np
import pytest

from netwright.reference.preparation import spectrogram


def test_a_tone_is_in_its_own_bin():
    time = np.arange(64)
    power = spectrogram.forward(np.cos(2 * np.pi * 5 * time / 32), window=32, hop=16)
    assert power.shape == (3, 17)
    assert (power.argmax(axis=1) == 5).all()
    np.testing.assert_allclose(power[:, 5], 64.0)  # (N / 4)^2: half of the window's sum of 16
    np.testing.assert_allclose(power[:, [4, 6]], 16.0)  # Hann: half of that to each side
    np.testing.assert_allclose(power[:, [0, 1, 2, 3, *range(7, 17)]], 0.0, atol=1e-20)


def test_power_grows_with_the_square():
    sound = np.random.default_rng(0).normal(size=40)
    power = spectrogram.forward(sound, window=8, hop=4)
    np.testing.assert_allclose(spectrogram.forward(-3 * sound, window=8, hop=4), 9 * power)


def test_the_energy_of_a_frame_is_that_of_its_bins():
    sound = np.random.default_rng(0).normal(size=10)
    power = spectrogram.forward(sound, window=10, hop=1)[0]
    hann = np.sin(np.pi * np.arange(10) / 10) ** 2
    both_sides = power[0] + 2 * power[1:5].sum() + power[5]
    assert both_sides / 10 == pytest.approx(((hann * sound) ** 2).sum())  # Parseval


def test_a_sound_that_starts_a_hop_later_has_its_frames_one_later():
    sound = np.random.default_rng(0).normal(size=50)
    power = spectrogram.forward(sound, window=9, hop=5)
    np.testing.assert_allclose(spectrogram.forward(sound[5:], window=9, hop=5), power[1:])


def test_a_sound_shorter_than_a_window_is_refused():
    with pytest.raises(ValueError, match="samples must be as many as a window, 8; got 7"):
        spectrogram.forward(np.ones(7), window=8, hop=1)
    with pytest.raises(ValueError, match="window must be a whole number, 2 or more; got 1"):
        spectrogram.forward(np.ones(7), window=1)
