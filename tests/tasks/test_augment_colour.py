"""Colours against torchvision, one kind at a time, and the composition against NumPy."""

import numpy as np
import pytest
import torch
from torchvision.transforms.v2 import functional as vision

from netwright.tasks._augment_colour import GREY, Colours, colour_map, coloured
from netwright.tasks._augment_kinds import augmentation_from

CPU = torch.device("cpu")
RGB = Colours(mean=(110.0, 100.0, 90.0), std=(60.0, 50.0, 40.0))
AXES = (50.0, 48.0, 45.0, 9.0, 0.0, -10.0, 1.0, -2.0, 1.0)


def pictures(count=3, channels=3, low=0, high=256):
    torch.manual_seed(0)
    return torch.randint(low, high, (count, channels, 9, 7)).float()


def changed(text, whole, u, colours=RGB):
    """The picture after the kinds, on the scale it had."""
    by = colour_map(colours, augmentation_from(text), torch.tensor(u), CPU)
    mean, std = (torch.tensor(v).view(1, -1, 1, 1) for v in (colours.mean, colours.std))
    return coloured(whole.clone(), by) * std + mean


def close(found, wanted):
    torch.testing.assert_close(found, wanted, rtol=1e-5, atol=1e-3)


@pytest.mark.parametrize("channels", [1, 3])
def test_without_draws_it_is_the_normalisation_in_place(channels):
    whole = pictures(channels=channels)
    colours = Colours(mean=RGB.mean[:channels], std=RGB.std[:channels])
    for text in ("none", "flip", "brightness"):
        given = whole.clone()
        by = colour_map(colours, augmentation_from(text), None, CPU)
        found = coloured(given, by)
        assert found is given
        mean, std = (np.reshape(v, (1, -1, 1, 1)) for v in (colours.mean, colours.std))
        np.testing.assert_allclose(found, (whole.numpy() - mean) / std, rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("channels", [1, 3])
def test_brightness_is_torchvisions(channels):
    whole = pictures(1, channels, 0, 150)
    colours = Colours(mean=RGB.mean[:channels], std=RGB.std[:channels])
    close(
        changed("brightness:0.5", whole, [[0.9]], colours),
        vision.adjust_brightness(whole / 255, 1.4) * 255,
    )


def test_contrast_is_torchvisions_where_the_picture_has_the_training_mean():
    whole = pictures(1, 3, 60, 190)
    grey = vision.rgb_to_grayscale(whole).mean()
    ours = (torch.tensor(RGB.mean) * torch.tensor(GREY)).sum()
    close(
        changed("contrast:0.4", whole + (ours - grey), [[0.25]]),
        vision.adjust_contrast((whole + (ours - grey)) / 255, 0.8) * 255,
    )


def test_saturation_is_torchvisions():
    whole = pictures(1, 3, 100, 160)
    found = changed("saturation:0.5", whole, [[1.0]])
    wanted = vision.adjust_saturation(whole / 255, 1.5) * 255
    torch.testing.assert_close(found, wanted, rtol=0, atol=0.02)  # its grey is 0.2989 R, not 0.299
    none_left = changed("saturation:1", whole, [[0.0]])
    close(none_left, none_left[:, :1].expand(-1, 3, -1, -1))


def test_colour_is_a_step_along_the_principal_directions():
    colours = Colours(mean=RGB.mean, std=RGB.std, axes=AXES)
    whole = pictures(4)
    u = np.array([[0.5, 0.5, 0.5], [0.8413447, 0.5, 0.5], [0.5, 0.0227501, 0.5], [0.0, 0.5, 0.5]])
    steps = (changed("colour:0.5", whole, u, colours) - whole).mean(dim=(2, 3))
    axes = torch.tensor(AXES).view(3, 3)
    close(steps[:3], torch.stack((0 * axes[0], 0.5 * axes[0], -1.0 * axes[1])))
    assert torch.isfinite(steps).all()
    torch.manual_seed(0)
    many = (changed("colour:0.1", whole[:1].expand(4000, -1, -1, -1), np.random.default_rng(0)
                    .random((4000, 3)), colours) - whole[:1]).mean(dim=(2, 3))  # fmt: skip
    spread = np.cov(many.numpy().T)
    np.testing.assert_allclose(spread, 0.01 * (axes.T @ axes).numpy(), rtol=0.1, atol=0.15)


def test_all_of_them_are_one_map():
    torch.manual_seed(1)
    colours = Colours(mean=RGB.mean, std=RGB.std, axes=AXES)
    text = "brightness:0.3+contrast:0.4+saturation:0.5+colour:0.2"
    whole, u = pictures(5), torch.rand(5, 6)
    found = changed(text, whole, u.tolist(), colours)
    close_steps = whole.double()
    b, c, s = (1 + (2 * u[:, k].double() - 1) * a for k, a in enumerate((0.3, 0.4, 0.5)))
    luma = torch.tensor(GREY, dtype=torch.float64)
    middle = (torch.tensor(RGB.mean).double() * luma).sum()
    view = (-1, 1, 1, 1)
    x = close_steps * b.view(view)
    x = x * c.view(view) + (1 - c).view(view) * middle
    grey = (x * luma.view(1, 3, 1, 1)).sum(dim=1, keepdim=True)
    x = x * s.view(view) + (1 - s).view(view) * grey
    e = 0.2 * torch.special.ndtri(u[:, 3:].double()) @ torch.tensor(AXES).double().view(3, 3)
    x = x + e.view(-1, 3, 1, 1)
    torch.testing.assert_close(found.double(), x, rtol=1e-4, atol=1e-2)


@pytest.mark.parametrize("text", ["brightness:0", "contrast:0", "saturation:0", "colour:0"])
def test_no_strength_changes_nothing(text):
    colours = Colours(mean=RGB.mean, std=RGB.std, axes=AXES)
    columns = augmentation_from(text).draws
    close(changed(text, pictures(), torch.rand(3, columns).tolist(), colours), pictures())
