import numpy as np
import pytest
from scipy import ndimage

from netwright.errors import SettingError
from netwright.measures.pictures import picture_measures, psnr, ssim


def pictures(seed=0, *, n=3, channels=3, side=20, noise=20.0):
    rng = np.random.default_rng(seed)
    targets = ndimage.gaussian_filter(
        rng.uniform(0, 255, (n, channels, side, side + 4)), (0, 0, 1, 1)
    )
    predicted = np.clip(targets + noise * rng.normal(size=targets.shape), 0, 255)
    return predicted.astype(np.uint8), targets.astype(np.uint8)


def by_scipy(p, y):
    """One channel: scipy's Gaussian, cut to the windows that lie inside."""

    def blurred(x):
        return ndimage.gaussian_filter(x, 1.5, radius=5)[5:-5, 5:-5]

    p, y = p.astype(float), y.astype(float)
    mp, my = blurred(p), blurred(y)
    sp, sy, spy = blurred(p * p) - mp**2, blurred(y * y) - my**2, blurred(p * y) - mp * my
    c1, c2 = 6.5025, 58.5225
    above = (2 * mp * my + c1) * (2 * spy + c2)
    return (above / ((mp**2 + my**2 + c1) * (sp + sy + c2))).mean()


@pytest.mark.parametrize("channels", [1, 3])
def test_ssim_beside_scipy(channels):
    predicted, targets = pictures(channels=channels)
    expected = [
        np.mean([by_scipy(p, y) for p, y in zip(*pair, strict=True)])
        for pair in zip(predicted, targets, strict=True)
    ]
    np.testing.assert_allclose(ssim(predicted, targets), expected, rtol=1e-9)


def test_a_tenth_of_the_range_is_20_decibels_and_equal_pictures_148():
    black = np.zeros((1, 1, 12, 12))
    assert psnr(black + 25.5, black) == pytest.approx([20.0])
    assert psnr(black, black) == pytest.approx([148.13], abs=0.01)
    assert ssim(black, black) == pytest.approx([1.0])


def test_more_noise_is_worse_by_every_measure():
    little, much = pictures(noise=5.0), pictures(noise=50.0)
    better, worse = picture_measures(*little), picture_measures(*much)
    assert better["psnr"].value > worse["psnr"].value
    assert better["ssim"].value > worse["ssim"].value
    assert better["mae"].value < worse["mae"].value


def test_measures_are_means_over_pictures_with_their_errors():
    predicted, targets = pictures()
    found = picture_measures(predicted, targets)
    off = np.abs(predicted.astype(float) - targets).mean(axis=(1, 2, 3))
    assert found["mae"].value == pytest.approx(off.mean())
    assert found["mae"].standard_error == pytest.approx(off.std(ddof=1) / np.sqrt(3))
    assert found["ssim"].value == pytest.approx(ssim(predicted, targets).mean())


def test_pictures_below_a_window_have_no_ssim():
    predicted, targets = pictures(side=8)
    assert set(picture_measures(predicted, targets)) == {"mae", "psnr"}
    with pytest.raises(SettingError, match="11 x 11 pixels or more for ssim; got '8 x 12'"):
        ssim(predicted, targets)
