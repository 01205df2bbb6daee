"""The folder of an ``improve``: what it began with, its journals, how it ended.

<runs>/<run>-improve/
  improve.json     the run, by the hash of its manifest; the coach's causes; what is known
  trials.jsonl     every finished training; a stopped search goes on from these
  journal.jsonl    every remedy that was tried, one a line
  journal.md       the same for reading
  result.json      at the end
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from netwright import store
from netwright.actions import Causes, Known
from netwright.api._run import Run
from netwright.errors import DamageError, DataError

BEGUN, RESULT = "improve.json", "result.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """What a search began with.

    Args:
        run: the run folder, as it was named.
        manifest: SHA-256 of its manifest.
        seed: of the trainings' seeds.
        seconds: that finding causes and facts took.
        causes: that the coach named.
        known: of the data.
    """

    run: str
    manifest: str
    seed: int
    seconds: float
    causes: Causes
    known: Known


def folder_of(run: Run, out: str | Path | None, seed: int) -> Path:
    """Where a search for a run lies: beside it, or in ``out``."""
    name = f"{run.path.name}-improve" + (f"-seed{seed}" if seed else "")
    return (run.path.parent if out is None else Path(out)) / name


def manifest_of(run: Run) -> str:
    """What says whether a run is still the same."""
    return store.digest(run.path / "manifest.json")


def write_begun(folder: Path, begun: Begun) -> None:
    """Make the folder."""
    with store.staged(folder) as temporary:
        store.write_json(temporary / BEGUN, asdict(begun))


def read_begun(folder: Path, run: Run) -> Begun:
    """Read what a search began with.

    Args:
        folder: of the search.
        run: that is to be improved.

    Returns:
        What ``write_begun`` wrote.

    Raises:
        DataError: if the search was for another run, or the run has changed since.
        DamageError: if the file holds something else.
    """
    values: Any = store.read_json(folder / BEGUN)
    try:
        causes, known = values["causes"], values["known"]
        begun = Begun(
            run=str(values["run"]),
            manifest=str(values["manifest"]),
            seed=int(values["seed"]),
            seconds=float(values["seconds"]),
            causes=Causes(
                first=str(causes["first"]),
                others=tuple(map(str, causes["others"])),
                strategy=tuple(map(str, causes["strategy"])),
            ),
            known=Known(**known),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise DamageError(
            f"{folder / BEGUN} must hold what the search began with; got {error!r}"
        ) from error
    if begun.manifest != manifest_of(run):
        raise DataError(
            f"{run.path} must be the run that {folder} began with; got another",
            hint="give another --out, or move that folder away",
        )
    return begun


def read_result(folder: Path) -> Mapping[str, Any] | None:
    """How a search ended; None if it has not."""
    if not (folder / RESULT).is_file():
        return None
    result = store.read_json(folder / RESULT)
    if not isinstance(result, dict) or not {"run", "why", "minutes"} <= result.keys():
        raise DamageError(f"{folder / RESULT} must hold how the search ended; got something else")
    return result


def write_result(folder: Path, result: Mapping[str, Any]) -> None:
    """Close a search."""
    store.write_json(folder / RESULT, dict(result))
