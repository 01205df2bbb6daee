"""Rows as the network meets them, where the loop prepares what it was given.

Many loops divide pixels by 255 or standardise columns before the network sees a batch. The rows
handed to the coach are then not those the network is used to. If columns of what the network met
are columns of the given rows times a scale plus a shift,

    met_ij = scale_j * given_kj + shift_j       row i of a batch is row k of the data        (1)

the same is done to all rows given. Rows are matched after each column is standardised by its own
figures, which takes scale and shift away: a match is then near, and augmented rows have none.

Cost: one matrix product of at most 512 by 4096 rows and 512 columns.
"""

import torch
from torch import Tensor

LIKE = (0.9, 1.1)  # spread over spread: nothing to do
NEAR = 0.3  # of a standard deviation, a column: sampling error of the figures is below 0.1
EXPLAINED = 0.95  # of a column's variance, by its scale and shift
LEAST_ROWS, LEAST_COLUMNS = 64, 4
MET, GIVEN, COLUMNS = 512, 4096, 512


def as_prepared(x: Tensor, held_x: Tensor, met: list[Tensor]) -> tuple[Tensor, Tensor] | None:
    """Prepare given rows as the loop does.

    Args:
        x: (n, ...) training inputs as given.
        held_x: (m, ...) held-out inputs as given; m may be 0.
        met: batches the network was given in training steps.

    Returns:
        Both prepared, float32; None if the network met the rows as they are, or if what it met is
        not a scale and a shift of them.
    """
    batches = [one.flatten(1) for one in met if one.dim() > 1 and one.is_floating_point()]
    if x.dim() < 2:
        return None
    given = x.flatten(1)
    width = given.shape[1]
    batches = [one for one in batches if one.shape[1] == width]
    if not batches or sum(map(len, batches)) < LEAST_ROWS or width < LEAST_COLUMNS:
        return None
    seen = torch.cat(batches)[:MET].float().to(x.device)
    some = given[_spaced(len(given), GIVEN).to(x.device)].float()
    if not bool(torch.isfinite(seen).all() and torch.isfinite(some).all()) or _alike(seen, some):
        return None
    pairs = _matched(seen, some)
    if pairs is None:
        return None
    mapping = _mapping(seen, some[pairs])
    if mapping is None:
        return None
    shape = _row_shape(met, width)
    return _mapped(x, mapping, shape), _mapped(held_x, mapping, shape)


def _row_shape(met: list[Tensor], width: int) -> torch.Size:
    """The shape of a row as the network met it."""
    return next(one.shape[1:] for one in met if one[:1].numel() == width)


def _spaced(count: int, most: int) -> Tensor:
    return torch.linspace(0, count - 1, min(count, most)).round().long()


def _alike(seen: Tensor, some: Tensor) -> bool:
    """Whether spread and mean are those of the given rows."""
    spread = float(some.std()) or 1.0
    moved = float((seen.mean() - some.mean()).abs()) / spread
    return LIKE[0] < float(seen.std()) / spread < LIKE[1] and moved < 1 - LIKE[0]


def _standardised(x: Tensor) -> Tensor:
    spread = x.std(0, correction=0)
    return torch.where(spread > 1e-12, (x - x.mean(0)) / spread.clamp_min(1e-12), 0.0)


def _matched(seen: Tensor, some: Tensor) -> Tensor | None:
    """The given row of each row met; None where there are none near enough."""
    columns = _spaced(seen.shape[1], COLUMNS).to(seen.device)
    apart = torch.cdist(_standardised(seen[:, columns]), _standardised(some[:, columns]))
    nearest = apart.min(1)
    moving = int((some[:, columns].std(0, correction=0) > 0).sum())
    typical = float(nearest.values.median()) / max(1, moving) ** 0.5
    return nearest.indices if typical < NEAR else None


def _mapping(seen: Tensor, pairs: Tensor) -> tuple[Tensor, Tensor] | None:
    """Scale and shift of each column by least squares; None where they do not explain it."""
    centred, own = seen - seen.mean(0), pairs - pairs.mean(0)
    variance = own.square().mean(0)
    scale = torch.where(variance > 0, (centred * own).mean(0) / variance.clamp_min(1e-30), 0.0)
    left = (centred - own * scale).square().mean(0)
    moving = (variance > 0) & (centred.square().mean(0) > 0)
    explained = 1 - left[moving] / centred.square().mean(0)[moving]
    if not bool(moving.any()) or float(explained.median()) < EXPLAINED:
        return None
    return scale, seen.mean(0) - scale * pairs.mean(0)


def _mapped(x: Tensor, mapping: tuple[Tensor, Tensor], shape: torch.Size) -> Tensor:
    scale, shift = mapping
    if not len(x):
        return torch.empty(0, *shape, device=x.device)
    return (x.flatten(1).float() * scale + shift).reshape(len(x), *shape)  # (1)
