"""What is timed to know a processor: matrix products, convolutions and copies of several sizes.

    product      C = A B                            2 n^3 operations                            (1)
    convolution  3x3 filters, the forward pass      6 B C^2 9 H W operations                    (2)
                 and both of its gradients
    copy         y = x                              8 bytes a float: read once, written once    (3)

Numbers are stored in the format that is timed, as a network held in it would store them. A probe
has sizes to try in turn, because one size that keeps fast units busy for milliseconds would keep
a processor that only emulates a format busy for minutes.

Cost: 256 MiB for the copy, which must not fit into a cache; less for the others.

Source: McCalpin 1995, "Memory bandwidth and machine balance in current high performance
computers", for the way in which the bytes of a copy are counted.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from torch.nn import functional

from netwright.randomness import generator

DTYPES = {"fp32": torch.float32, "bf16": torch.bfloat16}
MEMORIES = {"contiguous": torch.contiguous_format, "channels_last": torch.channels_last}
CHANNELS, SIDE = 64, 16  # of the convolution: a middle layer of a network for small pictures


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """What one call does.

    Args:
        call: does it once.
        amount: operations, or bytes.
    """

    call: Callable[[], object]
    amount: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """One thing to time.

    Args:
        name: what it is.
        unit: "GFLOP/s", "GOP/s" (whole numbers) or "GB/s": 1e9 of ``Work.amount`` a second.
        sizes: to try, the smallest first.
        make: the work of a size; raises RuntimeError where torch has no such operation.
        alone: whether to time it with one thread too.
    """

    name: str
    unit: str
    sizes: tuple[int, ...]
    make: Callable[[int], Work]
    alone: bool = True


def probes() -> list[Probe]:
    """Everything that is timed, the plainest first."""
    edges, batches, floats = (128, 256, 512, 1024, 2048), (1, 4, 16, 64, 256), (2**25,)
    return [
        *(Probe(name=f"matrix {name}", unit="GFLOP/s", sizes=edges, make=_product(dtype))
          for name, dtype in DTYPES.items()),
        Probe(name="matrix int8", unit="GOP/s", sizes=edges, make=_whole_product),
        *(Probe(name=f"convolution {name} {layout}", unit="GFLOP/s", sizes=batches,
                make=_convolution(dtype, memory), alone=False)
          for name, dtype in DTYPES.items() for layout, memory in MEMORIES.items()),
        Probe(name="copy", unit="GB/s", sizes=floats, make=_copy),
    ]  # fmt: skip


def _numbers(*shape: int) -> torch.Tensor:
    """Numbers like those of a network: of zeros, processors make less heat and more speed."""
    drawn = generator(0, "calibration").standard_normal(shape, dtype=np.float32)
    return torch.from_numpy(drawn)


def _product(dtype: torch.dtype) -> Callable[[int], Work]:
    def make(edge: int) -> Work:
        a = _numbers(edge, edge).to(dtype)
        c = torch.empty_like(a)
        return Work(call=lambda: torch.mm(a, a, out=c), amount=2 * edge**3)  # (1)

    return make


def _whole_product(edge: int) -> Work:
    if not hasattr(torch, "_int_mm"):
        raise RuntimeError("this torch has no product of int8 matrices")
    a = (_numbers(edge, edge) * 30).clamp(-127, 127).to(torch.int8)
    return Work(call=lambda: torch._int_mm(a, a), amount=2 * edge**3)  # (1)


def _convolution(dtype: torch.dtype, memory: torch.memory_format) -> Callable[[int], Work]:
    def make(batch: int) -> Work:
        x = _numbers(batch, CHANNELS, SIDE, SIDE).to(dtype).to(memory_format=memory)
        w = (_numbers(CHANNELS, CHANNELS, 3, 3) / 24).to(dtype).to(memory_format=memory)
        dy = torch.ones_like(x)
        x.requires_grad_(), w.requires_grad_()

        def call() -> object:
            return torch.autograd.grad(functional.conv2d(x, w, padding=1), (x, w), dy)

        return Work(call=call, amount=6 * batch * CHANNELS**2 * 9 * SIDE**2)  # (2)

    return make


def _copy(floats: int) -> Work:
    x, y = torch.ones(floats), torch.zeros(floats)
    return Work(call=lambda: y.copy_(x), amount=8 * floats)  # (3)
