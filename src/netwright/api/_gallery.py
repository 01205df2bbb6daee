"""A gallery: the people a model of verification knows by name, without being trained again.

    pictures --the model--> embeddings --add--> gallery/  names and numbers, nothing else
    a picture ------------> embedding --who---> a name, or nobody known

    RUN.gallery/embeddings-HASH.safetensors   float32 (n, d), a row for each picture
    RUN.gallery/gallery.json                  that file, each row's name, the model's SHA-256

One picture of a person is enough; with several the most alike one counts. Embeddings of one model
mean nothing to another, so a gallery is refused by any other model than its own. It lies beside the
run, not in it: a finished run never changes. Pictures are not kept, but embeddings of faces are
personal data all the same.
"""

import hashlib
import re
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from netwright import store
from netwright.api._predict import stored_pictures
from netwright.api._run import Run
from netwright.artefacts import read_tensors, write_tensors
from netwright.contracts import Examples
from netwright.errors import DamageError, DataError, SettingError
from netwright.tasks import Verification
from netwright.training import outputs

FORMAT = 1
KEYS = {"format", "model", "names", "embeddings"}
INDEX = "gallery.json"
FILE = re.compile(r"embeddings-[0-9a-f]{12}\.safetensors")
LONGEST = 200  # letters of a name
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


class Gallery:
    """The people a run knows by name.

    Args:
        run: a finished run of verification, or its folder.
        folder: where the gallery lies, or will; None for ``RUN.gallery`` beside the run.

    Raises:
        SettingError: if the run is of another task.
        DamageError: if there is a gallery that cannot be read, or that of another model.
    """

    def __init__(self, run: Run | str | Path, folder: str | Path | None = None) -> None:
        self.run = run if isinstance(run, Run) else Run(run)
        self.task = verifying(self.run)
        beside = self.run.path.with_name(f"{self.run.path.name}.gallery")
        self.folder = beside if folder is None else Path(folder)
        self._model = store.digest(self.run.path / "model" / "model.safetensors")
        self.known = self._read()

    @property
    def names(self) -> dict[str, int]:
        """Name -> how many pictures."""
        return self.known.counts()

    def add(self, name: str, *inputs: object) -> int:
        """Put pictures of somebody into the gallery; it is saved before this returns.

        Args:
            name: of a person, new or known already.
            *inputs: pictures as paths, folders, bytes or arrays.

        Returns:
            How many pictures of them there are now.

        Raises:
            SettingError: if the name cannot be one.
            DataError: if an input cannot be used, naming it, or there is none.
            StorageError: if the gallery cannot be written.
        """
        _expect_name(name)
        _, embeddings = embedded(self.run, inputs)
        with self._held():
            self.known = self._read().add(name, embeddings)
            self._write()
        return self.known.names.count(name)

    def remove(self, name: str) -> int:
        """Take somebody out of the gallery; it is saved before this returns.

        Args:
            name: of a person who is known.

        Returns:
            How many pictures of them there were.

        Raises:
            SettingError: if nobody is known by this name.
            StorageError: if the gallery cannot be written.
        """
        with self._held():
            before = self._read()
            count = before.names.count(name)
            if not count:
                known = ", ".join(list(before.counts())[:10]) or "nobody"
                raise SettingError("name", name, wanted=f"one that is known: {known}")
            self.known = before.remove(name)
            self._write()
        return count

    def who(self, *inputs: object, most: int = 3) -> list[dict[str, object]]:
        """Say who is on each picture.

        Args:
            *inputs: pictures as paths, folders, bytes or arrays.
            most: names that are listed for each, 1 or more.

        Returns:
            For each picture its "input", "who": a name, or "unknown" where nobody is alike enough,
            the "probability", "score" and "threshold" of the most alike, and "alike": the nearest
            names with their scores.

        Raises:
            DataError: if nobody is known yet, an input cannot be used, or there is none.
        """
        if not self.known.names:
            raise DataError(
                f"{self.folder} must know somebody; got an empty gallery",
                hint="add pictures under a name first",
            )
        names, embeddings = embedded(self.run, inputs)
        return [
            {"input": name, **self._nearest(row, most)}
            for name, row in zip(names, embeddings, strict=True)
        ]

    def _nearest(self, row: Floats, most: int) -> dict[str, object]:
        scores = self.task.scores(self.known.embeddings, row[None])
        best: dict[str, float] = {}
        for name, score in zip(self.known.names, scores.tolist(), strict=True):
            best[name] = max(score, best.get(name, score))
        ranked = sorted(best.items(), key=lambda item: -item[1])
        answer = self.task.answer(ranked[0][1])
        return {
            "who": ranked[0][0] if answer.pop("same") else "unknown",
            **answer,
            "alike": dict(ranked[:most]),
        }

    def _held(self) -> AbstractContextManager[None]:
        """One process at a time changes it."""
        self.folder.mkdir(parents=True, exist_ok=True)
        return store.locked(self.folder)

    def _read(self) -> Known:
        if not (self.folder / INDEX).exists():
            return Known((), np.empty((0, 0), dtype=np.float32))
        facts = store.read_json(self.folder / INDEX)
        if not isinstance(facts, dict) or set(facts) != KEYS or facts["format"] != FORMAT:
            raise DamageError(f"{self.folder} must hold a gallery of format {FORMAT}; got another")
        if facts["model"] != self._model:
            raise DamageError(
                f"{self.folder} must be a gallery of this run's model; got that of another",
                hint="a gallery belongs to one model: make one for this run",
            )
        names, file = facts["names"], str(facts["embeddings"])
        rows = torch.empty(0)
        if FILE.fullmatch(file):  # a name of ours, never a path
            rows = read_tensors(self.folder / file).get("embeddings", rows)
        fits = isinstance(names, list) and all(isinstance(name, str) for name in names)
        if not fits or rows.dim() != 2 or rows.dtype != torch.float32 or len(rows) != len(names):
            raise DamageError(f"{self.folder} must hold a name for each embedding; got others")
        return Known(tuple(names), rows.numpy())

    def _write(self) -> None:
        """The embeddings under a new name, then the index that names them: killed, either holds."""
        rows = torch.from_numpy(np.ascontiguousarray(self.known.embeddings))
        facts: dict[str, Any] = {"format": FORMAT, "model": self._model}
        facts["names"] = list(self.known.names)
        content = hashlib.sha256(rows.numpy().tobytes()).hexdigest()
        facts["embeddings"] = f"embeddings-{content[:12]}.safetensors"
        write_tensors(self.folder / facts["embeddings"], {"embeddings": rows})
        store.write_json(self.folder / INDEX, facts)
        for other in sorted(self.folder.glob("embeddings-*.safetensors")):
            if other.name != facts["embeddings"]:
                other.unlink()


