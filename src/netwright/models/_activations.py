"""Activations by name, and any of them in the place of a network's own.

    linear        x                              elu         x, below 0 e^x - 1
    sigmoid       1 / (1 + e^-x)                 softplus    log(1 + e^x)
    tanh          tanh x                         mish        x tanh(softplus x)
    scaled_tanh   1.7159 tanh(2 x / 3)           gelu        x times the normal distribution of x
    relu          max(0, x)                      silu        x sigmoid x
    relu6         min(max(0, x), 6)              hard_swish  x relu6(x + 3) / 6
    leaky_relu    x, below 0 x / 100             maxout      the largest of two numbers       (1)

    y_u = max(x_2u, x_(2u + 1))                                                            (1)

(1) takes two numbers where the others take one, so the layer before it gets twice as many
outputs: there must be a convolution or an affine layer, and no more than norms and pools between.
The second piece of each unit is drawn with the spread of the layer's own start. So maxout doubles
the parameters of the hidden layers, and in networks of residual blocks, whose sums stand between
layer and activation, it is refused.

Source: Goodfellow et al. 2013, arXiv:1302.4389, for (1); ``netwright.reference.activations`` names
that of each of the others.
"""

from collections.abc import Callable, Iterator
from functools import partial

import torch
from torch import Tensor, nn

from netwright.errors import SettingError, unknown_name
from netwright.models._lenet import ScaledTanh
from netwright.models._mlp import Members

Place = tuple[nn.Module, str]  # of a layer: what it stands in, and its name there


class Maxout(nn.Module):
    """Equation (1).

    Args:
        axis: of the numbers; 1 for maps, -1 for rows.
    """

    pieces = 2  # of a unit

    def __init__(self, axis: int = 1) -> None:
        super().__init__()
        self.axis = axis

    def forward(self, x: Tensor) -> Tensor:
        """Half as many numbers along the axis; all else stays."""
        each = torch.unflatten(x, self.axis, (-1, self.pieces))
        return each.max(dim=self.axis + (self.axis >= 0)).values  # (1)

    def extra_repr(self) -> str:
        """What ``print(model)`` shows."""
        return f"axis={self.axis}"


ACTIVATIONS: dict[str, Callable[[], nn.Module]] = {
    "linear": nn.Identity,
    "sigmoid": nn.Sigmoid,
    "tanh": nn.Tanh,
    "scaled_tanh": ScaledTanh,
    "relu": nn.ReLU,
    "relu6": nn.ReLU6,
    "leaky_relu": nn.LeakyReLU,
    "elu": nn.ELU,
    "softplus": partial(nn.Softplus, threshold=40.0),  # exact in float64, no overflow in float32
    "mish": nn.Mish,
    "gelu": nn.GELU,
    "silu": nn.SiLU,
    "hard_swish": nn.Hardswish,
    "maxout": Maxout,
}
HIDDEN = tuple(  # all but the identity, which also stands for a shortcut
    type(make()) for name, make in ACTIVATIONS.items() if name != "linear"
)
POOLS = (nn.MaxPool2d, nn.AvgPool2d)


def nearest_activation(name: str) -> Callable[[], nn.Module]:
    """Look an activation up.

    Args:
        name: as the user wrote it.

    Returns:
        What makes one.

    Raises:
        SettingError: naming the nearest one, if there is none of this name.
    """
    if name in ACTIVATIONS:
        return ACTIVATIONS[name]
    raise unknown_name("activation", name, ACTIVATIONS)


def replace_activations(network: nn.Module, name: str) -> None:
    """Put another activation in the place of every hidden one, inside of blocks too.

    What is linear stays so: outputs, shortcuts, the narrow ends of MobileNet v2's blocks.

    Args:
        network: a fresh one; maxout draws from torch's generator. Changed in place.
        name: one of ``ACTIVATIONS``.

    Raises:
        SettingError: if there is no such activation, the network has no hidden ones, or maxout
            cannot stand in it.
    """
    make = nearest_activation(name)
    places = list(_hidden(network))
    if not places:
        raise SettingError(
            "activation", name, wanted="left out: the network has no hidden activations"
        )
    for parent, place in places:
        new = _make_room(parent, place) if make is Maxout else make()
        setattr(parent, place, new)


def _hidden(network: nn.Module) -> Iterator[Place]:
    """Every place of an activation; one that stands in several is met at each."""
    for parent in network.modules():
        for place, layer in parent._modules.items():
            if isinstance(layer, HIDDEN):
                yield parent, place


def _make_room(parent: nn.Module, place: str) -> Maxout:
    """Double the layer before a place, and the norms between; what then can stand there."""
    names = list(parent._modules) if isinstance(parent, nn.Sequential) else []
    norms: list[nn.BatchNorm1d | nn.BatchNorm2d] = []
    for name in reversed(names[: names.index(place)] if names else []):
        layer = parent.get_submodule(name)
        if isinstance(layer, nn.BatchNorm1d | nn.BatchNorm2d):
            norms.append(layer)
        elif isinstance(layer, nn.Conv2d | nn.Linear | Members):
            _double(layer)
            for norm in norms:
                _double_norm(norm)
            return Maxout(axis=1 if isinstance(layer, nn.Conv2d) else -1)
        elif not isinstance(layer, POOLS):
            break
    raise SettingError(
        "activation",
        "maxout",
        wanted="one that keeps the number of units, for a network with sums before activations",
        hint="maxout stands behind a convolution or an affine layer alone, as in convnet",
    )


def _double(layer: nn.Conv2d | nn.Linear | Members) -> None:
    """Give a layer two outputs for each it had; the second is drawn with the spread of all."""
    axis = 2 if isinstance(layer, Members) else 0
    with torch.no_grad():
        spread = layer.weight.square().mean().sqrt()
        first = layer.weight.detach()
        pieces = torch.stack([first, torch.randn_like(first) * spread], dim=axis + 1)
        layer.weight = nn.Parameter(pieces.flatten(axis, axis + 1))
        if layer.bias is not None:
            layer.bias = nn.Parameter(layer.bias.repeat_interleave(Maxout.pieces, dim=axis))
    if isinstance(layer, nn.Conv2d):
        layer.out_channels *= Maxout.pieces
    elif isinstance(layer, nn.Linear):
        layer.out_features *= Maxout.pieces


def _double_norm(norm: nn.BatchNorm1d | nn.BatchNorm2d) -> None:
    norm.num_features *= Maxout.pieces
    for name, parameter in list(norm.named_parameters()):
        setattr(norm, name, nn.Parameter(parameter.detach().repeat_interleave(Maxout.pieces)))
    for name in ("running_mean", "running_var"):
        setattr(norm, name, norm.get_buffer(name).repeat_interleave(Maxout.pieces))
