import numpy as np
import pytest

from netwright.reference.measures import ssim


def test_flat_pictures_differ_by_their_light_alone():
    c1 = (0.01 * 255) ** 2
    found = ssim.forward(np.full((1, 12, 12), 100.0), np.full((1, 12, 12), 50.0))
    assert found == pytest.approx((2 * 100 * 50 + c1) / (100**2 + 50**2 + c1))


@pytest.mark.parametrize("case", range(5))
def test_pictures_may_be_swapped_and_turned(case):
    given = ssim.example(np.random.default_rng(case))
    p, y = given["predicted"], given["targets"]
    found = ssim.forward(p, y)
    assert ssim.forward(y, p) == pytest.approx(found, rel=1e-12)
    turned = [picture.transpose(0, 2, 1) for picture in (p, y)]
    assert ssim.forward(*turned) == pytest.approx(found, rel=1e-12)
    assert ssim.forward(y, y) == pytest.approx(1.0)


def test_a_pattern_upside_down_is_unlike():
    wave = 127 + 100 * np.sin(np.arange(12.0))[None, None, :] * np.ones((1, 12, 1))
    assert ssim.forward(wave, 254 - wave) < 0


def test_pictures_below_a_window_are_refused():
    with pytest.raises(ValueError, match="predicted must have sides of 11 or more; got"):
        ssim.forward(np.zeros((1, 10, 12)), np.zeros((1, 10, 12)))
