r"""Four pictures in one: each corner shows a window of another picture, boxes with it.

    the corners meet at (x, y), each from a quarter to three quarters of the side           (1)
    corner q of picture i shows picture i - q of the chunk, q = 0 .. 3, row by row
    its window lies anywhere in that picture: pixel p of the corner is pixel p + d_q of it  (2)

One picture then holds objects of four, cut in new places and beside new neighbours. Nothing is
made smaller: sizes stay those that the anchors were found for. A box moves by -d_q and is cut at
the corner's edge; one with less than 10 % of its area left goes, as in ``_augment_boxes``. Of n
pictures with k boxes each there are 4 k after it, most of them none.

As with mixup the chunk that is prepared at once decides which pictures come together; else all is
a function of the numbers. Rows are copied as stretches of bytes, once for the left half and once
for the right, and one mask chooses: no pixel is looked up by itself.

Source: Bochkovskiy, Wang & Liao 2020, "YOLOv4", arXiv:2004.10934, section 3.3.
"""

import torch
from torch import Tensor

from netwright.contracts import NO_BOX, Batch
from netwright.tasks._augment_boxes import LEAST_LEFT
from netwright.tasks._augment_kinds import wide

DRAWS = 11  # whether, where they meet (2), and where each of the four windows lies (8)
NEAREST = 0.25  # of (1), a share of the side


def mosaic(batch: Batch, draws: Tensor, *, share: float) -> Batch:
    """Join pictures by fours.

    Args:
        batch: "picture" (n, c, h, w), any type; "boxes" float32 (n, k, 4), x1 y1 x2 y2 in pixels,
            NaN for none; "box_label" int64 (n, k), -1 for none.
        draws: float (n, ``DRAWS``), from 0 to 1.
        share: of the pictures that are joined; the others stay, from 0 to 1.

    Returns:
        The batch with these three replaced; boxes (n, 4 k, 4) and labels (n, 4 k).
    """
    pictures = batch["picture"]
    height, width = pictures.shape[2:]
    u = wide(draws)
    size = torch.tensor([width, height], device=u.device)
    meet = ((NEAREST + (1 - 2 * NEAREST) * u[:, 1:3]) * size).round().long()  # (1)
    meet = torch.where(u[:, :1] < share, meet, size)  # what is not joined is all of corner 0
    moves = torch.stack([_move(u, corner, meet, size) for corner in range(4)], dim=1)
    moved = [_moved(batch, corner, moves[:, corner], meet, size) for corner in range(4)]
    return {
        **batch,
        "picture": _joined(pictures, moves, meet),
        "boxes": torch.cat([boxes for boxes, _ in moved], dim=1),
        "box_label": torch.cat([labels for _, labels in moved], dim=1),
    }


def _span(corner: int, meet: Tensor, size: Tensor) -> tuple[Tensor, Tensor]:
    """Where a corner begins and ends, x and y: int64 (n, 2) each."""
    far = torch.tensor([corner % 2 == 1, corner >= 2], device=meet.device)
    return torch.where(far, meet, 0), torch.where(far, size, meet)


def _move(u: Tensor, corner: int, meet: Tensor, size: Tensor) -> Tensor:
    """Get d of (2) for one corner: int64 (n, 2), x and y."""
    begin, end = _span(corner, meet, size)
    room = size - (end - begin)
    place = (u[:, 3 + 2 * corner : 5 + 2 * corner] * (room + 1)).long()
    return torch.minimum(place, room) - begin  # (2)


def _joined(pictures: Tensor, moves: Tensor, meet: Tensor) -> Tensor:
    """The four windows of every picture side by side: moves (n, 4, 2), meet (n, 2)."""
    count, channels, height, width = pictures.shape
    flat = torch.nn.functional.pad(pictures.reshape(-1), (width, width))
    stretches = flat.as_strided((flat.numel() - width + 1, width), (1, 1))
    down = torch.arange(height, device=pictures.device)
    low = (down >= meet[:, 1:]).long()  # (n, h): 0 above, 1 below
    number = torch.arange(count, device=pictures.device).view(-1, 1)
    halves = []
    for side in (0, 1):
        corner = 2 * low + side
        move = moves.gather(1, corner.unsqueeze(2).expand(-1, -1, 2))
        row = (number - corner) % count * channels * height + down + move[..., 1]
        channel = torch.arange(channels, device=pictures.device).view(1, -1, 1) * height
        begins = width + (row.unsqueeze(1) + channel) * width + move[..., :1].transpose(1, 2)
        halves.append(stretches.index_select(0, begins.reshape(-1)).view_as(pictures))
    left = torch.arange(width, device=pictures.device) < meet[:, :1]
    return torch.where(left.view(count, 1, 1, width), halves[0], halves[1])


def _moved(
    batch: Batch, corner: int, move: Tensor, meet: Tensor, size: Tensor
) -> tuple[Tensor, Tensor]:
    """Boxes (n, k, 4) and labels (n, k) of what a corner shows."""
    boxes = batch["boxes"].roll(corner, dims=0) - move.repeat(1, 2).unsqueeze(1)
    begin, end = (edge.unsqueeze(1).to(boxes.dtype) for edge in _span(corner, meet, size))
    low = torch.minimum(torch.maximum(boxes[..., :2], begin), end)
    high = torch.minimum(torch.maximum(boxes[..., 2:], begin), end)
    whole = (boxes[..., 2:] - boxes[..., :2]).prod(dim=2)
    left = (high - low).prod(dim=2)
    labels = batch["box_label"].roll(corner, dims=0)
    gone = ~(left >= LEAST_LEFT * whole) | (left <= 0) | (labels == NO_BOX)  # NaN is gone too
    cut = torch.cat([low, high], dim=2).masked_fill(gone.unsqueeze(2), float("nan"))
    return cut, labels.masked_fill(gone, NO_BOX)
