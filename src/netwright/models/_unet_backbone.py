"""A U-Net whose encoder is the trunk of a network that may have learned elsewhere.

    network --trunk_of--> layers in order --cut_by_side--> stages --> the encoder of a U-Net

The trunk is what stands before the mean over the picture: of ours ``features`` with a ``stem``
before it where there is one, or the stages of a VGG.

Cost: the trunk's own, and that of the decoder, whose widths are asked for.
Source: Ronneberger, Fischer & Brox 2015, arXiv:1505.04597; Iglovikov & Shvets 2018,
arXiv:1801.05746, for a trained trunk as encoder.
"""

from collections.abc import Mapping, Sequence

from torch import Tensor, nn

from netwright.errors import SettingError
from netwright.models._unet import UNet, Up, cut_by_side

DECODED = (16, 32, 48, 64, 96)  # channels of the decoder, from the finest


def trunk_of(network: nn.Module) -> nn.Sequential:
    """The layers of a network before its mean over the picture, in order; not copied.

    Args:
        network: one of ours with parts called ``features`` or ``stages``.

    Returns:
        The layers.

    Raises:
        SettingError: if it has no such parts.
    """
    features, stages = getattr(network, "features", None), getattr(network, "stages", None)
    if isinstance(features, nn.Sequential):
        stem = getattr(network, "stem", None)
        first = list(stem) if isinstance(stem, nn.Sequential) else []
        return nn.Sequential(*first, *features)
    if isinstance(stages, nn.Sequential):
        return nn.Sequential(*(layer for stage in stages for layer in stage.children()))
    raise SettingError(
        "encoder",
        type(network).__name__,
        wanted="a network of layers one after the other",
        hint="mobilenet-v2, resnet18, resnet34 and vgg16 are such",
    )


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
    stages, widths, first = cut_by_side(trunk_of(network), channels=channels)
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


def encoder_weights(network: nn.Module, weights: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """A network's weights under the names they have in the encoder of ``backbone_unet``.

    Args:
        network: of three channels, as ``encoder_network`` builds it; its own weights do not matter.
        weights: its parameters and buffers by its own names; those behind the trunk may be left
            out.

    Returns:
        Names that begin with "encoder.", and the same tensors.

    Raises:
        SettingError: naming the first tensor that is missing or of another shape.
    """
    own = {id(tensor): theirs for theirs, tensor in _tensors(network).items()}
    stages, _, _ = cut_by_side(trunk_of(network))
    found = {}
    for place, tensor in _tensors(stages).items():
        theirs = own[id(tensor)]
        if theirs not in weights and theirs.endswith("num_batches_tracked"):
            continue
        given = weights.get(theirs)
        if given is None or given.shape != tensor.shape:
            got = "none" if given is None else " x ".join(map(str, given.shape))
            size = " x ".join(map(str, tensor.shape))
            raise SettingError("pretrained", got, wanted=f"weights with {theirs} of {size}")
        found[f"encoder.{place}"] = given
    return found


def _tensors(network: nn.Module) -> dict[str, Tensor]:
    return {**dict(network.named_parameters()), **dict(network.named_buffers())}
