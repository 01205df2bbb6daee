from itertools import pairwise

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch.nn import functional

from netwright.errors import SettingError
from netwright.models import in_strips, tile_starts, tiled

SIDES = st.integers(1, 40)


@given(length=SIDES, tile=st.integers(2, 16), data=st.data())
def test_tiles_cover_a_side_and_share_what_they_should(length, tile, data):
    overlap = data.draw(st.integers(0, tile - 1))
    starts = tile_starts(length, tile, overlap)
    assert starts[0] == 0
    assert starts[-1] + tile >= length
    assert all(0 < b - a <= tile - overlap for a, b in pairwise(starts))
    if length >= tile:
        assert starts[-1] + tile == length


@given(height=SIDES, width=SIDES, data=st.data())
def test_a_constant_stays_constant_to_the_last_bit(height, width, data):
    overlap = data.draw(st.integers(0, 6))
    value = data.draw(st.floats(-1e3, 1e3, width=32))
    picture = torch.full((2, height, width), value)
    found = tiled(lambda x: x, picture, tile=8, overlap=overlap, stride=4)
    assert torch.equal(found, picture)


@given(height=SIDES, width=SIDES, overlap=st.integers(0, 6))
def test_what_depends_on_single_pixels_is_as_in_one_pass(height, width, overlap):
    picture = torch.randn(3, height, width, dtype=torch.float64)

    def run(x):
        assert x.shape[2] % 2 == 0
        assert x.shape[3] % 2 == 0
        return torch.stack([x.sum(dim=1), x[:, 0] * x[:, 1]], dim=1)

    found = tiled(run, picture, tile=8, overlap=overlap, stride=2)
    torch.testing.assert_close(found, run(_even(picture)[None])[0, :, :height, :width])


def _even(picture):
    more = (0, picture.shape[2] % 2, 0, picture.shape[1] % 2)
    return functional.pad(picture, more, mode="replicate")


def test_a_network_that_looks_around_agrees_away_from_seams_and_nearly_on_them():
    torch.manual_seed(0)
    picture, kernel = torch.rand(1, 60, 70), torch.rand(1, 1, 5, 5) / 25

    def run(x):
        return functional.conv2d(x, kernel, padding=2)

    whole, found = run(picture[None])[0], tiled(run, picture, tile=32, overlap=16)
    gap = (whole - found).abs()
    assert gap[:, 2:14, 2:14].max() < 1e-6  # in the first tile alone
    assert gap.max() < 0.1 * whole.max()
    with_seams = tiled(run, picture, tile=32, overlap=0)
    assert gap.max() < 0.5 * (whole - with_seams).abs().max()


def test_strips_come_from_top_to_bottom_and_take_one_row_of_tiles():
    picture, seen = torch.rand(1, 30, 20), []

    def run(x):
        seen.append(x.shape)
        return x

    strips = in_strips(run, picture, tile=16, overlap=4)
    first = next(strips)
    assert first.shape == (1, 12, 20)
    assert len(seen) == 2
    assert torch.equal(torch.cat([first, *strips], dim=1), picture)


def test_bytes_are_handed_over_as_they_are():
    picture = torch.arange(35, dtype=torch.uint8).reshape(1, 5, 7)
    found = tiled(lambda x: x.float() / 2, picture, tile=4, overlap=1, stride=4)
    torch.testing.assert_close(found, picture.float() / 2)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"tile": 8, "overlap": 8}, "overlap must be from 0 up to, not at, the tile's 8; got 8"),
        ({"tile": 8, "overlap": -1}, "overlap must be from 0 up to"),
        ({"tile": 10, "overlap": 2, "stride": 4}, "tile must be a multiple of 4; got 10"),
    ],
)
def test_tiles_that_do_not_fit_are_refused(given, words):
    with pytest.raises(SettingError, match=words):
        tiled(lambda x: x, torch.zeros(1, 20, 20), **given)
