"""A run on disk: made whole, grown by checkpoints, closed by its manifest.

    recipe.toml data.json plan.json environment.json      written before step 1
    history.jsonl timing.jsonl                            grow line by line
    checkpoints/step-00001234/  best -> step-...          appear by one rename each
    model/ report.html card.md                            written at the end
    manifest.json                                         last: a run that has one is finished

A checkpoint is a folder with its own manifest, and knows how long ``history.jsonl`` was; a
resume takes the newest whole one, says which it had to pass over, and cuts the history back.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from torch import Tensor

from netwright import store
from netwright.artefacts._tensorboard import Overview, TensorBoard
from netwright.artefacts._tensors import read_tensors, write_tensors
from netwright.errors import DamageError, StorageError

HISTORY, TIMING, CHECKPOINTS = "history.jsonl", "timing.jsonl", "checkpoints"
KEPT = 2  # newest checkpoints that stay, besides the best


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """A checkpoint read back.

    Args:
        step: steps done.
        tensors: groups of named tensors.
        state: as the loop gave it.
        history: bytes of the history that belong to it.
        passed: names of newer checkpoints that were damaged.
    """

    step: int
    tensors: Mapping[str, Mapping[str, Tensor]]
    state: Mapping[str, Any]
    history: int
    passed: tuple[str, ...] = ()


def is_run(path: Path) -> bool:
    """Whether ``path`` is a run folder."""
    return (path / "recipe.toml").is_file() and (path / CHECKPOINTS).is_dir()


def is_finished(path: Path) -> bool:
    """Whether the run in ``path`` has been closed by its manifest."""
    return (path / "manifest.json").is_file()


class RunFolder:
    """A ``contracts.Recorder`` that writes to a run folder through ``store``.

    Args:
        path: the folder; its settings are there already.
        history: bytes of the history to keep; None keeps all.
        step: steps done, 0 or more.
        tensorboard: also write TensorBoard's files.
    """

    def __init__(
        self, path: Path, *, history: int | None = None, step: int = 0, tensorboard: bool = False
    ) -> None:
        self.path = path
        self._history = store.Log(path / HISTORY, length=history)
        self._timing = store.Log(path / TIMING, sync=False)
        self._board = TensorBoard(path / "tensorboard", step=step) if tensorboard else None

    def history(self, line: Mapping[str, object]) -> None:
        """Keep one line of the history, synced."""
        self._history.add(line)
        if self._board:
            self._board.scalars(line)

    def timing(self, line: Mapping[str, object]) -> None:
        """Keep one line of clock times."""
        self._timing.add(line)

    @property
    def wants_tensors(self) -> bool:
        """Whether ``tensors`` does anything: where TensorBoard's files are written."""
        return self._board is not None

    def tensors(
        self, step: int, weights: Mapping[str, Tensor], gradients: Mapping[str, Tensor]
    ) -> None:
        """Show how weights and gradients are distributed; nothing of it survives elsewhere."""
        if self._board:
            self._board.histograms(step, weights, gradients)

    def overview(self, shown: Overview) -> None:
        """Show the network, pictures and settings in TensorBoard; meant once, at step 0."""
        if self._board:
            self._board.overview(shown)

    def checkpoint(
        self,
        step: int,
        tensors: Mapping[str, Mapping[str, Tensor]],
        state: Mapping[str, object],
        *,
        best: bool,
    ) -> None:
        """Keep a checkpoint, point ``best`` at it if it is, and let old ones go.

        Args:
            step: steps done.
            tensors: groups of named tensors.
            state: plain values; "best_step" says which other checkpoint must stay.
            best: whether this is the best one so far.

        Raises:
            StorageError: if the disk is full; the checkpoints before are intact.
        """
        folder = self.path / CHECKPOINTS
        name = checkpoint_name(step)
        store.discard(folder / name)
        with store.staged(folder / name) as temporary:
            for group, named in tensors.items():
                write_tensors(temporary / f"{group}.safetensors", named)
            facts = {"step": step, "state": dict(state), "history_bytes": self._history.length}
            store.write_json(temporary / "state.json", facts)
            store.write_manifest(temporary)
        if best:
            store.link(folder / "best", name)
        keep = {checkpoint_name(int(str(state.get("best_step", -1)))), name}
        for old in list_checkpoints(self.path)[:-KEPT]:
            if old.name not in keep:
                store.discard(old)

    def close(self, *, finished: bool = False, failed: bool = False) -> None:
        """Close the files.

        Args:
            finished: whether the training has come to its end.
            failed: whether numbers that were not finite ended it.
        """
        self._history.close()
        self._timing.close()
        if self._board:
            self._board.close(finished=finished, failed=failed)


def checkpoint_name(step: int) -> str:
    """The folder of a step's checkpoint."""
    return f"step-{step:08d}"


def list_checkpoints(run: Path) -> list[Path]:
    """The checkpoints of a run, oldest first."""
    return sorted((run / CHECKPOINTS).glob("step-*"))


def newest_checkpoint(run: Path) -> Stored:
    """Read the newest checkpoint that is whole.

    Args:
        run: the run folder.

    Returns:
        The checkpoint, and the names of the damaged ones that were passed over.

    Raises:
        DamageError: if none is whole.
    """
    passed: list[str] = []
    for path in reversed(list_checkpoints(run)):
        try:
            return read_checkpoint(path, passed=tuple(passed))
        except StorageError:
            passed.append(path.name)
    raise DamageError(
        f"{run} must hold a whole checkpoint; got {', '.join(passed) or 'none'}, all damaged",
        hint="train again: the recipe is in recipe.toml",
    )


def read_checkpoint(path: Path, *, passed: tuple[str, ...] = ()) -> Stored:
    """Read one checkpoint, every byte checked first.

    Args:
        path: its folder.
        passed: names of newer ones that were damaged.

    Returns:
        The checkpoint.

    Raises:
        DamageError: naming the first file that is not what its manifest says.
    """
    wrong = store.damages(path)
    if wrong:
        raise DamageError(f"{path} must be whole; got {wrong[0]}")
    facts = store.read_json(path / "state.json")
    kinds = {"step": int, "state": dict, "history_bytes": int}
    if not isinstance(facts, dict) or any(
        not isinstance(facts.get(name), kind) for name, kind in kinds.items()
    ):
        raise DamageError(f"{path / 'state.json'} must hold {', '.join(kinds)}; got others")
    groups = {f.stem: read_tensors(f) for f in sorted(path.glob("*.safetensors"))}
    return Stored(
        step=int(facts["step"]),
        tensors=groups,
        state=facts["state"],
        history=int(facts["history_bytes"]),
        passed=passed,
    )


def best_checkpoint(run: Path, step: int, last: Stored) -> tuple[Stored, str]:
    """The checkpoint whose weights are kept.

    Args:
        run: the run folder.
        step: of the best evaluation; below 0 where there was none.
        last: the newest whole checkpoint, for want of a better one.

    Returns:
        The checkpoint, and a sentence if it is not the one that was asked for.
    """
    if step < 0:
        return last, "no evaluation was reached: the weights of the last checkpoint are kept"
    try:
        return read_checkpoint(run / CHECKPOINTS / checkpoint_name(step)), ""
    except StorageError as error:
        said = f"the best checkpoint is damaged ({error}): the weights of step {last.step} are kept"
        return last, said
