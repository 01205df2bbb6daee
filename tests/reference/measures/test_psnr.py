import numpy as np
import pytest

from netwright.reference.measures import psnr


def test_values_worked_out_by_hand():
    black = np.zeros((1, 2, 2))
    assert psnr.forward(black + 255, black) == 0.0
    assert psnr.forward(black + 2.55, black) == pytest.approx(40.0)
    assert psnr.forward(black, black) == pytest.approx(10 * np.log10(255**2 / 1e-10))
