"""The manifest of a folder: SHA-256 and length of every file in it, written last.

{"files": {"model/model.safetensors": {"sha256": "...", "bytes": 868352}, ...},
 "links": {"checkpoints/best": "step-00000441"}}
"""

import hashlib
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from netwright.errors import DamageError
from netwright.store._crash import crash_point
from netwright.store._read import read_json
from netwright.store._write import write_json

NAME = "manifest.json"


@dataclass(frozen=True, slots=True)
class Damage:
    """One file that is not what the manifest says.

    Args:
        path: the file, relative to the folder.
        problem: "missing", "changed" or "not in the manifest".
    """

    path: str
    problem: str

    def __str__(self) -> str:
        return f"{self.path}: {self.problem}"


def digest(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _contents(folder: Path, without: Iterable[str]) -> Iterator[Path]:
    skipped = {NAME, *without}
    for root, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted([*files, *(f for f in folders if (Path(root) / f).is_symlink())]):
            path = Path(root) / name
            first = path.relative_to(folder).parts[0]
            if first not in skipped and not name.startswith("."):
                yield path


def write_manifest(folder: Path, *, without: Iterable[str] = ()) -> None:
    """Hash every file in ``folder`` and write the manifest beside them.

    Args:
        folder: the folder; names that begin with a dot are not part of it.
        without: names in ``folder`` itself that are left out.
    """
    files: dict[str, dict[str, object]] = {}
    links: dict[str, str] = {}
    for path in _contents(folder, without):
        name = path.relative_to(folder).as_posix()
        if path.is_symlink():
            links[name] = str(path.readlink())
        else:
            files[name] = {"sha256": digest(path), "bytes": path.stat().st_size}
    write_json(folder / NAME, {"files": files, "links": links})
    crash_point("manifest-written")


def damages(folder: Path, *, without: Iterable[str] = ()) -> list[Damage]:
    """Compare every file in ``folder`` with the manifest.

    Args:
        folder: a folder that has a manifest.
        without: names in ``folder`` itself that were left out of it.

    Returns:
        What does not agree, in order of the names; empty where all is well.

    Raises:
        DamageError: if the manifest itself cannot be read.
    """
    manifest = read_json(folder / NAME)
    if not isinstance(manifest, dict) or not all(
        isinstance(manifest.get(kind), dict) for kind in ("files", "links")
    ):
        raise DamageError(f"{folder / NAME} must list files; got something else")
    files, links = manifest["files"], manifest["links"]
    found = {path.relative_to(folder).as_posix(): path for path in _contents(folder, without)}
    wrong = [Damage(name, "missing") for name in {**files, **links} if name not in found]
    for name, path in found.items():
        if path.is_symlink():
            agrees = links.get(name) == str(path.readlink())
        elif name in files:
            agrees = files[name] == {"sha256": digest(path), "bytes": path.stat().st_size}
        else:
            wrong.append(Damage(name, "not in the manifest"))
            continue
        if not agrees:
            wrong.append(Damage(name, "changed"))
    return sorted(wrong, key=lambda damage: damage.path)


def is_whole(folder: Path) -> bool:
    """Whether a folder has a manifest and every file agrees with it."""
    if not (folder / NAME).is_file():
        return False
    try:
        return not damages(folder)
    except DamageError:
        return False
