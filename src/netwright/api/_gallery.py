"""A gallery: the people a model of verification knows by name, without being trained again.

    pictures --the model--> embeddings --add--> gallery/  names and numbers, nothing else
    a picture ------------> embedding --who---> a name, or nobody known

One picture of a person is enough. ``_known_people`` says what lies on disk.
"""

from contextlib import AbstractContextManager
from pathlib import Path

from netwright import store
from netwright.api._known_people import folder_beside, model_digest, read_known, write_known
from netwright.api._people_answers import MOST, embedded, who_answers
from netwright.api._run import Run
from netwright.errors import DataError, SettingError
from netwright.tasks import Verification

LONGEST = 200  # letters of a name


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
        self.folder = folder_beside(self.run.path) if folder is None else Path(folder)
        self._model = model_digest(self.run.path)
        self.known = read_known(self.folder, self._model)

    @property
    def names(self) -> dict[str, int]:
        """Name -> how many pictures."""
        return self.known.counts()

    def summary(self) -> dict[str, object]:
        """What ``netwright gallery --json`` prints."""
        return {"run": str(self.run.path), "gallery": str(self.folder), "people": self.names}

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
        _, embeddings = embedded(self.run.model, inputs)
        with self._held():
            self.known = read_known(self.folder, self._model).add(name, embeddings)
            write_known(self.folder, self._model, self.known)
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
        self._expect_known(name)
        with self._held():
            before = read_known(self.folder, self._model)
            self.known = before.remove(name)
            write_known(self.folder, self._model, self.known)
        return before.names.count(name)

    def who(self, *inputs: object, most: int = MOST) -> list[dict[str, object]]:
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
        names, rows = embedded(self.run.model, inputs)
        return who_answers(self.task, self.folder, self.known, names, rows, most=most)

    def _expect_known(self, name: str) -> None:
        """Before anything is made on disk: a slip of the keys leaves no empty gallery behind."""
        counts = read_known(self.folder, self._model).counts()
        if name not in counts:
            known = ", ".join(list(counts)[:10]) or "nobody"
            raise SettingError("name", name, wanted=f"one that is known: {known}")

    def _held(self) -> AbstractContextManager[None]:
        """One process at a time changes it."""
        self.folder.mkdir(parents=True, exist_ok=True)
        return store.locked(self.folder)


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
    _, embeddings = embedded(run.model, (one, other))
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


def _expect_name(name: str) -> None:
    if not name.strip() or not name.isprintable() or len(name) > LONGEST or name == "unknown":
        wanted = f"a printable name of 1 to {LONGEST} letters, and not unknown"
        raise SettingError("name", name, wanted=wanted)
