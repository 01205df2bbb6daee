"""The rows a coach may look at: read from tensors or from a loader, once, without a trace.

Reading a loader draws random numbers (its order, its augmentation). The generators of torch,
NumPy and Python, and the loader's own, are put back, so that the training draws the same numbers
as without a coach. A loader that remembers being read (workers that stay, a sampler that counts
its epochs) is not read itself: its data set is, in the order of copies of its samplers.

At most ``MOST_ROWS`` rows, or ``MOST_NUMBERS`` numbers, are kept; tensors are not copied.
"""

import copy
from collections.abc import Callable, Iterable, Iterator, Sized
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor
from torch.utils.data import DataLoader, IterableDataset

from netwright.errors import SettingError
from netwright.experiments import randomness_kept

MOST_ROWS = 4096
MOST_NUMBERS = 2**27  # of inputs: half a GiB of float32


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
        data: (x, y), or an iterable of batches (x, y); rows that were read are returned.
        name: the argument's name, for the error.

    Returns:
        The rows.

    Raises:
        SettingError: if the data are neither.
    """
    if isinstance(data, Rows):
        return data
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
    xs: list[Tensor] = []
    ys: list[Tensor] = []
    with loader_kept(loader):
        for batch in _batches(loader):
            if not (isinstance(batch, tuple | list) and len(batch) == 2):
                raise SettingError(name, type(batch).__name__, wanted=wanted)
            x, y = (torch.as_tensor(part).detach() for part in batch)
            xs.append(x)
            ys.append(y)
            if enough(sum(map(len, xs)), sum(one.numel() for one in xs)):
                break
    if not xs:
        raise SettingError(name, "no batch", wanted=wanted)
    count = sum(map(len, xs))
    total = total_of(loader, count)
    return Rows(torch.cat(xs), torch.cat(ys), total, max(len(x) for x in xs))


def enough(rows: int, numbers: int) -> bool:
    """Whether as much is read as a coach keeps."""
    return rows >= MOST_ROWS or numbers >= MOST_NUMBERS


def total_of(loader: object, otherwise: int) -> int:
    """Examples in a loader's data set; ``otherwise`` where it does not say."""
    data = getattr(loader, "dataset", None)
    return len(data) if isinstance(data, Sized) else otherwise


@contextmanager
def loader_kept(loader: object) -> Iterator[None]:
    """Afterwards all generators a loader draws from are as they were."""
    batches = getattr(loader, "batch_sampler", None)
    drawing = (loader, getattr(loader, "sampler", None), getattr(batches, "sampler", None))
    generators = [getattr(one, "generator", None) for one in drawing]
    states = [(one, one.get_state()) for one in generators if one is not None]
    try:
        with randomness_kept():
            yield
    finally:
        for one, state in states:
            one.set_state(state)


def _batches(loader: Iterable[object]) -> Iterator[object]:
    """Batches of a loader, which remembers nothing of it."""
    plain = type(loader) is DataLoader and not loader.persistent_workers
    drawn = None if plain else draws_of(loader)
    if drawn is None:
        yield from loader
        return
    rows, collate = drawn
    for some in rows:
        yield collate(some)


Draws = tuple[Iterator[list[object]], Callable[[list[object]], object]]


def draws_of(loader: object) -> Draws | None:
    """The examples of each batch of a loader, read here and now, and what makes a batch of them.

    Args:
        loader: a DataLoader, or what is built like one.

    Returns:
        None where there are no row numbers: a data set that is a stream, or another iterable.
    """
    if not isinstance(loader, DataLoader) or isinstance(loader.dataset, IterableDataset):
        return None
    if loader.batch_sampler is None:
        return None
    sampler: Any = copy.copy(loader.batch_sampler)  # a sampler may count its epochs
    inner = getattr(sampler, "sampler", None)
    if inner is not None:
        sampler.sampler = copy.copy(inner)
    data = loader.dataset
    return ([data[i] for i in indices] for indices in sampler), loader.collate_fn
