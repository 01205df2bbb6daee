"""The trunk of a network: what stands before its mean over the picture, cut where sides halve.

    network --trunk_of--> layers in order --cut_by_side--> stages, each at half the side before
    timm's  --------------by timm's own hooks-----------> the same

Of ours the trunk is ``features``, with a ``stem`` or a whitening layer before it where there is
one, or the stages of a VGG. Layers that lose a rim of the picture are given the borders that they
lack, so that sides are whole parts of the picture's.

Cost: a copy of nothing; one pass of a picture of 64 pixels to find the changes.
Source: Iglovikov & Shvets 2018, arXiv:1801.05746, for a trained trunk in another network.
"""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any, cast

import torch
from torch import Tensor, nn

from netwright.errors import SettingError
from netwright.models._pretrained import COUNTERS
from netwright.models._unet import Stages

BORDERS = 7  # kernels up to it are given borders; a wider one is an affine layer by another name
SIDE = 64  # of the picture that finds the changes; a power of 2


class ZooStages(nn.Module):
    """A network of timm, and the maps that it names at each of its sides.

    Args:
        network: its head is taken off.
        last: which of its maps is the coarsest to be made, from 0.
    """

    def __init__(self, network: nn.Module, last: int) -> None:
        super().__init__()
        self.network, self.maps = network, list(range(last + 1))
        cast("Any", network).prune_intermediate_layers(self.maps, prune_norm=True, prune_head=True)

    def forward(self, x: Tensor) -> list[Tensor]:
        """(n, c, h, w) -> the maps of each side, the finest first."""
        maps: list[Tensor] = cast("Any", self.network).forward_intermediates(
            x, indices=self.maps, stop_early=True, intermediates_only=True
        )
        return maps


def trunk_of(network: nn.Module) -> nn.Sequential:
    """The layers of a network before its mean over the picture, in order; not copied.

    Args:
        network: one of ours with parts called ``features`` or ``stages``.

    Returns:
        The layers; convolutions that would lose a rim have borders from now on.

    Raises:
        SettingError: if it has no such parts.
    """
    features, stages = getattr(network, "features", None), getattr(network, "stages", None)
    first: list[nn.Module] = []
    if isinstance(features, nn.Sequential):
        stem, whitening = getattr(network, "stem", None), getattr(network, "whitening", None)
        first += [whitening] if isinstance(whitening, nn.Module) else []
        first += list(stem) if isinstance(stem, nn.Sequential) else []
        layers = [*first, *features]
    elif isinstance(stages, nn.Sequential):
        layers = [layer for stage in stages for layer in stage.children()]
    else:
        raise SettingError(
            "trunk",
            type(network).__name__,
            wanted="a network of layers one after the other",
            hint="mobilenet-v2, resnet18, resnet34 and vgg16 are such",
        )
    return nn.Sequential(*map(_with_borders, layers))


def trunk_stages(
    network: nn.Module, *, channels: int = 3, coarsest: int = 32
) -> tuple[nn.Module, tuple[int, ...], int]:
    """Take the trunk of a network as stages.

    Args:
        network: one of ours, or of timm; its layers are taken, not copied.
        channels: of its pictures.
        coarsest: pixels of the picture that a place of the last map stands for, at most.

    Returns:
        A module that gives the map of each stage, the finest first; their channels; and how many
        pixels of the picture one place of the first stands for along a side.

    Raises:
        SettingError: if it has no trunk, or that does not halve step by step.
    """
    if hasattr(network, "forward_intermediates"):
        return _zoo_stages(network, channels, coarsest)
    stages, widths, first = cut_by_side(trunk_of(network), channels=channels)
    kept = sum(first * 2**number <= coarsest for number in range(len(widths)))
    return Stages(*stages.stages[:kept]), widths[:kept], first


def cut_by_side(
    trunk: nn.Sequential, *, channels: int = 3, side: int = SIDE
) -> tuple[Stages, tuple[int, ...], int]:
    """Cut a trained trunk into stages, each of them all layers up to the next change of side.

    Args:
        trunk: the layers of a network before its mean over the picture, in order.
        channels: of its pictures.
        side: of the picture that finds the changes; a power of 2.

    Returns:
        The stages (the trunk's own layers, not copied), the channels of what each gives, and how
        many pixels of the picture one place of the first stands for along a side.

    Raises:
        SettingError: if sides do not halve from stage to stage.
    """
    groups: list[list[nn.Module]] = []
    sizes: list[int] = []
    widths: list[int] = []
    x, was = torch.zeros(1, channels, side, side), trunk.training
    with torch.no_grad():
        for layer in trunk.eval():
            x = _passed(layer, x)
            if not sizes or sizes[-1] != x.shape[2]:
                groups.append([])
                sizes.append(x.shape[2])
                widths.append(0)
            groups[-1].append(layer)
            widths[-1] = x.shape[1]
    trunk.train(was)
    if side % sizes[0] or any(2 * after != before for before, after in pairwise(sizes)):
        raise SettingError("trunk", sizes, wanted="layers whose sides halve from stage to stage")
    return Stages(*(nn.Sequential(*group) for group in groups)), tuple(widths), side // sizes[0]


