import numpy as np
import pytest
import torch

from netwright.tasks._views import picture_views


def pictures(channels, side=8):
    torch.manual_seed(0)
    return torch.randn(3, channels, side, side)


@pytest.mark.parametrize(("side", "step"), [(8, 1), (32, 1), (64, 2), (96, 3)])
@pytest.mark.parametrize(("channels", "black"), [(1, -0.5), (3, None)])
def test_views_are_small_steps_up_and_down(side, step, channels, black):
    whole = pictures(channels, side)
    fill = {"mode": "reflect"} if black is None else {"mode": "constant", "constant_values": black}
    padded = np.pad(whole.numpy(), ((0, 0), (0, 0), (step, step), (step, step)), **fill)
    views = picture_views(whole, mirror=False, black=black)
    wanted = padded[:, :, :side, :side], padded[:, :, 2 * step :, 2 * step :]
    assert len(views) == 2
    for view, right in zip(views, wanted, strict=True):
        np.testing.assert_array_equal(view.numpy(), right)


def test_mirror_images_are_added_where_they_make_sense():
    whole = pictures(3)
    up, down, *mirrored = picture_views(whole, mirror=True, black=None)
    assert len(mirrored) == 3
    for view, right in zip(mirrored, (whole, up, down), strict=True):
        assert torch.equal(view, right.flip(3))
