"""The people a model of verification knows by name: names and embeddings, on disk beside the run.

    RUN.gallery/embeddings-HASH.safetensors   float32 (n, d), a row for each picture
    RUN.gallery/gallery.json                  that file, each row's name, the model's SHA-256

Embeddings of one model mean nothing to another, so they are refused with any other model than
their own. They lie beside the run, not in it: a finished run never changes. Pictures are not kept,
but embeddings of faces are personal data all the same.
"""

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from netwright import store
from netwright.artefacts import read_tensors, write_tensors
from netwright.errors import DamageError

FORMAT = 1
KEYS = {"format", "model", "names", "embeddings"}
INDEX = "gallery.json"
FILE = re.compile(r"embeddings-[0-9a-f]{12}\.safetensors")
Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Known:
    """Names and embeddings, a row for each picture.

    Args:
        names: (n,).
        embeddings: float32 (n, d).
    """

    names: tuple[str, ...]
    embeddings: Floats

    def counts(self) -> dict[str, int]:
        """Name -> how many pictures, in the order in which they were added."""
        return {name: self.names.count(name) for name in dict.fromkeys(self.names)}

    def add(self, name: str, embeddings: Floats) -> "Known":
        """The same and more pictures, (m, d), of a new or a known name."""
        rows = np.concatenate([self.embeddings, embeddings]) if self.names else embeddings
        return Known((*self.names, *[name] * len(embeddings)), rows.astype(np.float32))

    def remove(self, name: str) -> "Known":
        """The same without a name."""
        kept = [row for row, other in enumerate(self.names) if other != name]
        return Known(tuple(self.names[row] for row in kept), self.embeddings[kept])


def folder_beside(run: Path) -> Path:
    """Where the gallery of a run lies, or will.

    Args:
        run: its folder.

    Returns:
        ``RUN.gallery`` beside it.
    """
    return run.with_name(f"{run.name}.gallery")


def model_digest(run: Path) -> str:
    """The SHA-256 of a run's weights, which says whose embeddings are whose."""
    return store.digest(run / "model" / "model.safetensors")


def read_known(folder: Path, digest: str) -> Known:
    """Read a gallery.

    Args:
        folder: of the gallery.
        digest: of the model that asks.

    Returns:
        The people, nobody where there is no gallery yet.

    Raises:
        DamageError: if there is one that cannot be read, or that of another model.
    """
    if not (folder / INDEX).exists():
        return Known((), np.empty((0, 0), dtype=np.float32))
    facts = store.read_json(folder / INDEX)
    if not isinstance(facts, dict) or set(facts) != KEYS or facts["format"] != FORMAT:
        raise DamageError(f"{folder} must hold a gallery of format {FORMAT}; got another")
    if facts["model"] != digest:
        raise DamageError(
            f"{folder} must be a gallery of this run's model; got that of another",
            hint="a gallery belongs to one model: make one for this run",
        )
    names, file = facts["names"], str(facts["embeddings"])
    rows = torch.empty(0)
    if FILE.fullmatch(file):  # a name of ours, never a path
        rows = read_tensors(folder / file).get("embeddings", rows)
    fits = isinstance(names, list) and all(isinstance(name, str) for name in names)
    if not fits or rows.dim() != 2 or rows.dtype != torch.float32 or len(rows) != len(names):
        raise DamageError(f"{folder} must hold a name for each embedding; got others")
    return Known(tuple(names), rows.numpy())


def write_known(folder: Path, digest: str, known: Known) -> None:
    """Write a gallery: the embeddings, then the index that names them; killed, either holds.

    Args:
        folder: of the gallery; it is there.
        digest: of the model.
        known: the people.

    Raises:
        StorageError: if it cannot be written.
    """
    rows = torch.from_numpy(np.ascontiguousarray(known.embeddings))
    facts: dict[str, Any] = {"format": FORMAT, "model": digest, "names": list(known.names)}
    content = hashlib.sha256(rows.numpy().tobytes()).hexdigest()
    facts["embeddings"] = f"embeddings-{content[:12]}.safetensors"
    write_tensors(folder / facts["embeddings"], {"embeddings": rows})
    store.write_json(folder / INDEX, facts)
    for other in sorted(folder.glob("embeddings-*.safetensors")):
        if other.name != facts["embeddings"]:
            other.unlink()
