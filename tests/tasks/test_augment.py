"""Augmentation of batches as wholes: keyed by example, and all parts together."""

import pytest
import torch

from netwright.randomness import table
from netwright.tasks._augment import augmented, normalised
from netwright.tasks._augment_colour import Colours
from netwright.tasks._augment_kinds import KINDS, augmentation_from
from netwright.tasks._augment_pixels import reach

SIDE = 28
GREY = Colours(mean=(30.0,), std=(20.0,))
RGB = Colours(mean=(30.0, 90.0, 120.0), std=(20.0, 50.0, 40.0), axes=(9.0, 1, 2, 3, 4, 5, 6, 7, 8))
MIXES = ("mixup", "cutmix")
EVERYTHING = "+".join(name for name in KINDS if name not in (*MIXES, "flip", "shift"))
NEEDS_COLOUR = ("saturation", "colour", EVERYTHING)


TEXTS = (*(name for name in KINDS if name not in MIXES), "altflip+crop", EVERYTHING)
CASES = [(t, c) for t in TEXTS for c in (1, 3) if c == 3 or t not in NEEDS_COLOUR]


def pictures(count, channels, side=SIDE):
    torch.manual_seed(0)
    return torch.randint(0, 256, (count, channels, side, side), dtype=torch.uint8)


def run(text, whole, draws):
    channels = whole.shape[1]
    kinds = augmentation_from(text, side=whole.shape[2], channels=channels)
    colours = GREY if channels == 1 else RGB
    return augmented({"picture": whole}, draws, kinds, colours)["picture"]


def keyed(text, count, channels, epoch=0):
    columns = augmentation_from(text, side=SIDE, channels=channels).draws
    return torch.from_numpy(table(3, "augment", count, columns, epoch=epoch))


@pytest.mark.parametrize(("text", "channels"), CASES)
def test_an_example_looks_the_same_whatever_its_batch(text, channels):
    """To the bit: in any order, alone, in a part of the batch."""
    whole, draws = pictures(11, channels), keyed(text, 11, channels)
    together = run(text, whole, draws)
    order = torch.tensor([4, 0, 10, 7, 1, 9, 2, 3, 8, 6, 5])
    assert torch.equal(run(text, whole[order], draws[order]), together[order])
    for place in (0, 5, 10):
        one = run(text, whole[place : place + 1], draws[place : place + 1])[0]
        assert torch.equal(one, together[place])
    assert torch.equal(run(text, whole[3:8], draws[3:8]), together[3:8])


@pytest.mark.parametrize(("text", "channels"), CASES)
def test_every_epoch_is_another(text, channels):
    whole = pictures(8, channels)
    first, second = (run(text, whole, keyed(text, 8, channels, epoch)) for epoch in (0, 1))
    assert not torch.equal(first, second)
    assert torch.isfinite(first).all()
    assert (first.dtype, first.shape) == (torch.float32, whole.shape)


@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize(
    "text", ["flip", "vflip", "crop:3", "shift", "flip+vflip+crop:3", "altflip+crop:3"]
)
def test_whole_pixels_are_those_of_the_resampling(text, channels):
    """The fast way and the grid agree where neither looks outside."""
    whole, draws = pictures(6, channels), keyed(text, 6, channels)
    fast = run(text, whole, draws)
    turned = f"{text}+rotate:0"
    slow = run(turned, whole, torch.cat((draws, torch.full((6, 1), 0.5)), dim=1))
    inner = (..., slice(3, -3), slice(3, -3))
    torch.testing.assert_close(fast[inner], slow[inner], rtol=1e-3, atol=1e-2)


def test_every_shift_within_reach_occurs_and_none_beyond():
    ramp = torch.arange(SIDE, dtype=torch.float32).view(1, 1, SIDE, 1)
    ramp = (ramp + 100 * torch.arange(SIDE).view(1, 1, 1, SIDE)).expand(600, 3, SIDE, SIDE)
    torch.manual_seed(0)
    plain = Colours(mean=(0.0,) * 3, std=(1.0,) * 3)
    moved = augmented({"picture": ramp}, torch.rand(600, 2), augmentation_from("shift"), plain)
    steps = (moved["picture"][:, 0, 14, 14] - ramp[0, 0, 14, 14]).round()
    assert reach(SIDE) == 1
    assert set(steps.tolist()) == {a + 100 * b for a in (-1, 0, 1) for b in (-1, 0, 1)}


@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize("kind", ["shift", "flip", "altflip", "vflip", "crop"])
def test_neutral_draws_leave_pictures_unchanged(kind, channels):
    whole = pictures(4, channels)
    columns = KINDS[kind].columns
    plain = normalised(whole, GREY if channels == 1 else RGB)
    assert torch.equal(run(kind, whole, torch.full((4, columns), 0.5)), plain)


@pytest.mark.parametrize(("kind", "axis"), [("flip", 3), ("altflip", 3), ("vflip", 2)])
def test_flips_mirror_those_below_a_half(kind, axis):
    whole = pictures(3, 3)
    found = run(kind, whole, torch.tensor([[0.0], [0.49], [0.51]]))
    plain = normalised(whole, RGB)
    assert torch.equal(found[:2], plain[:2].flip(axis))
    assert torch.equal(found[2], plain[2])


@pytest.mark.parametrize("text", ["altflip", "flip+crop", "affine", EVERYTHING])
def test_the_pictures_given_are_left_as_they_are(text):
    whole = pictures(4, 3)
    before = whole.clone()
    run(text, whole, keyed(text, 4, 3))
    assert torch.equal(whole, before)


def test_channels_last_gives_the_same_pictures():
    whole, draws = pictures(4, 3), keyed(EVERYTHING, 4, 3)
    last = whole.contiguous(memory_format=torch.channels_last)
    torch.testing.assert_close(
        run(EVERYTHING, last, draws), run(EVERYTHING, whole, draws), rtol=1e-4, atol=1e-3
    )


@pytest.mark.parametrize("text", ["flip+crop:4", "vflip+crop:4", "flip+rotate:20", "brightness"])
def test_boxes_and_masks_follow_their_picture(text):
    whole, draws = torch.zeros(6, 3, SIDE, SIDE, dtype=torch.uint8), keyed(text, 6, 3)
    whole[:, :, 8:15, 10:22] = 255
    batch = {
        "picture": whole,
        "mask": (whole[:, 0] > 0).to(torch.uint8),
        "boxes": torch.tensor([10.0, 8.0, 22.0, 15.0]).expand(6, 1, 4),
        "label": torch.arange(6),
    }
    plain = Colours(mean=(0.0,) * 3, std=(255.0,) * 3)
    found = augmented(batch, draws, augmentation_from(text, side=SIDE), plain)
    bright = found["picture"][:, 0] > 0.5
    assert torch.equal(found["label"], batch["label"])
    for seen, mask, box in zip(bright, found["mask"], found["boxes"][:, 0], strict=True):
        assert (seen ^ (mask == 1)).float().mean() < 0.02
        ys, xs = seen.nonzero(as_tuple=True)
        around = torch.tensor([xs.min(), ys.min(), xs.max() + 1, ys.max() + 1]).float()
        assert (around - box).abs().max() <= 1.5
