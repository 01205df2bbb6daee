"""The table of networks: a name, what it is, what it takes, how it is made.

To add one: write ``models/_x.py`` and a row here.
"""

from collections.abc import Callable
from dataclasses import dataclass

from torch import nn

from netwright.errors import SettingError, unknown_name
from netwright.models._convnet import ConvNet, rounded
from netwright.models._inputs import PictureInput, TableInput
from netwright.models._logistic import Logistic
from netwright.models._mlp import Mlp
from netwright.models._resnet import ResNet

Shape = PictureInput | TableInput


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How big and how regularised a network is made.

    Args:
        width: factor on its widths.
        dropout: share of units dropped.
        members: networks trained as one; only ``mlp`` has more than one.

    Raises:
        SettingError: naming the first one that cannot work.
    """

    width: float = 1.0
    dropout: float = 0.0
    members: int = 1

    def __post_init__(self) -> None:
        if not 0 < self.width <= 64:
            raise SettingError("width", self.width, wanted="a factor above 0 and up to 64")
        if not 0 <= self.dropout < 1:
            raise SettingError("dropout", self.dropout, wanted="a share, from 0 up to, not at, 1")
        if not 1 <= self.members <= 64:
            raise SettingError("members", self.members, wanted="a whole number from 1 to 64")


@dataclass(frozen=True, slots=True)
class Network:
    """A row of the table.

    Args:
        name: what a user writes.
        what: one line.
        takes: kinds of examples: "picture", "table".
        make: builds it, from torch's generator as the caller has seeded it.
    """

    name: str
    what: str
    takes: tuple[str, ...]
    make: Callable[[Shape, int, Size], nn.Module]


def _logistic(shape: Shape, outputs: int, size: Size) -> nn.Module:
    return Logistic(shape, outputs)


def _mlp(shape: Shape, outputs: int, size: Size) -> nn.Module:
    hidden = rounded(256 * size.width)
    return Mlp(shape, outputs, hidden=(hidden, hidden), dropout=size.dropout, members=size.members)


def _convnet(shape: Shape, outputs: int, size: Size) -> nn.Module:
    return ConvNet(_picture(shape), outputs, width=size.width, dropout=size.dropout)


def _resnet(shape: Shape, outputs: int, size: Size) -> nn.Module:
    width = rounded(16 * size.width)
    return ResNet(_picture(shape), outputs, blocks=(3, 3, 3), width=width)


NETWORKS = {
    row.name: row
    for row in (
        Network("logistic", "one affine layer", ("picture", "table"), _logistic),
        Network("mlp", "affine layers and ReLU", ("picture", "table"), _mlp),
        Network("convnet", "convolutions and pools, small and fast", ("picture",), _convnet),
        Network("resnet", "residual blocks in three stages", ("picture",), _resnet),
    )
}


def nearest_network(name: str) -> Network:
    """Look a network up.

    Args:
        name: as the user wrote it.

    Returns:
        Its row.

    Raises:
        SettingError: naming the nearest one, if there is none of this name.
    """
    if name in NETWORKS:
        return NETWORKS[name]
    raise unknown_name("model", name, NETWORKS, listing="netwright models")


def make_network(name: str, shape: Shape, outputs: int, size: Size | None = None) -> nn.Module:
    """Build a network by name, from torch's generator as the caller has seeded it.

    Args:
        name: one of ``NETWORKS``.
        shape: of one example.
        outputs: classes, or 1 for a number; at least 1.
        size: how big.

    Returns:
        The network, in training mode.

    Raises:
        SettingError: if there is no such network, or it does not take such examples.
    """
    row = nearest_network(name)
    size = size or Size()
    kind = "picture" if isinstance(shape, PictureInput) else "table"
    if kind not in row.takes:
        fits = ", ".join(n.name for n in NETWORKS.values() if kind in n.takes)
        raise SettingError("model", name, wanted=f"one that takes a {kind}: {fits}")
    if size.members > 1 and name != "mlp":
        raise SettingError("members", size.members, wanted=f"1 for {name}; mlp has members")
    return row.make(shape, outputs, size)


def _picture(shape: Shape) -> PictureInput:
    if not isinstance(shape, PictureInput):
        raise SettingError("shape", shape, wanted="that of a picture")
    return shape
