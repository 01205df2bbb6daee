"""Augmentation against NumPy: what known numbers do to a picture."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from netwright.tasks._augment import DRAWS, KINDS, affine, flip, reach, shift

NEUTRAL = 0.5  # no angle, no zoom, no shear, no shift, no flip


def pictures(count=4, channels=1, side=9, seed=0):
    torch.manual_seed(seed)
    return torch.randint(0, 256, (count, channels, side, side), dtype=torch.uint8)


def draws(count=4, **places):
    u = torch.full((count, DRAWS), NEUTRAL)
    for place, value in places.items():
        u[:, int(place[1:])] = value
    return u


def rolled(picture, down, right, mode):
    """The picture seen through a window moved by whole pixels."""
    most = max(abs(down), abs(right), 1)
    padded = np.pad(picture, ((0, 0), (most, most), (most, most)), mode=mode)
    side = picture.shape[1]
    moved = np.roll(padded, (-down, -right), axis=(1, 2))
    return moved[:, most : most + side, most : most + side]


@given(
    rows=st.floats(0, 0.999),
    columns=st.floats(0, 0.999),
    side=st.sampled_from([8, 28, 57, 84]),
    channels=st.sampled_from([1, 3]),
)
def test_a_shift_is_a_roll_with_black_or_the_mirrored_border(rows, columns, side, channels):
    most = reach(side)
    whole = pictures(2, channels, side)
    found = shift(whole, draws(2, u0=rows, u1=columns))
    down, right = (
        min(2 * most, int(np.float32(u) * (2 * most + 1))) - most for u in (rows, columns)
    )
    mode = "constant" if channels == 1 else "reflect"
    assert found.dtype == torch.uint8
    for picture, moved in zip(whole.numpy(), found.numpy(), strict=True):
        np.testing.assert_array_equal(moved, rolled(picture, down, right, mode))


@pytest.mark.parametrize("channels", [1, 3])
def test_every_shift_within_reach_occurs_and_none_beyond(channels):
    side = 28
    ramp = torch.arange(side, dtype=torch.float32).view(1, 1, side, 1)
    ramp = (ramp + 100 * torch.arange(side).view(1, 1, 1, side)).expand(600, channels, side, side)
    torch.manual_seed(0)
    moved = shift(ramp, torch.rand(600, DRAWS))[:, 0, 14, 14] - ramp[0, 0, 14, 14]
    assert set(moved.tolist()) == {a + 100 * b for a in (-1, 0, 1) for b in (-1, 0, 1)}


@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize("kind", [shift, flip])
def test_neutral_draws_leave_pictures_unchanged(kind, channels):
    whole = pictures(channels=channels)
    assert torch.equal(kind(whole, draws()), whole)


@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize("side", [8, 28, 33])
def test_affine_at_neutral_draws_is_the_identity(channels, side):
    whole = pictures(channels=channels, side=side).float()
    torch.testing.assert_close(affine(whole, draws()), whole, rtol=1e-4, atol=1e-2)
    small = whole / 255
    torch.testing.assert_close(affine(small, draws()), small, rtol=0, atol=1e-4)


def test_flip_mirrors_those_below_a_half():
    whole = pictures(3)
    u = draws(3)
    u[:, 5] = torch.tensor([0.0, 0.49, 0.51])
    found = flip(whole, u)
    np.testing.assert_array_equal(found[:2].numpy(), whole[:2].numpy()[:, :, :, ::-1])
    assert torch.equal(found[2], whole[2])


def resampled(picture, u):
    """Equation of the module, with torch's own grid."""
    side = picture.shape[-1]
    angle, zoom = (2 * u[2] - 1) * np.radians(12.0), np.exp((2 * u[3] - 1) * 0.1)
    shear = (2 * u[4] - 1) * 0.1
    move = (2 * u[:2] - 1) * 4 * reach(side) / side
    cosine, sine = np.cos(angle) * zoom, np.sin(angle) * zoom
    theta = torch.tensor(
        [[[cosine, shear - sine, move[0]], [sine, cosine, move[1]]]], dtype=torch.float32
    )
    grid = torch.nn.functional.affine_grid(theta, picture[None].shape, align_corners=False)
    mode = "zeros" if picture.shape[0] == 1 else "reflection"
    return torch.nn.functional.grid_sample(
        picture[None], grid, padding_mode=mode, align_corners=False
    )[0]


@pytest.mark.parametrize("channels", [1, 3])
def test_affine_is_torchs_grid_of_the_same_matrix(channels):
    torch.manual_seed(1)
    whole, u = pictures(6, channels, 20).float(), torch.rand(6, DRAWS)
    found = affine(whole, u)
    for picture, numbers, one in zip(whole, u.numpy().astype(np.float64), found, strict=True):
        torch.testing.assert_close(one, resampled(picture, numbers), rtol=1e-3, atol=0.1)


def test_what_comes_in_is_black_in_grey_and_mirrored_in_colour():
    corner = draws(1, u0=0.999, u1=0.999)
    assert affine(torch.ones(1, 1, 28, 28), corner).min() == 0
    assert affine(torch.ones(1, 3, 28, 28), corner).min() == pytest.approx(1.0)
    assert shift(torch.ones(1, 1, 28, 28), corner).min() == 0
    assert shift(torch.ones(1, 3, 28, 28), corner).min() == 1


@pytest.mark.parametrize("kind", [shift, flip, affine])
@pytest.mark.parametrize("channels", [1, 3])
def test_each_picture_depends_on_its_own_numbers_alone(kind, channels):
    torch.manual_seed(0)
    whole, u = pictures(6, channels).float(), torch.rand(6, DRAWS)
    together = kind(whole, u)
    order = torch.tensor([4, 0, 5, 2, 1, 3])
    torch.testing.assert_close(kind(whole[order], u[order]), together[order], rtol=0, atol=1e-3)
    for place in range(6):
        one = kind(whole[place : place + 1], u[place : place + 1])[0]
        torch.testing.assert_close(one, together[place], rtol=0, atol=1e-3)


@pytest.mark.parametrize("kind", [shift, flip, affine])
def test_the_pictures_given_are_left_as_they_are(kind):
    whole = pictures().float()
    before = whole.clone()
    kind(whole, torch.rand(4, DRAWS))
    assert torch.equal(whole, before)


def test_channels_last_gives_the_same_pictures():
    whole, u = pictures(4, 3, 28), torch.rand(4, DRAWS)
    assert torch.equal(
        shift(whole.contiguous(memory_format=torch.channels_last), u), shift(whole, u)
    )


def test_kinds_are_those_of_the_recipe():
    from netwright.recipe import mistakes_in

    assert not mistakes_in({"augment": "+".join(KINDS)})
    assert mistakes_in({"augment": "spin"})
