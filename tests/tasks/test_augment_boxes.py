"""Drawn rectangles: where the mask of an object goes, its box goes."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from netwright.tasks._augment_boxes import OUTSIDE, moved_boxes, moved_mask
from netwright.tasks._augment_geometry import placement, sampling_grid
from netwright.tasks._augment_kinds import augmentation_from

SIZE = (48, 64)
KINDS = ("flip", "vflip", "shift", "crop:9", "multicrop:0.5", "affine", "rotate:25", "shear:0.3",
         "stretch:0.3", "flip+rotate:20+crop:5+stretch:0.2")  # fmt: skip


def drawn(box, size=SIZE):
    mask = torch.zeros(size, dtype=torch.uint8)
    x1, y1, x2, y2 = box
    mask[y1:y2, x1:x2] = 1
    return mask


def seen(mask):
    """The bounding box of what is 1, and how many pixels are."""
    ys, xs = (mask == 1).nonzero(as_tuple=True)
    return torch.tensor([xs.min(), ys.min(), xs.max() + 1, ys.max() + 1]).float(), len(ys)


def moved(text, boxes, seed, size=SIZE):
    augmentation = augmentation_from(text, side=min(size))
    torch.manual_seed(seed)
    place = placement(augmentation, torch.rand(len(boxes), augmentation.draws), size)
    masks = torch.stack([drawn(box, size) for box in boxes])
    found = moved_boxes(torch.tensor(boxes).float().unsqueeze(1), place).squeeze(1)
    return found, moved_mask(masks, sampling_grid(place)), place


@settings(max_examples=15)
@given(text=st.sampled_from(KINDS), seed=st.integers(0, 999), x=st.integers(24, 30),
       y=st.integers(17, 22), w=st.integers(4, 9), h=st.integers(4, 9))  # fmt: skip
def test_the_box_of_the_moved_mask_is_the_moved_box(text, seed, x, y, w, h):
    found, masks, _ = moved(text, [[x, y, x + w, y + h]] * 8, seed)
    for box, mask in zip(found, masks, strict=True):
        if not torch.isnan(box).any() and (mask == OUTSIDE).sum() < mask.numel() / 2:
            around, _ = seen(mask)
            inside = box[0] > 0 and box[1] > 0 and box[2] < SIZE[1] and box[3] < SIZE[0]
            if inside:  # of a turned rectangle that is cut, the box may be larger than what is left
                assert (around - box).abs().max() <= 1.0, (around, box)


@pytest.mark.parametrize(
    "text", ["flip", "vflip", "shift", "crop:9", "multicrop:0.5", "stretch:0.4"]
)
def test_what_leaves_the_picture_is_cut(text):
    corner = [[0, 0, 12, 10]] * 64
    found, masks, _ = moved(text, corner, 3)
    cut = 0
    for box, mask in zip(found, masks, strict=True):
        if torch.isnan(box).any():
            continue
        assert box.min() >= 0
        assert box[2] <= SIZE[1]
        assert box[3] <= SIZE[0]
        around, _ = seen(mask)
        assert (around - box).abs().max() <= 1.0
        cut += bool(box.min() == 0)
    assert cut > 10


@pytest.mark.parametrize("seed", range(5))
def test_a_warped_box_holds_the_warped_mask(seed):
    found, masks, place = moved("warp:4+rotate:10", [[20, 14, 40, 34]] * 8, seed)
    for box, mask in zip(found, masks, strict=True):
        around, _ = seen(mask)
        assert (around - box).abs().max() <= 1.5
    assert place.knots is not None


def test_an_object_goes_when_less_than_a_tenth_of_it_is_left():
    text = "crop:16"
    u = torch.zeros(3, 2)  # the window moves 16 up and left: all moves 16 down and right
    place = placement(augmentation_from(text, side=48), u, (48, 48))
    boxes = torch.tensor(
        [
            [[0.0, 0.0, 4.0, 4.0], [29.0, 10.0, 49.0, 20.0]],  # whole; 3 of 20 columns left
            [[31.0, 10.0, 51.0, 20.0], [40.0, 40.0, 44.0, 44.0]],  # 1 of 20; outside
            [[float("nan")] * 4, [10.0, 10.0, 10.0, 20.0]],  # none; no area
        ]
    )
    found = moved_boxes(boxes, place)
    assert found[0].tolist() == [[16.0, 16.0, 20.0, 20.0], [45.0, 26.0, 48.0, 36.0]]
    assert torch.isnan(found[1:]).all()


def test_masks_keep_their_type_and_know_what_is_outside():
    torch.manual_seed(0)
    mask = torch.randint(0, 5, (1, 16, 16), dtype=torch.uint8)
    place = placement(augmentation_from("crop:4", side=16), torch.zeros(1, 2), (16, 16))
    found = moved_mask(mask, sampling_grid(place))
    assert found.dtype == torch.uint8
    assert torch.equal(found[0, 4:, 4:], mask[0, :12, :12])
    assert (found[0, :4] == OUTSIDE).all()
    assert (found[0, :, :4] == OUTSIDE).all()
