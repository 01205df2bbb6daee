"""Initialisers by name: how the weights of convolutions and affine layers start.

    zero            w = 0                                    all units stay equal for ever
    small           normal, deviation 0.01                   one size for every layer
    xavier          uniform, variance 2 / (in + out)         for tanh and the like             (1)
    xavier_normal   normal, variance 2 / (in + out)                                            (2)
    he              normal, variance 2 / in                  for ReLU and the like             (3)
    he_uniform      uniform, variance 2 / in                                                   (4)
    lecun           normal, variance 1 / in                                                    (5)
    orthogonal      rows or columns of length 1 at right angles, a kernel taken as (out, rest)
    torch           uniform within 1 / sqrt(in), biases too  what torch gives a layer          (6)

``in`` is what one unit takes, ``out`` the units that one number goes to; a kernel (out, in, h, w)
has in h w and out h w of them. Biases start at 0, but for (6). Norms and embeddings keep their own
start.

Source: Glorot & Bengio 2010, AISTATS, equation 16, for (1); He et al. 2015, arXiv:1502.01852,
equation 10, for (3); LeCun et al. 1998, "Efficient backprop", section 4.6, for (5); Saxe et al.
2014, arXiv:1312.6120, for orthogonal ones. Twins: ``netwright.reference.initialisers``.
"""

import math
from collections.abc import Callable
from functools import partial

import torch
from torch import Tensor, nn
from torch.nn import init

from netwright.errors import unknown_name
from netwright.models._mlp import Members

Fill = Callable[[Tensor], Tensor]  # weights (out, in) or (out, in, h, w), in place
DEVIATION = 0.01  # of small ones

STARTS: dict[str, Fill] = {
    "zero": init.zeros_,
    "small": partial(init.normal_, std=DEVIATION),
    "xavier": init.xavier_uniform_,  # (1)
    "xavier_normal": init.xavier_normal_,  # (2)
    "he": partial(init.kaiming_normal_, nonlinearity="relu"),  # (3)
    "he_uniform": partial(init.kaiming_uniform_, nonlinearity="relu"),  # (4)
    "lecun": partial(init.kaiming_normal_, nonlinearity="linear"),  # (5)
    "orthogonal": init.orthogonal_,
    "torch": partial(init.kaiming_uniform_, a=math.sqrt(5)),  # (6)
}


def nearest_start(name: str) -> Fill:
    """Look an initialiser up.

    Args:
        name: as the user wrote it.

    Returns:
        What fills a layer's weights.

    Raises:
        SettingError: naming the nearest one, if there is none of this name.
    """
    if name in STARTS:
        return STARTS[name]
    raise unknown_name("init", name, STARTS)


def start(network: nn.Module, name: str) -> None:
    """Start all convolutions and affine layers anew, from torch's generator.

    Args:
        network: changed in place.
        name: one of ``STARTS``.

    Raises:
        SettingError: if there is no such initialiser.
    """
    fill = nearest_start(name)
    for layer in network.modules():
        if not isinstance(layer, nn.Conv2d | nn.Linear | Members):
            continue
        if isinstance(layer.weight, nn.Parameter) and layer.weight.numel():  # no fixed codes
            with torch.no_grad():
                inputs = _fill(layer, fill)
                if layer.bias is not None:
                    layer.bias.zero_()
                    if name == "torch":
                        init.uniform_(layer.bias, -1 / math.sqrt(inputs), 1 / math.sqrt(inputs))


def _fill(layer: nn.Conv2d | nn.Linear | Members, fill: Fill) -> int:
    """Fill a layer's weights; how many numbers one of its units takes."""
    if not isinstance(layer, Members):
        fill(layer.weight)
        return layer.weight[0].numel()
    for weight in layer.weight:  # each member (in, out), drawn as an affine layer alone
        weight.copy_(fill(torch.empty_like(weight.T.contiguous())).T)
    return layer.weight.shape[1]
