"""Whole pixels against NumPy's padding."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from netwright.tasks._augment_pixels import whole_pixels, whole_steps


def pictures(count, channels, height, width, seed=0):
    torch.manual_seed(seed)
    return torch.randint(0, 256, (count, channels, height, width), dtype=torch.uint8)


def windows(whole, steps, mirrored, turned, most):
    """What the docstring of ``whole_pixels`` says, picture by picture."""
    mode = "constant" if whole.shape[1] == 1 else "reflect"
    height, width = whole.shape[2:]
    found = []
    each = zip(whole.numpy(), steps.tolist(), mirrored, turned, strict=True)
    for picture, (right, down), mirror, turn in each:
        padded = np.pad(picture, ((0, 0), (most, most), (most, most)), mode=mode)
        top, left = most + down, most + right
        window = padded[:, top : top + height, left : left + width]
        window = window[:, :, ::-1] if mirror else window
        found.append(window[:, ::-1] if turn else window)
    return np.stack(found)


@given(
    most=st.integers(0, 5),
    height=st.integers(6, 9),
    width=st.integers(6, 9),
    channels=st.sampled_from([1, 3]),
    flips=st.tuples(st.booleans(), st.booleans()),
    seed=st.integers(0, 99),
)
def test_a_window_is_numpys(most, height, width, channels, flips, seed):
    whole = pictures(5, channels, height, width, seed)
    steps = torch.randint(-most, most + 1, (5, 2))
    mirrored, turned = (torch.rand(5) < 0.5 if flip else None for flip in flips)
    found = whole_pixels(whole, steps, mirrored, most, turned)
    assert found.dtype == torch.uint8
    said = [[False] * 5 if flip is None else flip.tolist() for flip in (mirrored, turned)]
    wanted = windows(whole, steps, *said, most)
    np.testing.assert_array_equal(found.numpy(), wanted)


@pytest.mark.parametrize("channels", [1, 3])
def test_any_layout_and_type_of_the_pictures_will_do(channels):
    whole = pictures(4, channels, 8, 8)
    steps, mirrored = torch.randint(-2, 3, (4, 2)), torch.tensor([True, False, True, False])
    found = whole_pixels(whole, steps, mirrored, 2)
    last = whole.contiguous(memory_format=torch.channels_last)
    assert torch.equal(whole_pixels(last, steps, mirrored, 2), found)
    assert torch.equal(whole_pixels(whole.float(), steps, mirrored, 2), found.float())


def test_the_pictures_given_are_left_as_they_are():
    whole = pictures(4, 3, 8, 8)
    before = whole.clone()
    whole_pixels(whole, torch.ones(4, 2, dtype=torch.int64), torch.ones(4, dtype=torch.bool), 1)
    assert torch.equal(whole, before)


def test_every_step_occurs_about_equally_often_and_none_beyond():
    torch.manual_seed(0)
    counts = torch.bincount(whole_steps(torch.rand(7000, 1), 3).flatten() + 3)
    assert len(counts) == 7
    assert (counts - 1000).abs().max() < 150
    ends = torch.tensor([[0.0, 1 - 2**-24]])
    assert whole_steps(ends, 16).tolist() == [[-16, 16]]
