"""Weights that were learned elsewhere, brought to the names and shapes of a network of ours.

    torchvision's names --table of layers--> our names --shapes looked at--> what a network takes

torchvision and we name the same layers differently: ``layer1.0.conv1`` there is
``features.0.path.0`` here. A table for each family says which is which; equal forms then give equal
outputs. The output layer is left out where it answers another number of classes.

The forms agree for ``mobilenet-v2``, ``resnet18``, ``resnet34`` and ``vgg11`` to ``vgg19``, at
sides above 64. They do not for the others that share a name, and their weights are refused:
``DIFFERENT`` says why.

Cost: a copy of the names; tensors are not copied.
Source: the state dicts of torchvision 0.29, ``torchvision/models/{mobilenetv2,resnet,vgg}.py``.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from torch import Tensor, nn

from netwright.errors import SettingError
from netwright.models._mobilenet_v2 import STAGES
from netwright.models._vgg import A, B, D, Depths, E

COUNTERS = "num_batches_tracked"  # of batch norm; older files have none
WEIGHT_AXES = 2  # of what is no bias and no gain


@dataclass(frozen=True, slots=True, kw_only=True)
class Normalisation:
    """What a trained network expects of pictures.

    Args:
        side: height and width, in pixels.
        cut: share of the middle square's side that is kept.
        mean: of each channel, 0 to 255.
        std: of each channel, above 0.
    """

    side: int
    cut: float
    mean: tuple[float, ...]
    std: tuple[float, ...]


IMAGENET = Normalisation(  # as torchvision gives it: the middle 224 of 256 pixels
    side=224, cut=0.875, mean=(123.675, 116.28, 103.53), std=(58.395, 57.12, 57.375)
)


def _mobilenet_v2() -> dict[str, str]:
    names = {"features.0": "features.0.0", "features.1": "features.0.1", "affine": "classifier.1"}
    blocks = [stage.expansion for stage in STAGES for _ in range(stage.blocks)]
    for number, expansion in enumerate(blocks, start=1):
        theirs = ["conv.0.0", "conv.0.1", "conv.1.0", "conv.1.1", "conv.2", "conv.3"]
        ours = ["path.0", "path.1", "path.3", "path.4", "path.6", "path.7"]
        if expansion == 1:  # nothing is expanded: two convolutions instead of three
            theirs, ours = ["conv.0.0", "conv.0.1", "conv.1", "conv.2"], ours[:4]
        for mine, other in zip(ours, theirs, strict=True):
            names[f"features.{number + 2}.{mine}"] = f"features.{number}.{other}"
    last = len(blocks) + 1
    names[f"features.{last + 2}"] = f"features.{last}.0"
    names[f"features.{last + 3}"] = f"features.{last}.1"
    return names


def _basic_residual(counts: tuple[int, ...]) -> dict[str, str]:
    names = {"stem.0": "conv1", "stem.1": "bn1", "affine": "fc"}
    number = 0
    for stage, count in enumerate(counts):
        for block in range(count):
            mine, other = f"features.{number}", f"layer{stage + 1}.{block}"
            parts = {"path.0": "conv1", "path.1": "bn1", "path.3": "conv2", "path.4": "bn2"}
            if stage > 0 and block == 0:
                parts |= {"short.0": "downsample.0", "short.1": "downsample.1"}
            names |= {f"{mine}.{ours}": f"{other}.{theirs}" for ours, theirs in parts.items()}
            number += 1
    return names


def _vgg(depths: Depths) -> dict[str, str]:
    names = {"head.1": "classifier.0", "head.4": "classifier.3", "head.7": "classifier.6"}
    place = 0
    for stage, depth in enumerate(depths):
        for number in range(depth):
            names[f"stages.{stage}.{number}.0"] = f"features.{place}"
            place += 2  # the convolution and its ReLU
        place += 1  # the pool
    return names


TORCHVISION: dict[str, dict[str, str]] = {  # network -> our layer -> torchvision's
    "mobilenet-v2": _mobilenet_v2(),
    "resnet18": _basic_residual((2, 2, 2, 2)),
    "resnet34": _basic_residual((3, 4, 6, 3)),
    "vgg11": _vgg(A),
    "vgg13": _vgg(B),
    "vgg16": _vgg(D),
    "vgg19": _vgg(E),
}

DIFFERENT = {  # torchvision's name -> how its form differs from ours
    "alexnet": "torchvision's alexnet has one group and 64 first filters, ours two groups and 96",
    "googlenet": "torchvision's googlenet has batch norm and 3x3 where the paper and ours have 5x5",
    "resnet50": "torchvision's resnet50 halves in the 3x3 of a block, the paper and ours in the "
    "first 1x1",
    **{
        f"vgg{depth}_bn": f"torchvision's vgg{depth}_bn has batch norm, the paper and ours have "
        "none at this side"
        for depth in (11, 13, 16, 19)
    },
}


def recognised(names: Collection[str]) -> str:
    """The network whose tensors have these names in torchvision.

    Args:
        names: of all tensors of a file.

    Returns:
        A key of ``TORCHVISION``; empty if it is none of them.

    Example:
        >>> recognised(["conv1.weight"])
        ''
    """
    layers = {name.rpartition(".")[0] for name in names}
    fitting = (name for name, table in TORCHVISION.items() if layers == set(table.values()))
    return next(fitting, "")


def from_torchvision(network: str, tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Give torchvision's tensors our names.

    Args:
        network: a key of ``TORCHVISION``.
        tensors: all of a file whose names ``recognised`` knows.

    Returns:
        Our names and the same tensors.
    """
    layers = {theirs: ours for ours, theirs in TORCHVISION[network].items()}
    parts = {name: name.rpartition(".") for name in tensors}
    return {f"{layers[layer]}.{last}": tensors[n] for n, (layer, _, last) in parts.items()}