def trunk_weights(
    network: nn.Module, whole: nn.Module, weights: Mapping[str, Tensor]
) -> dict[str, Tensor]:
    """A network's weights under the names they have in what was built of its trunk.

    Args:
        network: as it was before its trunk was taken; its own weights do not matter.
        whole: holds the network's own layers, not copies.
        weights: the network's parameters and buffers by its own names; those behind the trunk may
            be left out.

    Returns:
        Names in ``whole``, and the same tensors.

    Raises:
        SettingError: naming the first tensor that is missing or of another shape.
    """
    own = {id(tensor): theirs for theirs, tensor in _tensors(network).items()}
    found = {}
    for place, tensor in _tensors(whole).items():
        theirs = own.get(id(tensor))
        if theirs is None or (theirs not in weights and theirs.endswith(COUNTERS)):
            continue
        given = weights.get(theirs)
        if given is None or given.shape != tensor.shape:
            got = "none" if given is None else " x ".join(map(str, given.shape))
            size = " x ".join(map(str, tensor.shape))
            raise SettingError("pretrained", got, wanted=f"weights with {theirs} of {size}")
        found[place] = given
    return found


def _zoo_stages(
    network: nn.Module, channels: int, coarsest: int
) -> tuple[nn.Module, tuple[int, ...], int]:
    told = list(cast("Any", network).feature_info)
    sizes = [int(one["reduction"]) for one in told if int(one["reduction"]) <= coarsest]
    if len(sizes) < 2 or any(2 * before != after for before, after in pairwise(sizes)):
        wanted = "a network of timm whose sides halve from stage to stage"
        raise SettingError("trunk", [int(one["reduction"]) for one in told], wanted=wanted)
    widths = tuple(int(one["num_chs"]) for one in told[: len(sizes)])
    stages = ZooStages(network, len(sizes) - 1)
    shapes = [
        (1, width, SIDE // size, SIDE // size) for width, size in zip(widths, sizes, strict=True)
    ]
    _expect_maps(stages, torch.zeros(1, channels, SIDE, SIDE), shapes)
    return stages, widths, sizes[0]


def _expect_maps(stages: ZooStages, x: Tensor, shapes: Sequence[tuple[int, ...]]) -> None:
    """Refuse what takes pictures of one size alone, or gives no maps by channel."""
    was, name = stages.network.training, type(stages.network).__name__
    try:
        with torch.no_grad():
            found = [tuple(one.shape) for one in stages.eval()(x)]
    except (AssertionError, RuntimeError) as error:
        wanted = f"a network of timm that takes pictures of any size, as of {SIDE} pixels"
        raise SettingError("trunk", name, wanted=wanted, hint=f"it says: {error}") from error
    stages.train(was)
    if found != shapes:
        wanted = f"a network of timm whose maps are (pictures, channels, height, width): {shapes}"
        raise SettingError("trunk", f"{name}, {found}", wanted=wanted)


def _passed(layer: nn.Module, x: Tensor) -> Tensor:
    """What a layer makes of x."""
    try:
        y: Tensor = layer(x)
    except RuntimeError as error:
        got = f"{type(layer).__name__} on {' x '.join(map(str, x.shape[1:]))}"
        wanted = f"layers that take a picture of {SIDE} pixels one after the other"
        raise SettingError("trunk", got, wanted=wanted) from error
    return y


def _with_borders(layer: nn.Module) -> nn.Module:
    """A layer; a convolution of stride 1 that would lose a rim of the picture with that rim."""
    if not isinstance(layer, nn.Conv2d) or layer.stride != (1, 1) or layer.padding != (0, 0):
        return layer
    kernel = layer.kernel_size[0]
    if kernel % 2 == 0:  # nowhere is the middle: the picture grows on one side
        return nn.Sequential(nn.ZeroPad2d((0, kernel - 1, 0, kernel - 1)), layer)
    if kernel <= BORDERS:
        layer.padding = (kernel // 2, kernel // 2)
    return layer


def _tensors(network: nn.Module) -> dict[str, Tensor]:
    return {**dict(network.named_parameters()), **dict(network.named_buffers())}
