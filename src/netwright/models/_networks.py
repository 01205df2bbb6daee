"""The table of networks: a name, what it is, what it takes, how it is made.

To add one: write ``models/_x.py`` and a row here, or in ``_classics.py`` if a paper states it.
"""

from collections.abc import Callable

from torch import nn

from netwright.errors import SettingError, unknown_name
from netwright.models._activations import replace_activations
from netwright.models._classics import CLASSICS, LARGE
from netwright.models._convnet import ConvNet
from netwright.models._embedder import EmbedderNetwork
from netwright.models._embedder_backbone import backbone_embedder
from netwright.models._ensemble import Ensemble
from netwright.models._inputs import PictureInput, expect_side
from netwright.models._logistic import Logistic
from netwright.models._mlp import Mlp
from netwright.models._parts import rounded
from netwright.models._resnet import ResNet
from netwright.models._rows import Network, Shape, Size, picture_of
from netwright.models._speedrun import SpeedRun
from netwright.models._starts import start
from netwright.models._style_network import StyleNetwork
from netwright.models._unet import unet, usual_widths
from netwright.models._unet_backbone import backbone_unet
from netwright.models._yolo import USUAL_ANCHORS, Yolo
from netwright.models._yolo_backbone import backbone_yolo
from netwright.models._zoo import ZOO, zoo_network

LEAST_SIDE = 32  # pixels of a picture for a trunk: one place of its last map
ENCODER_SIDE = 96  # of the form that is taken apart: above 64, where the papers' forms begin


def _logistic(shape: Shape, outputs: int, size: Size) -> nn.Module:
    return Logistic(shape, outputs)


def _mlp(shape: Shape, outputs: int, size: Size) -> nn.Module:
    hidden = rounded(256 * size.width)
    return Mlp(shape, outputs, hidden=(hidden, hidden), dropout=size.dropout, members=size.members)


def _convnet(shape: Shape, outputs: int, size: Size) -> nn.Module:
    return ConvNet(picture_of(shape), outputs, width=size.width, dropout=size.dropout)


def _resnet(shape: Shape, outputs: int, size: Size) -> nn.Module:
    width = rounded(16 * size.width)
    return ResNet(picture_of(shape), outputs, blocks=(3, 3, 3), width=width)


def _speedrun(shape: Shape, outputs: int, size: Size) -> nn.Module:
    return SpeedRun(picture_of(shape), outputs, width=size.width)


def _embedder(shape: Shape, outputs: int, size: Size) -> nn.Module:
    return EmbedderNetwork(picture_of(shape), outputs, width=size.width, dropout=size.dropout)


def _yolo(shape: Shape, outputs: int, size: Size) -> nn.Module:
    return Yolo(picture_of(shape), anchors=USUAL_ANCHORS, classes=outputs, width=size.width)


def _unet(shape: Shape, outputs: int, size: Size) -> nn.Module:
    widths = usual_widths(size.width)
    return unet(picture_of(shape).channels, outputs, widths=widths, dropout=size.dropout)


def _style(shape: Shape, outputs: int, size: Size) -> nn.Module:
    channels = picture_of(shape).channels
    return StyleNetwork(channels=channels, outputs=outputs, width=size.width)


NETWORKS = {
    row.name: row
    for row in (
        Network("logistic", "one affine layer", ("picture", "table"), _logistic, 1),
        Network("mlp", "affine layers and ReLU", ("picture", "table"), _mlp, 1),
        Network("convnet", "convolutions and pools, small and fast", ("picture",), _convnet),
        Network("resnet", "residual blocks in three stages", ("picture",), _resnet),
        Network("speedrun", "whitening and three plain blocks", ("picture",), _speedrun),
        Network("embedder", "a small one for faces, and what is alike", ("picture",), _embedder),
        Network("yolo", "boxes in one pass", ("picture",), _yolo, 16, gives="boxes"),
        Network("unet", "classes of pixels, or a picture", ("picture",), _unet, 8, gives="map"),
        Network("style", "a picture painted", ("picture",), _style, 16, gives="picture"),
        *CLASSICS,
    )
}


