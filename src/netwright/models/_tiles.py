"""A picture of any size through a network, piece by piece, without seams.

    picture (c, h, w) --tiles with an overlap--> network --blended--> strips (o, rows, w)

Tiles lie in rows. Where the tile that comes overlaps what is there already, over m pixels, it
gains weight step by step:

    y_j <- y_j + (j + 1/2) / m (t_j - y_j),   j = 0 .. m - 1                               (1)

within a row from left to right, then between rows from top to bottom. (1) leaves what agrees as it
is, to the last bit, so that a constant stays constant. The last tile of a row is moved back to end
with the picture; its overlap is then larger. A picture smaller than a tile is one tile, and its
border is repeated up to the next multiple that the network takes.

Memory: one row of tiles. Pictures may lie in a memory-mapped array. Cost: about
(tile / (tile - overlap))^2 times a single pass. A network that looks further than half an overlap
sees its tiles end; norms over each picture by itself become norms over each tile.

Source: Ronneberger, Fischer & Brox 2015, arXiv:1505.04597, figure 2, for tiles that overlap.
"""

from collections.abc import Callable, Iterator

import torch
from torch import Tensor
from torch.nn import functional

from netwright.errors import SettingError

Run = Callable[[Tensor], Tensor]  # (1, c, h, w) -> (1, o, h, w), h and w multiples of the stride


def tile_starts(length: int, tile: int, overlap: int) -> list[int]:
    """Where tiles begin along a side.

    Args:
        length: of the side, in pixels, 1 or more.
        tile: side of a tile.
        overlap: pixels that neighbours share at least.

    Returns:
        Places from 0 on, rising; the last tile ends with the side, if it is as long as a tile.

    Raises:
        SettingError: if the overlap is negative, or no less than a tile.

    Example:
        >>> tile_starts(10, 4, 1)
        [0, 3, 6]
        >>> tile_starts(9, 4, 1)
        [0, 3, 5]
    """
    if not 0 <= overlap < tile:
        raise SettingError("overlap", overlap, wanted=f"from 0 up to, not at, the tile's {tile}")
    starts = list(range(0, max(1, length - overlap), tile - overlap))
    return [min(start, max(0, length - tile)) for start in starts]


def in_strips(
    run: Run, picture: Tensor, *, tile: int = 256, overlap: int = 64, stride: int = 1
) -> Iterator[Tensor]:
    """Run a network over a picture, and give the answer a row of tiles at a time.

    Args:
        run: takes (1, c, h, w) of the picture's type, gives as many rows and columns.
        picture: (c, h, w).
        tile: side of a tile, a multiple of ``stride``.
        overlap: pixels that neighbouring tiles share at least.
        stride: what sides that ``run`` takes are multiples of.

    Yields:
        (o, rows, w), from top to bottom; together they have h rows.

    Raises:
        SettingError: if the tile is no multiple of the stride, or the overlap does not fit.
    """
    if tile % stride:
        raise SettingError("tile", tile, wanted=f"a multiple of {stride}")
    height = picture.shape[1]
    starts = tile_starts(height, tile, overlap)
    held, done = picture.new_empty(0), 0  # rows that the next strip may still change
    for number, start in enumerate(starts):
        strip = _strip(run, picture[:, start : start + tile], tile, overlap, stride)
        if number:
            strip = _blended(held, strip, done - start, dim=1)
        end = starts[number + 1] if number + 1 < len(starts) else height
        yield strip[:, : end - start]
        held, done = strip[:, end - start :], start + strip.shape[1]


def tiled(
    run: Run, picture: Tensor, *, tile: int = 256, overlap: int = 64, stride: int = 1
) -> Tensor:
    """All strips of ``in_strips`` as one: (c, h, w) -> (o, h, w); arguments as there."""
    strips = in_strips(run, picture, tile=tile, overlap=overlap, stride=stride)
    return torch.cat(list(strips), dim=1)


def _strip(run: Run, picture: Tensor, tile: int, overlap: int, stride: int) -> Tensor:
    """A row of tiles: (c, rows, w) -> (o, rows, w)."""
    found, width = picture.new_empty(0), 0
    for start in tile_starts(picture.shape[2], tile, overlap):
        piece = _fitted(run, picture[:, :, start : start + tile], stride)
        found = piece if not width else _joined(found, piece, width - start)
        width = start + piece.shape[2]
    return found


def _joined(left: Tensor, right: Tensor, shared: int) -> Tensor:
    before = left[:, :, : left.shape[2] - shared]
    return torch.cat([before, _blended(left[:, :, before.shape[2] :], right, shared, dim=2)], dim=2)


def _blended(held: Tensor, coming: Tensor, shared: int, *, dim: int) -> Tensor:
    """Equation (1) where ``coming`` begins, along an axis."""
    if not shared:
        return coming
    first = coming.narrow(dim, 0, shared)
    rest = coming.narrow(dim, shared, coming.shape[dim] - shared)
    steps = (torch.arange(shared, dtype=coming.dtype, device=coming.device) + 0.5) / shared
    shape = [-1 if axis == dim else 1 for axis in range(3)]
    return torch.cat([held + steps.reshape(shape) * (first - held), rest], dim=dim)  # (1)


def _fitted(run: Run, piece: Tensor, stride: int) -> Tensor:
    """One tile, its border repeated up to sides that the network takes."""
    height, width = piece.shape[1:]
    more = (0, -width % stride, 0, -height % stride)
    batch = piece.unsqueeze(0)
    if any(more):
        floats = batch if batch.is_floating_point() else batch.float()  # it pads no bytes
        batch = functional.pad(floats, more, mode="replicate").to(piece.dtype)
    return run(batch)[0, :, :height, :width]
