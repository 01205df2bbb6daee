"""What a network's output can be: its range, its sums, and whether examples mix.

The last weight matrix of a copy is replaced by large random numbers of both signs. Whatever the
output layer is called, a sigmoid then still ends between 0 and 1, a relu at 0, a tanh between -1
and 1, and a plain layer nowhere.

Cost: six forward passes of at most 256 rows.
"""

import copy
import math

import torch
from torch import Tensor, nn

from netwright.diagnosis import Output
from netwright.randomness import key

FAR = 1e4  # of the random last layer
CLOSE = 1e-4
MOST = 256


def read_output(model: nn.Module, x: Tensor, y: Tensor) -> Output:
    """Read the output of a copy of a network.

    Args:
        model: a copy; its weights are not changed.
        x: inputs, the first axis counts examples.
        y: their targets.

    Returns:
        What was seen, in evaluation mode.
    """
    x, y = x[:MOST], y[:MOST]
    model.eval()
    with torch.no_grad():
        out = model(x)
        flat = out.float().reshape(len(x), -1)
        if not bool(torch.isfinite(flat).all()):
            return Output(units=flat.shape[1])
        floor, ceiling = _bounds(model, x)
        mixing = _mixing(model, x, out)
    unit = bool(((flat > -CLOSE) & (flat < 1 + CLOSE)).all())
    rows = unit and bool(((flat.sum(1) - 1).abs() < CLOSE).all())
    columns = unit and len(flat) > 2 and bool(((flat.sum(0) - 1).abs() < 1e-3).all())
    numbers = y.is_floating_point() and y.squeeze().dim() == out.squeeze().dim()
    return Output(
        units=flat.shape[1],
        shape_differs=numbers and y.shape != out.shape,
        lowest=float(flat.min()),
        highest=float(flat.max()),
        floor=floor,
        ceiling=ceiling,
        zeros=float((flat == 0).float().mean()),
        rows_sum_to_one=rows,
        columns_sum_to_one=columns and not rows,
        mixing=mixing,
        spread=float(flat.std(0, correction=0).mean()),
    )


def output_spread(model: nn.Module, x: Tensor) -> float:
    """Standard deviation of the outputs over examples, the mean of the units."""
    model.eval()
    with torch.no_grad():
        flat = model(x[:MOST]).float().reshape(len(x[:MOST]), -1)
    return float(flat.std(0, correction=0).mean())


def _bounds(model: nn.Module, x: Tensor) -> tuple[float, float]:
    """The values the output cannot pass: -1, 0 or 1; infinite where there is no such value."""
    far = copy.deepcopy(model)
    matrices = [one for one in far.parameters() if one.dim() >= 2]
    if not matrices:
        return -math.inf, math.inf
    draws = torch.Generator().manual_seed(key(0, "output bounds"))
    last = matrices[-1]
    last.copy_(FAR * torch.randn(last.shape, generator=draws, dtype=torch.float32))
    one_way = far(x).float()
    last.neg_()
    both = torch.cat([one_way.flatten(), far(x).float().flatten()])
    if not bool(torch.isfinite(both).all()) or float(both.std()) == 0:
        return -math.inf, math.inf
    low, high = float(both.min()), float(both.max())
    floor = next((edge for edge in (0.0, -1.0) if abs(low - edge) < CLOSE), -math.inf)
    ceiling = 1.0 if abs(high - 1) < CLOSE else math.inf
    reached = math.isfinite(floor) and (math.isfinite(ceiling) or high > 10)
    return (floor, ceiling) if reached else (-math.inf, math.inf)


def _mixing(model: nn.Module, x: Tensor, out: Tensor) -> float:
    """Relative change of the first examples' output when the others are replaced."""
    half = len(x) // 2
    if half < 2:
        return math.nan
    kept = out[:half].float()
    other = (
        torch.cat([x[:half], x[half:].flip(0) * 0.5 + x[:1] * 0.5])
        if (x.is_floating_point())
        else torch.cat([x[:half], x[:1].expand_as(x[half:])])
    )
    size = float(kept.std()) or float(kept.abs().max()) or 1.0
    again = float((model(x)[:half].float() - kept).abs().max()) / size
    if again > 1e-6:
        return math.nan  # the network draws random numbers even in evaluation mode
    return float((model(other)[:half].float() - kept).abs().max()) / size
