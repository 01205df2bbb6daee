"""A batch in pieces whose activations fit the cache, and the gradients of all of them together.

    L = sum_k (n_k / n) L_k,   g = sum_k (n_k / n) g_k        n_k rows of piece k, n of all     (1)

Every layer writes its output for the backward pass to read. Of a whole batch that is often more
than a processor's caches hold, and then it goes to memory and back; of a piece it need not. (1) is
the mean over the rows where the loss is one and no layer mixes rows: dropout gets the rows' own
masks, but a norm's mean over a piece is another one than over the batch. So networks with such
norms are not cut, and whether loss and gradients agree is tried on a batch before a cut is timed.

Cost: one more buffer of the gradients, read and written once a piece; more calls a step.

Source: gradients summed over micro-batches are Huang et al.'s 2019, arXiv:1811.06965, section 2.3.
"""

from collections.abc import Callable, Iterator

import torch
from torch import Tensor, nn

from netwright.contracts import Batch
from netwright.models import KeyedDropout
from netwright.training._passes import Gradients, Run
from netwright.training._recording import storage_of

CACHE = 2**21  # bytes for each core: the second-level cache of today's server cores
SMALLEST = 8  # rows: products of fewer are slow
LARGER = 4  # times the piece that fits: less of it is in the cache, its products are faster
AGREE = 1e-3  # relative gap of loss and gradients in fp32; the order of sums moves them by 1e-6
Pass = Callable[[Batch, int], Tensor]


class Pieces:
    """Equation (1).

    Args:
        one: loss and gradients of a batch, by (batch, frozen stages).
        flat: the parameters, where ``one`` leaves gradients.
        dropouts: of the network.
        rows: in a piece, at most.
    """

    def __init__(
        self, one: Pass, flat: Gradients, dropouts: list[KeyedDropout], *, rows: int
    ) -> None:
        self._one, self._flat, self._dropouts, self._rows = one, flat, dropouts, rows
        self._sum = torch.zeros_like(flat.gradients)

    def __call__(self, batch: Batch, frozen: int) -> Tensor:
        """Compute loss and gradients.

        Args:
            batch: prepared.
            frozen: how many stages do not learn.

        Returns:
            The loss, shape ().
        """
        count = len(next(iter(batch.values())))
        loss = self._sum.new_zeros(())
        self._sum.zero_()
        for start, end in cuts(count, self._rows):
            for dropout in self._dropouts:
                dropout.start_at(start)
            piece = {name: tensor[start:end] for name, tensor in batch.items()}
            share = (end - start) / count
            loss.add_(self._one(piece, frozen), alpha=share)
            self._sum.add_(self._flat.gradients, alpha=share)  # (1)
        self._flat.gradients.copy_(self._sum)
        return loss


def cuts(count: int, rows: int) -> Iterator[tuple[int, int]]:
    """Where pieces begin and end; their sizes differ by one at most.

    Args:
        count: rows of the batch.
        rows: of a piece, at most; 1 or more.

    Yields:
        First row, and the row behind the last.

    Example:
        >>> list(cuts(10, 4))
        [(0, 3), (3, 6), (6, 10)]
    """
    pieces = -(-count // rows)
    for piece in range(pieces):
        yield count * piece // pieces, count * (piece + 1) // pieces


def piece_sizes(model: nn.Module, run: Run, batch: Batch, *, cache: int) -> list[int]:
    """The sizes of pieces that are worth a try.

    Args:
        model: the network.
        run: batch -> loss, of the network in training mode; called with a few rows.
        batch: prepared.
        cache: bytes that activations may take.

    Returns:
        Rows of a piece, the smallest first; empty where all fits, where pieces would be too small,
        or where a layer takes means over the batches it sees.
    """
    if any(getattr(module, "running_mean", None) is not None for module in model.modules()):
        return []
    count = len(next(iter(batch.values())))
    few = {name: tensor[:SMALLEST] for name, tensor in batch.items()}
    row = activation_bytes(model, run, few) / min(SMALLEST, count)
    if row * count <= cache:
        return []
    fits = SMALLEST
    while 2 * fits * row <= cache:
        fits *= 2
    return [rows for rows in (fits, LARGER * fits) if 2 * rows <= count]


def activation_bytes(model: nn.Module, run: Run, batch: Batch) -> int:
    """What a forward pass keeps for the backward one.

    Args:
        model: the network, whose weights do not count, though autograd keeps them too.
        run: batch -> loss.
        batch: prepared.

    Returns:
        Bytes.
    """
    weights = {storage_of(parameter) for parameter in model.parameters()}
    kept: dict[int, int] = {}

    def keep(tensor: Tensor) -> Tensor:
        storage, size = storage_of(tensor), tensor.numel() * tensor.element_size()
        if storage not in weights:
            kept[storage] = max(size, kept.get(storage, 0))
        return tensor

    with torch.autograd.graph.saved_tensors_hooks(keep, lambda tensor: tensor):
        loss = run(batch)  # as long as it is there, no memory of the pass is used again
    del loss
    return sum(kept.values())


def agree(whole: Pass, pieces: Pass, flat: Gradients, batch: Batch) -> bool:
    """Whether a batch in pieces gives the loss and the gradients of the whole.

    Args:
        whole: loss and gradients of a batch.
        pieces: the same in pieces.
        flat: the parameters, where both leave gradients.
        batch: prepared, of two rows or more.

    Returns:
        True where neither loss nor gradients differ by more than ``AGREE``.
    """
    loss = float(whole(batch, 0))
    wanted = flat.gradients.clone()
    gap = abs(float(pieces(batch, 0)) - loss)
    moved = torch.linalg.vector_norm(flat.gradients - wanted)
    most = AGREE * torch.linalg.vector_norm(wanted)
    return gap <= AGREE * abs(loss) and bool(moved <= most)
