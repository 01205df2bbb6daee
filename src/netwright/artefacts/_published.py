"""Weights that others publish, fetched once by name, checked, and kept as safetensors.

    torchvision:NAME  download.pytorch.org/models/NAME-HASH.pth --import worker--+
    timm:NAME         huggingface.co/timm/NAME, model.safetensors ---------------+--> cache/weights

A file of torchvision carries the first digits of its SHA-256 in its name; here they are in a table
of ours. For timm the hub states revision, length and SHA-256 of each file; the revision is fixed
before the transfer, and the file must have the stated sum. What is in the cache is used without a
network, and its manifest is compared each time. Nothing is ever fetched but for a name that a user
gave as ``--pretrained``.

Cost: one transfer, for torchvision one run of the import worker; then a hash of the file each time.
Source: torchvision 0.29, ``torchvision/models/{mobilenetv2,resnet,vgg}.py``, ``IMAGENET1K_V1``;
huggingface_hub, ``HfApi.model_info(files_metadata=True)``, for the hub's answer.
"""

import json
import re
from dataclasses import dataclass
from pathlib import Path

from netwright import store
from netwright.artefacts._import_weights import import_weights
from netwright.data import RemoteFile, download, fetch_text
from netwright.errors import DataError, UnavailableError, unknown_name

TORCHVISION_URL = "https://download.pytorch.org/models/"
HUB_URL = "https://huggingface.co/"
TENSORS = "model.safetensors"
ORIGIN = "origin.json"
MEBIBYTE = 2**20


@dataclass(frozen=True, slots=True)
class Published:
    """A file of torchvision.

    Args:
        stem: the file's name up to the dash.
        digits: of its SHA-256, the first 8.
        mebibytes: its length, rounded up.
    """

    stem: str
    digits: str
    mebibytes: int


PUBLISHED = {  # what torchvision calls it -> its file
    file.stem: file
    for file in (
        Published("mobilenet_v2", "b0353104", 14),
        Published("resnet18", "f37072fd", 45),
        Published("resnet34", "b627a593", 84),
        Published("vgg11", "8a719046", 507),
        Published("vgg13", "19584684", 508),
        Published("vgg16", "397923af", 528),
        Published("vgg19", "dcbb9e9d", 549),
    )
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A file of weights in the cache.

    Args:
        path: safetensors.
        url: where it came from, its revision in it.
        sha256: of the file as it was transferred.
    """

    path: Path
    url: str
    sha256: str


def torchvision_weights(name: str) -> Kept:
    """Weights of torchvision, fetched unless they are there.

    Args:
        name: a key of ``PUBLISHED``.

    Returns:
        The file in the cache, with torchvision's names in it.

    Raises:
        SettingError: naming the nearest one, if there is none of this name.
        UnavailableError: if they cannot be fetched now; the hint says how to go without.
        DataError: if what came is not what is meant; nothing is kept.
        StorageError: if the disk is full or not writable.
    """
    if name not in PUBLISHED:
        raise unknown_name("pretrained", name, PUBLISHED)
    known = PUBLISHED[name]
    file = RemoteFile(f"{name}-{known.digits}.pth", known.mebibytes * MEBIBYTE, known.digits)
    return _kept(f"torchvision-{name}-{known.digits}", TORCHVISION_URL + file.name, file)


def timm_weights(name: str) -> Kept:
    """Weights of timm, fetched unless they are there.

    Args:
        name: as timm and the hub have it, with its tag: ``resnet18.a1_in1k``.

    Returns:
        The file in the cache, with timm's names in it.

    Raises:
        UnavailableError: if they cannot be fetched now; the hint says how to go without.
        DataError: if what came is not what is meant; nothing is kept.
        StorageError: if the disk is full or not writable.
    """
    place = f"timm-{name}"
    kept = _there(store.cache_folder("weights") / place)
    if kept is not None:
        return kept
    asked = f"{HUB_URL}api/models/timm/{name}/revision/main?blobs=true"
    revision, file = _stated(_told(asked, TENSORS), asked)
    return _kept(place, f"{HUB_URL}timm/{name}/resolve/{revision}/{TENSORS}", file)


def _stated(text: str, asked: str) -> tuple[str, RemoteFile]:
    """Revision, length and SHA-256 of the tensors, as the hub states them."""
    try:
        said = json.loads(text)
        files = {sibling["rfilename"]: sibling for sibling in said["siblings"]}
        large = files[TENSORS]["lfs"]
        revision, digest, size = said["sha"], large["sha256"], large["size"]
        fits = re.fullmatch("[0-9a-f]{40}", revision) and re.fullmatch("[0-9a-f]{64}", digest)
    except (ValueError, LookupError, TypeError) as error:
        raise DataError(
            f"{asked} must state revision, size and SHA-256 of {TENSORS}; got {error!r}"
        ) from error
    if not fits or not isinstance(size, int) or size < 1:
        raise DataError(
            f"{asked} must state revision, size and SHA-256 of {TENSORS}; got {revision!r}, "
            f"{size!r}, {digest!r}"
        )
    return revision, RemoteFile(TENSORS, size, digest)


def _kept(name: str, url: str, file: RemoteFile) -> Kept:
    """The file of a name in the cache; fetched and made where it is not there or damaged."""
    place = store.cache_folder("weights")
    folder = place / name
    with store.locked(place):
        store.sweep(place)
        kept = _there(folder)
        if kept is not None:
            return kept
        store.discard(folder)
        store.require_space(place, 4 * file.bytes, purpose=f"the weights {name}")
        with store.staged(folder) as staged:
            transfer = staged / f"transfer{Path(file.name).suffix}"
            _fetch(url, file, transfer)
            digest = store.digest(transfer)
            import_weights(transfer, staged / TENSORS)
            transfer.unlink()
            store.write_json(staged / ORIGIN, {"url": url, "sha256": digest})
            store.write_manifest(staged)
    return Kept(path=folder / TENSORS, url=url, sha256=digest)


def _there(folder: Path) -> Kept | None:
    """What is in the cache, if it is whole."""
    if not store.is_whole(folder):
        return None
    try:
        origin = store.read_json(folder / ORIGIN)
        return Kept(path=folder / TENSORS, url=str(origin["url"]), sha256=str(origin["sha256"]))
    except (LookupError, TypeError):
        return None  # whatever is wrong with it, it is made anew


def _fetch(url: str, file: RemoteFile, target: Path) -> None:
    try:
        download(url, file, target)
    except UnavailableError as error:
        raise _elsewhere(error, file.name) from error


def _told(url: str, name: str) -> str:
    try:
        return fetch_text(url)
    except UnavailableError as error:
        raise _elsewhere(error, name) from error


def _elsewhere(error: UnavailableError, name: str) -> UnavailableError:
    return UnavailableError(
        error.message,
        hint=f"try again later; or fetch {name} elsewhere, run netwright import-weights on it, "
        "and give the .safetensors file as --pretrained",
    )
