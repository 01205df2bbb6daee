"""A network whose weights are bf16 while it learns; the flat fp32 parameters are their masters.

    w16 = bf16(w)             before a pass, one call                                         (1)
    g   = fp32(g16)           after a pass, one call                                          (2)
    w   = w - step(g)         by the optimiser, which knows the masters alone

A bf16 has 8 bits: it cannot tell 1 from 1.003, and small steps would be lost in it. The masters
keep them. Activations, weights and gradients are half as long as in fp32, and no pass casts the
weights, as autocast does in each. The parameters and running means of norms stay fp32, which
torch's batch norm takes beside bf16 maps; whatever else the network holds, such as a fixed
whitening, is rounded with the weights.

What is evaluated, saved and served is the fp32 network: outside of the steps its parameters are
the masters, views of the flat buffer. ``enter`` and ``leave`` change where they point.

Cost: 4 bytes a parameter for the two buffers; a step reads and writes them once more.

Source: Micikevicius et al. 2018, arXiv:1710.03740, section 3.1, for masters; Kalamkar et al. 2019,
arXiv:1905.12322, for bf16, whose range needs no scale on the loss.
"""

from collections.abc import Iterable

import torch
from torch import Tensor, nn

from netwright.training._flat import FlatParameters

HALF = torch.bfloat16


class Resident:
    """The bf16 side of a network.

    Args:
        model: the network, whose parameters are in ``flat``.
        flat: masters and fp32 gradients.
    """

    def __init__(self, model: nn.Module, flat: FlatParameters) -> None:
        self.gradients = flat.gradients
        self._flat, self._inside = flat, False
        self._parameters = flat.parameters()
        norms = {id(p) for m in model.modules() if _is_norm(m) for p in m.parameters()}
        own = [id(parameter) in norms for parameter in self._parameters]
        # the norms' stretches of these two lie idle, so that a cast is one call
        self._values = torch.zeros_like(flat.values, dtype=HALF)
        self._arrived = torch.zeros_like(self._values)
        numbers = torch.arange(len(flat.values), device=flat.values.device)
        places = [p.flatten() for p, norm in zip(flat.views(numbers), own, strict=True) if norm]
        self._places = torch.cat([numbers[:0], *places])  # of the norms' parameters
        self._of_norms = flat.gradients.new_zeros(len(self._places))
        self._masters = list(flat.views(flat.values))
        sizes = [len(m) if norm else 0 for m, norm in zip(self._masters, own, strict=True)]
        full = torch.split(self._of_norms, sizes)
        self._rounded = _chosen(own, self._masters, flat.views(self._values))
        self._arrivals = _chosen(own, full, flat.views(self._arrived))
        self._fixed = _fixed_parameters(model, norms)
        self._buffers = _buffers(model)

    def enter(self) -> None:
        """Let the network compute with bf16 weights, rounded anew from the masters."""
        if not self._inside:
            self._inside = True
            self._point(self._rounded, self._arrivals)
            for parameter, value in self._fixed:
                parameter.data = value.to(HALF)
            for module, name, value in self._buffers:
                setattr(module, name, value.to(HALF))
        self._values.copy_(self._flat.values)  # (1)

    def leave(self) -> None:
        """Let the network compute with the masters."""
        if self._inside:
            self._inside = False
            self._point(self._masters, self._flat.arrivals())
            for parameter, value in self._fixed:
                parameter.data = value
            for module, name, value in self._buffers:
                setattr(module, name, value)

    def arrivals(self) -> list[Tensor]:
        """The parameters' gradients, as a backward pass leaves them."""
        return self._arrivals

    def clear(self) -> None:
        """Set the gradients to zero before a backward pass adds to them."""
        self._arrived.zero_()
        self._of_norms.zero_()

    def collect(self) -> None:
        """Bring what a backward pass left into the fp32 gradients."""
        self.gradients.copy_(self._arrived)  # (2)
        self.gradients.index_copy_(0, self._places, self._of_norms)

    def buffers(self) -> dict[str, Tensor]:
        """The network's other state, as it is saved: name -> tensor."""
        return self._flat.buffers()

    def _point(self, values: Iterable[Tensor], gradients: Iterable[Tensor]) -> None:
        for parameter, value, gradient in zip(self._parameters, values, gradients, strict=True):
            parameter.grad = None  # it must be of the parameter's kind at all times
            parameter.data = value
            parameter.grad = gradient


def _is_norm(module: nn.Module) -> bool:
    """Whether torch keeps its running means, and takes its parameters in fp32 beside bf16 maps."""
    return hasattr(module, "running_mean")


def _chosen(
    own: Iterable[bool], of_norms: Iterable[Tensor], of_others: Iterable[Tensor]
) -> list[Tensor]:
    return [a if norm else b for norm, a, b in zip(own, of_norms, of_others, strict=True)]


def _fixed_parameters(model: nn.Module, norms: set[int]) -> list[tuple[nn.Parameter, Tensor]]:
    """Parameters that are never trained, norms left out, with their fp32 values."""
    fixed = (p for p in model.parameters() if not p.requires_grad and id(p) not in norms)
    return [(p, p.data) for p in fixed if p.is_floating_point()]


def _buffers(model: nn.Module) -> list[tuple[nn.Module, str, Tensor]]:
    """Floats that a pass takes beside the parameters: those of all modules but norms."""
    return [
        (module, name, buffer)
        for module in model.modules()
        if not _is_norm(module)
        for name, buffer in module.named_buffers(recurse=False)
        if buffer.is_floating_point()
    ]
