"""Augmentation of whole batches of pictures, from numbers that belong to each example.

    stored   uint8 (n, c, h, w), and "boxes" and "mask" where a task has them
       |     moved: whole pixels copied, or one resampling       _augment_pixels, _augment_geometry
       |     coloured and normalised in the same pass            _augment_colour
       |     a rectangle erased; mixed with another example      _augment_mix
    float32  (n, c, h, w)

The numbers are uniform from 0 to 1 and keyed by (seed, epoch, example), so the picture of an
example in an epoch is the same to the bit whatever the batch, the order or the worker (mixup and
cutmix also depend on the chunk).
"""

from collections.abc import Sequence

import torch
from torch import Tensor

from netwright.contracts import Batch
from netwright.tasks._augment_boxes import moved_boxes, moved_mask
from netwright.tasks._augment_colour import Colours, colour_map, coloured
from netwright.tasks._augment_geometry import placement, resampled, sampling_grid
from netwright.tasks._augment_kinds import Augmentation
from netwright.tasks._augment_mix import erased
from netwright.tasks._augment_pixels import reach, whole_pixels, whole_steps

PLAIN = Augmentation()


def normalised(pictures: Tensor, colours: Colours) -> Tensor:
    """Pictures as they are, of mean 0 and deviation 1 over the training split.

    Args:
        pictures: uint8 (n, c, h, w).
        colours: of the training pictures.

    Returns:
        float32 (n, c, h, w).
    """
    by = colour_map(colours, PLAIN, None, pictures.device)
    return coloured(pictures.to(torch.float32, copy=True), by)


def denormalised(pictures: Tensor, mean: Sequence[float], std: Sequence[float]) -> Tensor:
    """Prepared pictures as they would look.

    Args:
        pictures: float32 (n, c, h, w), normalised.
        mean: of each channel, 0 to 255.
        std: of each channel, above 0.

    Returns:
        uint8 (n, c, h, w); what lies outside of 0 to 255 is cut.
    """
    scale, middle = (torch.tensor(v, dtype=torch.float32).view(1, -1, 1, 1) for v in (std, mean))
    return (pictures * scale + middle).round().clamp(0, 255).to(torch.uint8)


def augmented(batch: Batch, draws: Tensor, augmentation: Augmentation, colours: Colours) -> Batch:
    """Augment and normalise the pictures of a batch; boxes and masks follow them.

    Args:
        batch: "picture" uint8 (n, c, h, w); where there are any, "boxes" float32 (n, k, 4) as
            x1 y1 x2 y2 in pixels, NaN for none, and "mask" uint8 (n, h, w).
        draws: float (n, augmentation.draws), from 0 to 1.
        augmentation: the kinds in use; mixing is left to ``mixed``.
        colours: of the training pictures.

    Returns:
        The batch with these three replaced, pictures by float32 (n, c, h, w).
    """
    pictures = batch["picture"]
    by = colour_map(colours, augmentation, draws, pictures.device)
    seen = coloured(_moved(pictures, augmentation, draws), by)
    if "erase" in augmentation:
        erased(seen, augmentation, draws)
    changed: dict[str, Tensor] = {"picture": seen}
    if "boxes" in batch or "mask" in batch:
        place = placement(augmentation, draws, (pictures.shape[2], pictures.shape[3]))
        if "boxes" in batch:
            changed["boxes"] = moved_boxes(batch["boxes"], place)
        if "mask" in batch:
            changed["mask"] = moved_mask(batch["mask"], sampling_grid(place))
    return {**batch, **changed}


def _moved(pictures: Tensor, augmentation: Augmentation, draws: Tensor) -> Tensor:
    """Pictures of their own after all kinds that move them: float32 (n, c, h, w), 0 to 255."""
    height, width = pictures.shape[2:]
    if augmentation.resamples:
        place = placement(augmentation, draws, (height, width))
        return resampled(pictures.float(), sampling_grid(place))
    name = next((name for name in ("shift", "crop") if name in augmentation), "")
    mirrored, turned = (
        augmentation.columns(flip, draws)[:, 0] < 0.5 if flip in augmentation else None
        for flip in (augmentation.mirror, "vflip")
    )
    if not name and mirrored is None and turned is None:
        return pictures.to(torch.float32, copy=True)
    most = reach(min(height, width)) if name == "shift" else int(augmentation.strength("crop"))
    steps = torch.zeros(len(draws), 2, dtype=torch.int64, device=draws.device)
    if name:
        steps = whole_steps(augmentation.columns(name, draws), most)
    return whole_pixels(pictures, steps, mirrored, most, turned).to(torch.float32)
