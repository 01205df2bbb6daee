"""A network's parameters as views into one buffer, and their gradients into another.

The optimiser then makes one call instead of one for each parameter, setting gradients to zero is
one fill, and whether anything is finite is one sum. Weights come first, biases and norms after,
so that weight decay is a boundary in the buffer. Where a recipe steps some parameters otherwise
than others (Muon, stages with a rate of their own), those of one kind lie side by side: a part.
A convolution's weight keeps channels-last strides where the plan asked for them.

    | weights (decayed) ................ | biases, norms ..... |
    | matrices .... | other weights .... | biases, norms ..... |     Muon
    | stage 0 . | stage 1 . | stage 2 .. | 0 .. | 1 .. | 2 ... |     a rate for each stage
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

import torch
from torch import Tensor, nn


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """What parameters that are stepped alike have in common.

    Args:
        decayed: whether weight decay and penalties are for them.
        matrices: how many Muon sees in each of them: 1 of (outputs, ...), or m of (m, inputs,
            outputs); 0 where it does not step them.
        stage: of the network, 0 at its input.
    """

    decayed: bool
    matrices: int = 0
    stage: int = 0

    @property
    def place(self) -> tuple[bool, int, int]:
        """The order of the kinds in the buffer."""
        return (not self.decayed, -self.matrices, self.stage)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A stretch of the buffer whose parameters are of one kind.

    Args:
        where: from its first number to behind its last.
        kind: of its parameters.
        shapes: of its parameters, in the order of the buffer.
    """

    where: slice
    kind: Kind
    shapes: tuple[torch.Size, ...]


class FlatParameters:
    """The buffers of one network; making it moves the network's parameters into them.

    Args:
        model: the network, on its device and in its memory format.
        kinds: parameter -> its kind; None to tell apart only what is decayed.
    """

    def __init__(self, model: nn.Module, kinds: Mapping[str, Kind] | None = None) -> None:
        named = [(n, p) for n, p in model.named_parameters() if p.requires_grad]
        kinds = kinds or {n: Kind(decayed=is_decayed(n, p)) for n, p in named}
        self.kinds = {n: kinds[n] for n, _ in named}
        named.sort(key=lambda item: self.kinds[item[0]].place)
        self._named = named
        kept = set(model.state_dict())  # without constants that the network makes again itself
        self._buffers = {n: b for n, b in model.named_buffers() if n in kept}
        self.parts = _parts(named, self.kinds)
        first = named[0][1]
        count = sum(p.numel() for _, p in named)
        self.decayed = sum(p.numel() for n, p in named if self.kinds[n].decayed)
        self.values = torch.zeros(count, device=first.device, dtype=first.dtype)
        self.gradients = torch.zeros_like(self.values)
        with torch.no_grad():
            for (_, parameter), value in zip(named, self.views(self.values), strict=True):
                value.copy_(parameter.data)
                parameter.data = value
            for (_, parameter), gradient in zip(named, self.views(self.gradients), strict=True):
                parameter.grad = gradient

    def names(self) -> list[str]:
        """The parameters' names, in the order of the buffer."""
        return [name for name, _ in self._named]

    def views(self, buffer: Tensor) -> Iterator[Tensor]:
        """Cut a buffer of the same length into tensors shaped and strided like the parameters."""
        offset = 0
        for _, parameter in self._named:
            end = offset + parameter.numel()
            yield buffer[offset:end].as_strided(parameter.shape, parameter.stride())
            offset = end

    def arrivals(self) -> list[Tensor]:
        """The parameters' gradients, as a backward pass leaves them: views of ``gradients``."""
        return list(self.views(self.gradients))

    def clear(self) -> None:
        """Set the gradients to zero before a backward pass adds to them."""
        self.gradients.zero_()

    def collect(self) -> None:
        """Bring what a backward pass left into ``gradients``, where it is already."""

    def parameters(self) -> list[nn.Parameter]:
        """The parameters themselves, in the order of the buffer."""
        return [parameter for _, parameter in self._named]

    def named(self, buffer: Tensor) -> dict[str, Tensor]:
        """The same by name, contiguous: what a checkpoint holds."""
        views = zip(self.names(), self.views(buffer), strict=True)
        return {name: view.detach().contiguous() for name, view in views}

    def fill(self, buffer: Tensor, values: Mapping[str, Tensor]) -> None:
        """Copy named tensors into a buffer."""
        with torch.no_grad():
            for name, view in zip(self.names(), self.views(buffer), strict=True):
                view.copy_(values[name])

    def buffers(self) -> dict[str, Tensor]:
        """The network's other state, such as running means: name -> tensor."""
        return self._buffers


def is_decayed(name: str, parameter: Tensor) -> bool:
    """Whether weight decay and penalties are for this parameter.

    Args:
        name: its path in the network.
        parameter: any.

    Returns:
        False for biases, for phases (an angle is not nearer to nothing at 0), and for whatever has
        fewer than two axes, as the gains of norms; the biases of members have three.

    Example:
        >>> is_decayed("0.weight", torch.ones(2, 3)), is_decayed("0.bias", torch.ones(2, 1, 3))
        (True, False)
    """
    return parameter.dim() >= 2 and not name.endswith(("bias", "phase"))


def _parts(named: list[tuple[str, nn.Parameter]], kinds: Mapping[str, Kind]) -> list[Part]:
    parts, start = list[Part](), 0
    for kind, group in groupby(named, key=lambda item: kinds[item[0]]):
        shapes = tuple(parameter.shape for _, parameter in group)
        end = start + sum(shape.numel() for shape in shapes)
        parts.append(Part(where=slice(start, end), kind=kind, shapes=shapes))
        start = end
    return parts
