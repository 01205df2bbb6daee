"""Inverted dropout whose mask is a function of the seed, the step and the layer.

    mask_j = [u_j >= p] / (1 - p),   y = x * mask                                          (1)

The u_j come from a pool of uniform numbers drawn once per run; step and layer choose where in
the pool to begin reading. So a resumed run needs no generator state, and a mask costs one
comparison and one product where torch's serial generator took 14 % of a small network's step.
The same stretch of the pool may serve two steps, at another offset: masks of two steps are
correlated only where their stretches overlap and the offsets agree, one chance in ``POOL``.

Source: Srivastava et al. 2014, JMLR 15, for (1) in its inverted form.
"""

import torch
from torch import Tensor, nn

from netwright.randomness import generator, key

POOL = 2**20


class KeyedDropout(nn.Module):
    """Dropout for a training loop that says where it is.

    Args:
        share: units dropped, from 0 up to, not at, 1.
        layer: a number that differs between the dropouts of one network.
    """

    def __init__(self, share: float, *, layer: int = 0) -> None:
        super().__init__()
        self.share = share
        self.layer = layer
        self._offset = self._row = 0
        self._seed = -1  # the pool's
        self._pool: Tensor | None = None
        self._held: dict[tuple[int, int, torch.dtype], Tensor] | None = None

    def hold(self) -> None:
        """Keep masks where they are from now on: ``seek`` fills the memory of earlier ones anew.

        For passes that are recorded once and replayed, which see memory and not this module.
        """
        self._held = {}

    def seek(self, seed: int, step: int) -> None:
        """Choose the mask of this step; called once a step in training."""
        if self._pool is None or self._seed != seed:
            self._seed = seed
            numbers = generator(seed, "dropout pool").random(POOL, dtype="float32")
            keep = (numbers >= self.share).astype("float32") / (1.0 - self.share)
            self._pool = torch.from_numpy(keep)
        self._offset = key(seed, "dropout", self.layer, step) % POOL
        self.start_at(0)

    def start_at(self, row: int) -> None:
        """Say which row of the step's batch comes first: a part gets its part of the mask."""
        self._row = row
        for (rows, count, dtype), mask in (self._held or {}).items():
            mask.copy_(self._stretch(rows, count, mask.device, dtype))

    def forward(self, x: Tensor) -> Tensor:
        """Equation (1) in training mode, the identity otherwise; any shape."""
        if not self.training or self.share == 0.0:
            return x
        rows = len(x) if x.dim() else 1
        return x * self._mask(rows, x.numel(), x.device, x.dtype).view(x.shape)

    def extra_repr(self) -> str:
        """What ``print(model)`` shows."""
        return f"share={self.share}"

    def _mask(self, rows: int, count: int, device: torch.device, dtype: torch.dtype) -> Tensor:
        if self._held is None:
            return self._stretch(rows, count, device, dtype)
        if (rows, count, dtype) not in self._held:
            self._held[rows, count, dtype] = self._stretch(rows, count, device, dtype).clone()
        return self._held[rows, count, dtype]

    def _stretch(self, rows: int, count: int, device: torch.device, dtype: torch.dtype) -> Tensor:
        """Numbers of the pool from the offset, and the rows before the first one, on."""
        pool = self._pool
        if pool is None:  # used outside a training loop: the mask of seed 0, step 0
            self.seek(0, 0)
            return self._stretch(rows, count, device, dtype)
        if pool.device != device or pool.dtype != dtype:
            pool = self._pool = pool.to(device, dtype)
        begin = (self._offset + self._row * (count // max(1, rows))) % POOL
        if begin + count <= POOL:
            return pool[begin : begin + count]
        rolled = torch.cat((pool[begin:], pool[:begin]))
        return rolled.repeat(-(-count // POOL))[:count]


def seek_dropout(layers: list[KeyedDropout], seed: int, step: int) -> None:
    """Choose the masks of this step in every dropout layer of a network."""
    for layer in layers:
        layer.seek(seed, step)


def without_dropout(network: nn.Module) -> nn.Module:
    """Switch every dropout of a network off, whatever its mode; the network itself is returned."""
    for module in network.modules():
        if isinstance(module, KeyedDropout):
            module.eval()
    return network