def nearest_network(name: str) -> Network:
    """Look a network up.

    Args:
        name: as the user wrote it: one of ``NETWORKS``, "timm:" and a name of timm, or "unet:",
            "yolo:" or "embedder:" and one of these.

    Returns:
        Its row.

    Raises:
        SettingError: naming the nearest one, if there is none of this name.
        UnavailableError: if it is one of timm, and timm is not installed.
    """
    if name in NETWORKS:
        return NETWORKS[name]
    if name.startswith(ZOO):
        return zoo_network(name)
    word, colon, trunk = name.partition(":")
    if colon and word in ON_TRUNKS:
        return _on_trunk(word, nearest_network(trunk))
    raise unknown_name("model", name, NETWORKS, listing="netwright models")


def encoder_network(name: str, channels: int, *, width: float = 1.0) -> nn.Module:
    """A network whose trunk is to be part of another, in the form for large pictures.

    Args:
        name: one of ``NETWORKS``, or "timm:" and a name of timm.
        channels: of its pictures.
        width: factor on its widths.

    Returns:
        The network, fresh.

    Raises:
        SettingError: if there is no such network, or it has but one width.
    """
    shape = PictureInput(channels=channels, side=ENCODER_SIDE)
    return make_network(name, shape, 2, Size(width=width))


def usual_dropout(name: str, side: int) -> float:
    """The share that a network drops in its paper.

    Args:
        name: of the network.
        side: of the pictures, in pixels; 0 for rows of a table.

    Returns:
        From 0 up to 1; 0 for small forms, which learn without, and for networks of ours.
    """
    row = NETWORKS.get(name)
    return row.dropout if row is not None and side >= LARGE else 0.0


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
        SettingError: if there is no such network, it does not take such examples, or the
            pictures are too small for it.
    """
    row = nearest_network(name)
    size = size or Size()
    kind = "picture" if isinstance(shape, PictureInput) else "table"
    if kind not in row.takes:
        fits = ", ".join(n.name for n in NETWORKS.values() if kind in n.takes)
        raise SettingError("model", name, wanted=f"one that takes a {kind}: {fits}")
    if isinstance(shape, PictureInput):
        expect_side(name, shape, row.least)
    if size.members == 1 or name == "mlp":  # which computes its members side by side
        return _started(row, shape, outputs, size)
    return Ensemble(_started(row, shape, outputs, size) for _ in range(size.members))


def _started(row: Network, shape: Shape, outputs: int, size: Size) -> nn.Module:
    """A network with its activations and its start, the network's own where none are named."""
    network = row.make(shape, outputs, size)
    if size.activation:
        replace_activations(network, size.activation)
    if size.init:
        start(network, size.init)
    return network


def _unet_on(network: nn.Module, shape: PictureInput, outputs: int, size: Size) -> nn.Module:
    return backbone_unet(network, outputs, channels=shape.channels, dropout=size.dropout)


def _yolo_on(network: nn.Module, shape: PictureInput, outputs: int, size: Size) -> nn.Module:
    return backbone_yolo(network, shape, anchors=USUAL_ANCHORS, classes=outputs, width=size.width)


def _embedder_on(network: nn.Module, shape: PictureInput, outputs: int, size: Size) -> nn.Module:
    channels = shape.channels
    return backbone_embedder(network, outputs, channels=channels, dropout=size.dropout)


# the word before the colon -> what it is, what it gives, how it is made of a network
ON_TRUNKS: dict[str, tuple[str, str, Callable[..., nn.Module]]] = {
    "unet": ("a U-Net that goes down through", "map", _unet_on),
    "yolo": ("boxes in one pass, on the trunk of", "boxes", _yolo_on),
    "embedder": ("what is alike, on the trunk of", "classes", _embedder_on),
}


def _on_trunk(word: str, row: Network) -> Network:
    """The row of what is made of the trunk of a network."""
    what, gives, build = ON_TRUNKS[word]
    name = f"{word}:{row.name}"
    built = tuple(f"{one}:" for one in ON_TRUNKS)
    if row.gives != "classes" or row.name.startswith(built):
        raise SettingError("model", name, wanted=f"{word}: and a network for classes")

    def make(shape: Shape, outputs: int, size: Size) -> nn.Module:
        picture = picture_of(shape)
        network = encoder_network(row.name, picture.channels, width=size.width)
        return build(network, picture, outputs, size)

    return Network(name, f"{what} {row.name}", ("picture",), make, LEAST_SIDE, gives=gives)
