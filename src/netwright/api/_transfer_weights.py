"""``--pretrained``: whose weights a training begins with, and what they expect of pictures.

    RUN                 a run or its model folder: network, form and statistics are the run's
    FILE.safetensors    torchvision's names of a network of ours, or the names of the network that
                        ``model`` gives
    torchvision:NAME    fetched once, by name, with a checksum
    timm:NAME           fetched once; the network is timm's own (extra ``zoo``)

Networks of torchvision and timm were trained on ImageNet: pictures are brought to the side, the cut
and the scale of those trainings. Nothing is unpickled here: a ``.pth`` goes through
``netwright import-weights`` first.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from torch import Tensor

from netwright import store
from netwright.api._paths import nearest
from netwright.artefacts import (
    PUBLISHED,
    is_finished,
    is_run,
    load_model,
    read_tensors,
    timm_weights,
    torchvision_weights,
)
from netwright.errors import DamageError, DataError, SettingError, unknown_name
from netwright.models import (
    DIFFERENT,
    IMAGENET,
    ZOO,
    Normalisation,
    from_torchvision,
    recognised,
    zoo_normalisation,
    zoo_weights,
)
from netwright.recipe import Settings
from netwright.tasks import ImageClassification

TORCHVISION_PREFIX = "torchvision:"
VGGS = ("vgg11", "vgg13", "vgg16", "vgg19")
WANTED = "a run, a .safetensors file, torchvision:NAME or timm:NAME"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pretrained:
    """Weights to begin with.

    Args:
        name: as the user gave it.
        network: whose they are.
        weights: parameters and buffers, by the network's names.
        digest: SHA-256 of the file they were read from.
        pictures: what they expect of pictures; None where the data decide.
        size: settings of the network they were trained with, by name.
    """

    name: str
    network: str
    weights: Mapping[str, Tensor]
    digest: str
    pictures: Normalisation | None = None
    size: Mapping[str, Any] = field(default_factory=dict)


def expect_pretrained(name: str) -> None:
    """Look at the name alone; nothing is read or fetched.

    Args:
        name: as the user gave it.

    Raises:
        SettingError: if it cannot work, naming what may have been meant.
        UnavailableError: if it is a name of timm, and timm is not installed.
    """
    path = Path(name)
    if name.startswith(TORCHVISION_PREFIX):
        theirs = name.removeprefix(TORCHVISION_PREFIX)
        if theirs in DIFFERENT:
            known = ", ".join(PUBLISHED)
            raise SettingError(
                "pretrained", name, wanted=f"one of {known} behind it", hint=DIFFERENT[theirs]
            )
        if theirs not in PUBLISHED:
            raise unknown_name("pretrained", theirs, PUBLISHED)
    elif name.startswith(ZOO):
        zoo_weights(name)
    elif path.is_file() and path.suffix.lower() != ".safetensors":
        raise SettingError(
            "pretrained", name, wanted=WANTED, hint=f"first: netwright import-weights {name}"
        )
    elif path.is_dir() and not _model_folder(path).is_dir():
        raise SettingError("pretrained", name, wanted=f"{WANTED}; this folder is none")
    elif not path.exists():
        raise SettingError("pretrained", name, wanted=WANTED, hint=nearest(path))


def find_pretrained(settings: Settings) -> Pretrained | None:
    """Read the weights that were asked for; fetch them first where they are published.

    Args:
        settings: "pretrained" says which, "model" the network if the user named one.

    Returns:
        The weights; None where none were asked for.

    Raises:
        SettingError: if there are none of this name, or they are another network's.
        UnavailableError: if they cannot be fetched now, or timm is not installed.
        DataError: if the file holds no weights of a network there is.
        DamageError: if a run's model is not whole.
    """
    name, model = settings.pretrained, settings.model
    if not name:
        return None
    expect_pretrained(name)
    if name.startswith(TORCHVISION_PREFIX):
        kept = torchvision_weights(name.removeprefix(TORCHVISION_PREFIX))
        found = _of_file(name, kept.path, "auto")
    elif name.startswith(ZOO):
        kept = timm_weights(zoo_weights(name))
        found = _of_file(name, kept.path, name)
    elif Path(name).is_file():
        found = _of_file(name, Path(name), model)
    else:
        found = _of_run(name)
    if model not in ("auto", found.network, *_deeper(found.network)):
        raise SettingError(
            "model", model, wanted=f"{found.network}, whose weights {name} holds, or left out"
        )
    return found


def _deeper(network: str) -> tuple[str, ...]:
    """The networks that may begin with the weights of a shallower one of their family."""
    return VGGS[VGGS.index(network) + 1 :] if network in VGGS else ()


def _of_run(name: str) -> Pretrained:
    path = Path(name)
    if is_run(path) and not is_finished(path):
        raise SettingError(
            "pretrained",
            name,
            wanted="a finished run",
            hint=f"go on with: netwright train --resume {name}",
        )
    folder = _model_folder(path)
    model = load_model(folder)
    task = model.task
    pictures = None
    if isinstance(task, ImageClassification):
        pictures = Normalisation(
            side=task.side,
            cut=float(model.preprocess.get("cut", 1.0)),
            mean=task.mean,
            std=task.std,
        )
    size = {n: getattr(task, n) for n in ("width", "members", "activation")}
    return Pretrained(
        name=name,
        network=task.network,
        weights=model.network.state_dict(),
        digest=store.digest(folder / "model.safetensors"),
        pictures=pictures,
        size=size,
    )


def _of_file(name: str, path: Path, model: str) -> Pretrained:
    """A safetensors file: torchvision's names, or those of the network ``model``."""
    try:
        tensors = read_tensors(path)
    except DamageError as error:
        raise DataError(
            f"{path} must be a whole safetensors file; got another: {error.message}",
            hint="turn a .pth into one with: netwright import-weights FILE.pth",
        ) from error
    network = recognised(tensors)
    pictures: Normalisation | None = IMAGENET
    if network:
        tensors = from_torchvision(network, tensors)
    elif model == "auto":
        few = ", ".join(list(tensors)[:3])
        raise DataError(
            f"{path} must hold a network that torchvision and netwright share; got {few}, ...",
            hint="name the network whose weights they are with --model",
        )
    else:
        network = model
        pictures = zoo_normalisation(model) if model.startswith(ZOO) else None
    return Pretrained(
        name=name,
        network=network,
        weights=tensors,
        digest=store.digest(path),
        pictures=pictures,
    )


def _model_folder(path: Path) -> Path:
    """The folder that holds a model: ``model`` of a run, or the folder itself."""
    return path if (path / "model.json").is_file() else path / "model"
