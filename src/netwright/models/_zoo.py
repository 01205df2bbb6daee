"""Networks of timm by name, as rows like ours (extra ``zoo``).

    timm:resnet50.a1_in1k     a network of timm, and behind the dot one of its sets of weights

Only names in timm's own list are built, and only by its ``create_model`` with ``pretrained=False``:
nothing is fetched, and no code comes from anywhere but the installed package. Its forms are its
own: width, dropout, members, activation and init have nothing to act on and must be left alone.

Source: Wightman 2019, github.com/huggingface/pytorch-image-models.
"""

import difflib
import re
from types import ModuleType
from typing import Any

from torch import nn

from netwright.errors import SettingError, UnavailableError
from netwright.models._pretrained import Normalisation, output_layer
from netwright.models._rows import Network, Shape, Size, picture_of

ZOO = "timm:"
NAME = re.compile(r"[a-z0-9_.]+")
LEAST = 32  # pixels; most of timm's networks halve five times


def timm_library() -> ModuleType:
    """timm, imported now.

    Returns:
        The module.

    Raises:
        UnavailableError: if it is not installed.
    """
    try:
        import timm
    except ImportError as error:
        raise UnavailableError(
            "timm must be installed for networks of timm; got none",
            hint='pip install "netwright[zoo]"',
        ) from error
    library: ModuleType = timm
    return library


def zoo_network(name: str) -> Network:
    """The row of a network of timm.

    Args:
        name: "timm:" and what timm calls it.

    Returns:
        The row.

    Raises:
        UnavailableError: if timm is not installed.
        SettingError: naming the nearest one, if timm has none of this name.
    """
    theirs = name.removeprefix(ZOO)
    known = timm_library().list_models()
    architecture = theirs.partition(".")[0]
    if not NAME.fullmatch(theirs) or architecture not in known:
        near = difflib.get_close_matches(architecture, known, n=1, cutoff=0.4)
        raise SettingError(
            "model",
            name,
            wanted=f"one of the {len(known):,} names of timm.list_models() behind {ZOO}",
            hint=f"did you mean {ZOO}{near[0]}?" if near else "",
        )

    def make(shape: Shape, outputs: int, size: Size) -> nn.Module:
        return _make(theirs, shape, outputs, size)

    return Network(name, "a network of timm", ("picture",), make, LEAST)


def zoo_weights(name: str) -> str:
    """The hub's name of the weights of a network of timm.

    Args:
        name: "timm:" and what timm calls it; without a tag timm's own choice.

    Returns:
        A name below ``timm/`` on the hub, with its tag.

    Raises:
        UnavailableError: if timm is not installed.
        SettingError: if timm has no such network, or publishes no weights of it there.
    """
    zoo_network(name)
    place = str(_stated(name).get("hf_hub_id") or "")
    found = place.removeprefix("timm/")
    if found == place or not NAME.fullmatch(found):
        raise SettingError(
            "pretrained",
            name,
            wanted="a network whose weights timm publishes under its own name",
            hint=f"timm.list_models({name.removeprefix(ZOO).partition('.')[0] + '*'!r}, "
            "pretrained=True) lists them",
        )
    return found


def zoo_normalisation(name: str) -> Normalisation:
    """What the weights of a network of timm expect of pictures, as timm states it.

    Args:
        name: "timm:" and what timm calls it, its tag included.

    Returns:
        Side, cut, mean and deviation.

    Raises:
        UnavailableError: if timm is not installed.
        SettingError: if timm knows no weights of this name.
    """
    stated = _stated(name)
    return Normalisation(
        side=int(stated["input_size"][-1]),
        cut=float(stated["crop_pct"]),
        mean=tuple(255.0 * value for value in stated["mean"]),
        std=tuple(255.0 * value for value in stated["std"]),
    )


def _stated(name: str) -> dict[str, Any]:
    """What timm says of a network's weights, as plain values."""
    stated = timm_library().get_pretrained_cfg(name.removeprefix(ZOO))
    if stated is None:
        raise SettingError("pretrained", name, wanted="a network and a tag that timm knows")
    return dict(vars(stated))


def _make(name: str, shape: Shape, outputs: int, size: Size) -> nn.Module:
    picture = picture_of(shape)
    for setting, plain in (("width", 1.0), ("dropout", 0.0), ("activation", ""), ("init", "")):
        got = getattr(size, setting)
        if got != plain:
            raise SettingError(setting, got, wanted=f"left out for {ZOO}{name}: it has its own")
    network: nn.Module = timm_library().create_model(
        name,
        pretrained=False,
        num_classes=outputs,
        in_chans=picture.channels,
        drop_rate=0.0,  # its dropout is not keyed: a resumed run would end otherwise
    )
    layer = network.get_submodule(output_layer(network))
    if getattr(layer, "out_features", outputs) != outputs:
        raise SettingError("model", f"{ZOO}{name}", wanted="a network that ends in its classes")
    return network
