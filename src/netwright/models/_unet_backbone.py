"""A U-Net whose encoder is the trunk of a network that may have learned elsewhere.

    network --trunk_stages--> stages, each at half the side of the one before --> an encoder

Cost: the trunk's own, and that of the decoder, whose widths are asked for.
Source: Ronneberger, Fischer & Brox 2015, arXiv:1505.04597; Iglovikov & Shvets 2018,
arXiv:1801.05746, for a trained trunk as encoder.
"""

from collections.abc import Mapping, Sequence

from torch import Tensor, nn

from netwright.models._trunk import trunk_stages, trunk_weights
from netwright.models._unet import UNet, Up

DECODED = (16, 32, 48, 64, 96)  # channels of the decoder, from the finest


def backbone_unet(
    network: nn.Module,
    outputs: int,
    *,
    channels: int = 3,
    up: Up = "resize",
    decoded: Sequence[int] = DECODED,
    dropout: float = 0.0,
    bounded: bool = False,
) -> UNet:
    """A U-Net with the trunk of a network as its encoder.

    Args:
        network: one of ours, as ``encoder_network`` builds it; its layers are taken, not copied.
        outputs: classes, or channels of a picture.
        channels: of the pictures.
        up: how the decoder doubles sides.
        decoded: channels of the decoder's maps, the finest first; as many as are needed are used.
        dropout: share of units dropped of the coarsest maps.
        bounded: whether outputs go through tanh.

    Returns:
        The network.

    Raises:
        SettingError: if it has no trunk, or that does not halve step by step.
    """
    stages, widths, first = trunk_stages(network, channels=channels)
    return UNet(
        stages,
        widths,
        outputs,
        up=up,
        decoded=decoded[: len(widths) - 1],
        first=first,
        dropout=dropout,
        bounded=bounded,
    )


def encoder_weights(
    network: nn.Module, weights: Mapping[str, Tensor], *, channels: int = 3
) -> dict[str, Tensor]:
    """A network's weights under the names they have in the encoder of ``backbone_unet``.

    Args:
        network: as ``encoder_network`` builds it; its own weights do not matter.
        weights: its parameters and buffers by its own names; those behind the trunk may be left
            out.
        channels: of its pictures.

    Returns:
        Names that begin with "encoder.", and the same tensors.

    Raises:
        SettingError: naming the first tensor that is missing or of another shape.
    """
    return trunk_weights(network, backbone_unet(network, 1, channels=channels), weights)
