"""A network whose trunk begins with the weights of one that learned elsewhere.

    pretrained  FILE, RUN, torchvision:NAME, timm:NAME    whose weights
    model       yolo:NAME, unet:NAME, embedder:NAME       what they are put into

The trunk begins with the weights. What is built on it is new, and all of it learns; but the end of
an embedder follows from the pictures, and of few pictures no more is learned (``_people_start``).
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Protocol

from netwright.api._prepared import Learned, Prepared, Say
from netwright.api._transfer import begin_from_pictures
from netwright.api._transfer_weights import Pretrained, find_pretrained
from netwright.errors import SettingError
from netwright.models import encoder_network
from netwright.recipe import Settings

if TYPE_CHECKING:
    from torch import Tensor, nn

COLOURS = 3  # channels of pictures, where weights do not say what they expect


class Puts(Protocol):
    """Gives a network's weights the names they have in what is built of its trunk."""

    def __call__(
        self, network: "nn.Module", weights: "Mapping[str, Tensor]", *, channels: int
    ) -> "dict[str, Tensor]":
        """Names in the whole, and the same tensors."""
        ...


def trunk_asked(settings: Settings, built: str) -> Pretrained | None:
    """Read the weights for a trunk that were asked for.

    Args:
        settings: "pretrained" says which, "model" the network.
        built: the word before the colon in the name of the network: "yolo", "unet", "embedder".

    Returns:
        The weights; None where none were asked for.

    Raises:
        SettingError: if there are none of this name, or they are another network's.
        UnavailableError: if they cannot be fetched now, or timm is not installed.
        DataError: if the file holds no weights of a network there is.
        DamageError: if a run's model is not whole.
    """
    if not settings.pretrained:
        return None
    word, colon, trunk = settings.model.partition(":")
    if settings.model != "auto" and (word != built or not colon):
        wanted = f"{built}: and the network whose weights they are"
        raise SettingError("model", settings.model, wanted=wanted)
    return find_pretrained(settings.model_copy(update={"model": trunk or "auto"}))


def trunk_settings(pretrained: Pretrained | None, built: str) -> dict[str, Any]:
    """Settings that weights bring with them: what is built on which network, and how wide.

    Args:
        pretrained: the weights; None for none.
        built: the word before the colon.

    Returns:
        Names and values, for the layer "inferred"; empty for a fresh start.
    """
    if pretrained is None:
        return {}
    width = pretrained.size.get("width", 1.0)
    return {"model": f"{built}:{pretrained.network}", "width": width}


def expected_channels(pretrained: Pretrained | None, settings: Settings) -> int:
    """How many channels pictures must have.

    Args:
        pretrained: weights of a trunk; None for a fresh start.
        settings: "channels" is what the user asked for, or 0.

    Returns:
        What was asked for, or what the weights take; 0 where the data decide.

    Raises:
        SettingError: if weights take another number.
    """
    if pretrained is None:
        return settings.channels
    takes = len(pretrained.pictures.mean) if pretrained.pictures else COLOURS
    if settings.channels not in (0, takes):
        wanted = f"{takes}, as the pretrained weights expect, or left out"
        raise SettingError("channels", settings.channels, wanted=wanted)
    return takes


def begin_trunk(
    prepared: Prepared,
    pretrained: Pretrained | None,
    say: Say,
    *,
    channels: int,
    puts: Puts,
    built: str = "is new; all of it learns",
) -> Prepared:
    """Let the trunk begin with weights; without any, with what follows from the pictures.

    Args:
        prepared: task, examples, recipe.
        pretrained: the weights; None for a fresh start.
        say: told what begins where.
        channels: of the pictures.
        puts: says where the weights of a network belong.
        built: how the note goes on: what is built on the trunk ...

    Returns:
        The same with its weights, and a note of them.

    Raises:
        SettingError: if the weights do not fit the trunk.
    """
    settings = prepared.recipe.settings
    if pretrained is None:
        return begin_from_pictures(prepared) if ":" in settings.model else prepared
    trunk = settings.model.partition(":")[2]
    network = encoder_network(trunk, channels, width=settings.width)
    weights = puts(network, pretrained.weights, channels=channels)
    note = (
        f"the trunk of {settings.model} begins with the weights of {pretrained.name}; what is "
        f"built on it {built}"
    )
    say(note)
    data = {
        **prepared.data,
        "notes": [*prepared.data["notes"], note],
        "pretrained": {"name": pretrained.name, "sha256": pretrained.digest},
    }
    start = Learned(prepared.task, prepared.examples, settings, begin=weights)
    return replace(prepared, data=data, start=start)