def same_person(run: Run | str | Path, one: object, other: object) -> dict[str, object]:
    """Say whether two pictures show the same person.

    Args:
        run: a finished run of verification, or its folder.
        one: a picture: a path, bytes or an array.
        other: another.

    Returns:
        "same", its "probability" (where both are as likely beforehand), "score", "threshold".

    Raises:
        SettingError: if the run is of another task.
        DataError: if one of the two cannot be used, or is not one picture.
    """
    run = run if isinstance(run, Run) else Run(run)
    task = verifying(run)
    _, embeddings = embedded(run, (one, other))
    if len(embeddings) != 2:
        raise DataError(f"inputs must be two pictures; got {len(embeddings)}")
    score = task.scores(embeddings[:1], embeddings[1:])[0]
    return task.answer(float(score))


def verifying(run: Run) -> Verification:
    """The task of a run of verification.

    Args:
        run: finished.

    Returns:
        Its task.

    Raises:
        SettingError: if it is another one.
    """
    task = run.model.task
    if not isinstance(task, Verification):
        raise SettingError("run", str(run.path), wanted=f"one of verification, not of {task.name}")
    return task


def embedded(run: Run, inputs: Sequence[object]) -> tuple[list[str], Floats]:
    """Embeddings of pictures.

    Args:
        run: of verification.
        inputs: pictures as paths, folders, bytes or arrays.

    Returns:
        A name for each picture, and float32 (n, d).

    Raises:
        DataError: if an input cannot be used, naming it, or there is no picture.
    """
    names, arrays = stored_pictures(run.model, inputs)
    if not names:
        raise DataError("inputs must hold a picture; got none")
    rows = np.arange(len(names), dtype=np.int64)
    examples = Examples(arrays, {"all": rows})
    found, _ = outputs(run.model.network, run.model.task, examples, rows)
    return names, found.astype(np.float32)


def _expect_name(name: str) -> None:
    if not name.strip() or not name.isprintable() or len(name) > LONGEST or name == "unknown":
        wanted = f"a printable name of 1 to {LONGEST} letters, and not unknown"
        raise SettingError("name", name, wanted=wanted)
