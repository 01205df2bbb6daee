"""Boxes and masks that follow their pictures.

A box becomes the bounding box of its moved outline, cut at the picture's edge. Less than 10 % of
that area left: the object is gone, and its box becomes NaN. A mask takes the nearest value; what
comes from outside the stored picture is 255, "no answer", even where the picture is mirrored.

    p = M^-1 (q - t) - d(p)                                                          (1)

undoes ``_augment_geometry`` (1); d is less steep than 1, so repeating (1) finds p.
"""

import torch
from torch import Tensor
from torch.nn import functional

from netwright.tasks._augment_geometry import Placement

LEAST_LEFT = 0.1  # of a moved box's area
ON_AN_EDGE = 9  # points whose way is followed, where straight lines are bent
ROUNDS = 12  # of (1)
OUTSIDE = 255


def moved_boxes(boxes: Tensor, place: Placement) -> Tensor:
    """Move boxes along with their pictures.

    Args:
        boxes: float32 (n, k, 4), x1 y1 x2 y2 in pixels from the upper left corner; NaN for none.
        place: of the n pictures.

    Returns:
        float32 (n, k, 4), within the picture; NaN where there was none or too little is left.
    """
    height, width = place.size
    count, objects = boxes.shape[:2]
    middle = torch.tensor([width / 2, height / 2], device=boxes.device)
    outline = _outline(boxes, 2 if place.knots is None else ON_AN_EDGE)
    points = _where_to(outline.flatten(1, 2) - middle, place) + middle
    points = points.view(count, objects, -1, 2)
    low, high = points.amin(dim=2), points.amax(dim=2)
    edge = torch.tensor([width, height], dtype=boxes.dtype, device=boxes.device)
    inside = torch.minimum(low.clamp(min=0), edge), torch.minimum(high.clamp(min=0), edge)
    left = (inside[1] - inside[0]).prod(dim=2)
    gone = ~(left >= LEAST_LEFT * (high - low).prod(dim=2)) | (left <= 0)  # NaN is gone too
    return torch.cat(inside, dim=2).masked_fill(gone.unsqueeze(2), float("nan"))


def moved_mask(mask: Tensor, grid: Tensor) -> Tensor:
    """Move masks along with their pictures.

    Args:
        mask: uint8 (n, h, w).
        grid: where pixels come from, float32 (n, h, w, 2).

    Returns:
        uint8 (n, h, w); 255 for what comes from outside.
    """
    shifted = mask.unsqueeze(1).float() - OUTSIDE  # so that zeros from outside mean 255
    nearest = functional.grid_sample(
        shifted, grid, mode="nearest", padding_mode="zeros", align_corners=False
    )
    return (nearest + OUTSIDE).squeeze(1).to(mask.dtype)


def _outline(boxes: Tensor, each: int) -> Tensor:
    """Points along the four edges: (n, k, 4) -> (n, k, 4 each, 2)."""
    share = torch.linspace(0, 1, each, device=boxes.device)
    x1, y1, x2, y2 = (side.unsqueeze(2) for side in boxes.unbind(dim=2))
    across, down = x1 + (x2 - x1) * share, y1 + (y2 - y1) * share
    still = torch.ones_like(share)
    edges = ((across, y1 * still), (across, y2 * still), (x1 * still, down), (x2 * still, down))
    return torch.cat([torch.stack(edge, dim=3) for edge in edges], dim=2)


def _where_to(points: Tensor, place: Placement) -> Tensor:
    """Equation (1): points of the stored picture, from its centre -> of the new one."""
    back: Tensor = torch.linalg.inv(place.matrix.double().cpu()).float().to(points.device)
    still: Tensor = (points - place.offset.unsqueeze(1)) @ back.transpose(1, 2)
    if place.knots is None:
        return still
    found = still
    for _ in range(ROUNDS):
        found = still - place.displacement(found)  # (1)
    return found
