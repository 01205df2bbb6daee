"""The rows a coach may look at: read from tensors or from a loader, once, without a trace.

Reading a loader draws random numbers (its order, its augmentation). The generators of torch,
NumPy and Python, and the loader's own, are put back, so that the training draws the same numbers
as without a coach. At most ``MOST_ROWS`` rows are kept; tensors are not copied.
"""

from collections.abc import Iterable, Sized
from dataclasses import dataclass

import torch
from torch import Tensor

from netwright.errors import SettingError
from netwright.experiments import randomness_kept

MOST_ROWS = 4096


@dataclass(frozen=True, slots=True)
class Rows:
    """Inputs and targets of one split.

    Args:
        x: the first axis counts examples.
        y: the first axis counts examples.
        total: how many examples there are in all; 0 where that is not known.
        batch: examples in a batch of the loader; 0 for tensors.
    """

    x: Tensor
    y: Tensor
    total: int
    batch: int = 0


def rows_of(data: object, *, name: str) -> Rows:
    """Read a pair of tensors or a loader.

    Args:
        data: (x, y), or an iterable of batches (x, y).
        name: the argument's name, for the error.

    Returns:
        The rows.

    Raises:
        SettingError: if the data are neither.
    """
    wanted = "a pair of tensors (x, y) or a DataLoader of such pairs"
    if isinstance(data, tuple | list) and len(data) == 2:
        x, y = (torch.as_tensor(part) for part in data)
        if x.dim() == 0 or y.dim() == 0 or len(x) != len(y) or not len(x):
            got = f"shapes {tuple(x.shape)} and {tuple(y.shape)}"
            raise SettingError(name, got, wanted="two tensors of as many rows, at least one")
        return Rows(x.detach(), y.detach(), len(x))
    if not isinstance(data, Iterable):
        raise SettingError(name, type(data).__name__, wanted=wanted)
    return _from_loader(data, name=name, wanted=wanted)


def _from_loader(loader: Iterable[object], *, name: str, wanted: str) -> Rows:
    generators = [getattr(loader, "generator", None)]
    generators.append(getattr(getattr(loader, "sampler", None), "generator", None))
    states = [(one, one.get_state()) for one in generators if one is not None]
    xs, ys, count = [], [], 0
    try:
        with randomness_kept():
            for batch in loader:
                if not (isinstance(batch, tuple | list) and len(batch) == 2):
                    raise SettingError(name, type(batch).__name__, wanted=wanted)
                x, y = (torch.as_tensor(part).detach() for part in batch)
                xs.append(x)
                ys.append(y)
                count += len(x)
                if count >= MOST_ROWS:
                    break
    finally:
        for one, state in states:
            one.set_state(state)
    if not xs:
        raise SettingError(name, "no batch", wanted=wanted)
    data = getattr(loader, "dataset", None)
    total = len(data) if isinstance(data, Sized) else count
    return Rows(torch.cat(xs), torch.cat(ys), total, max(len(x) for x in xs))
