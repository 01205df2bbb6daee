"""``netwright get NAME``: a public data set into the user's cache, checked byte by byte.

    by hand, or over https --SHA-256--> transfer --unpacked--> staged folder --rename--> cache

The folder appears whole, with a manifest; one that is there already is checked against it and
made again if it is damaged. Nothing is ever fetched but by this call. MNIST and its like are kept
as their own idx files; CIFAR becomes one npz, from its binary form and not from the pickled one.
"""

import difflib
import shutil
from pathlib import Path

from netwright import store
from netwright.data._archives import unpack, unpack_gzip
from netwright.data._catalogue import CATALOGUE, DIGITS, Entry, RemoteFile
from netwright.data._cifar import FORMS, cifar_arrays, write_npz
from netwright.data._download import Report, download, require_allowed
from netwright.errors import DataError, SettingError, UnavailableError


def get(name: str, *, base_url: str | None = None, progress: Report | None = None) -> Path:
    """Fetch a data set, unless it is there already.

    Args:
        name: one of ``datasets()``, other than the built-in one.
        base_url: another place that has the same files; https, or http on this machine itself.
        progress: told as it goes on: file, bytes so far, bytes in all.

    Returns:
        The folder that holds it, as ``train`` takes it.

    Raises:
        SettingError: if there is no such set, or the address is not https.
        UnavailableError: if it cannot be fetched now; the hint says how to put it there by hand.
        DataError: if what came is not what is meant; nothing is kept.
        StorageError: if the disk is full or not writable.
    """
    entry = _entry(name)
    base = base_url if base_url is not None else entry.base_url
    require_allowed(base)
    place = store.cache_folder("datasets")
    with store.locked(place):
        store.sweep(place)
        kept = fetched(name)
        if kept is not None:
            return kept
        folder = place / name
        store.discard(folder)
        store.require_space(place, entry.room, purpose=f"the data set {name}")
        with store.staged(folder) as staged:
            _fill(staged, entry, base.rstrip("/") + "/", progress)
            store.write_manifest(staged)
    return folder


def fetched(name: str) -> Path | None:
    """Where a data set lies that was fetched before; nothing is fetched.

    Args:
        name: one of ``datasets()``.

    Returns:
        Its folder if it is there and undamaged, else None.
    """
    folder = store.cache_folder("datasets") / name
    return folder if name in CATALOGUE and store.is_whole(folder) else None


def _entry(name: str) -> Entry:
    if name in CATALOGUE:
        return CATALOGUE[name]
    hint = f"{name} is built in: give it as DATA" if name == DIGITS.name else ""
    near = difflib.get_close_matches(name.lower(), CATALOGUE, n=1)
    if near:
        hint = f"did you mean {near[0]}?"
    raise SettingError("name", name, wanted=f"one of {', '.join(CATALOGUE)}", hint=hint)


def _fill(folder: Path, entry: Entry, base: str, progress: Report | None) -> None:
    """Put every file of a set, unpacked, into ``folder``; the transfers do not stay."""
    for file in entry.files:
        transfer = folder / file.name
        if not _given(entry.info.name, file, transfer):
            _fetch(entry.info.name, base, file, transfer, progress)
        if entry.form == "idx":
            unpack_gzip(transfer, folder / file.name.removesuffix(".gz"))
        else:
            unpacked = folder / "unpacked"
            unpack(transfer, unpacked)
            write_npz(folder / f"{entry.form}.npz", cifar_arrays(unpacked, FORMS[entry.form]))
            shutil.rmtree(unpacked)
        transfer.unlink()


def _given(name: str, file: RemoteFile, target: Path) -> bool:
    """Whether the user put this file there, for a machine without a network."""
    given = store.cache_folder("datasets") / f"{name}-by-hand" / file.name
    if not given.is_file():
        return False
    got = store.digest(given)
    if got != file.sha256:
        raise DataError(
            f"{given} must have SHA-256 {file.sha256}; got {got}",
            hint="fetch it again, or remove it",
        )
    shutil.copyfile(given, target)
    return True


def _fetch(name: str, base: str, file: RemoteFile, target: Path, progress: Report | None) -> None:
    try:
        download(base + file.name, file, target, progress=progress)
    except UnavailableError as error:
        by_hand = store.cache_folder("datasets", f"{name}-by-hand")
        hint = error.hint or (
            f"try again later; or fetch {file.name} elsewhere, put it into {by_hand}, and run the "
            "same command again"
        )
        raise UnavailableError(error.message, hint=hint) from error