def output_layer(network: nn.Module) -> str:
    """The path of the layer that gives the answers: the last one that has weights.

    Args:
        network: any.

    Returns:
        Its path; empty if the network itself is that layer.

    Raises:
        SettingError: if no layer has weights.
    """
    layers: list[str] = [
        path
        for path, part in network.named_modules()
        if any(p.dim() >= WEIGHT_AXES for p in part.parameters(recurse=False))
    ]
    if not layers:
        raise SettingError("network", type(network).__name__, wanted="one that has weights")
    return layers[-1]


def fitted(network: nn.Module, weights: Mapping[str, Tensor], *, origin: str) -> dict[str, Tensor]:
    """Choose the weights that a network begins with, and refuse those that do not fit.

    Args:
        network: fresh.
        weights: parameters and buffers by our names.
        origin: where they come from, for messages.

    Returns:
        All of the network's tensors, of its own types, but for counters of batch norm that are
        not there and for the output layer where its shape differs.

    Raises:
        SettingError: naming the first tensor that is missing, of another shape, or not known.
    """
    state, layer = network.state_dict(), output_layer(network)
    top = {name for name in state if name.rpartition(".")[0] == layer}
    fresh = set() if all(_same(state[n], weights.get(n)) for n in top) else top
    for name in state.keys() - fresh:
        if name not in weights and name.endswith(COUNTERS):
            fresh.add(name)
    found = {}
    for name in state:
        if name not in fresh:
            if not _same(state[name], weights.get(name)):
                raise _misfit(origin, name, state[name], weights.get(name))
            found[name] = weights[name].to(state[name].dtype)
    unknown = [name for name in weights if name not in state]
    if unknown:
        raise _misfit(origin, unknown[0], None, weights[unknown[0]])
    return found


def _same(wanted: Tensor, got: Tensor | None) -> bool:
    return got is not None and got.shape == wanted.shape


def _misfit(origin: str, name: str, wanted: Tensor | None, got: Tensor | None) -> SettingError:
    return SettingError(
        "pretrained",
        f"{origin}, {_words(name, got)}",
        wanted=f"weights with {_words(name, wanted)}",
        hint="they belong to another form of this network: leave model, width, side and channels "
        "to what they were trained with",
    )


def _words(name: str, tensor: Tensor | None) -> str:
    if tensor is None:
        return f"no {name}"
    return f"{name} of {' x '.join(map(str, tensor.shape)) or 'one number'}"
