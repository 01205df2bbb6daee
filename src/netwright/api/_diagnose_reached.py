"""What a run has reached: a finished one by its model, a running or killed one by its checkpoint.

    finished      model/, history.jsonl
    unfinished    the newest whole checkpoint, and the history up to its step; nothing is locked,
                  so a training that is still running is not disturbed

Cost: reading one checkpoint, every byte of it checked.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from torch import Tensor

from netwright import store
from netwright.api._paths import expect_run
from netwright.api._planning import schedule_from
from netwright.api._prepare import prepared_again
from netwright.api._prepared import Prepared
from netwright.api._run import Run
from netwright.api._transfer import whole_weights
from netwright.artefacts import HISTORY, Stored, is_finished, newest_checkpoint
from netwright.errors import DamageError
from netwright.recipe import from_toml
from netwright.training import kept_weights

AGAIN = 3  # a running training may let a checkpoint go while it is read


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """A run as far as it went.

    Args:
        path: its folder.
        prepared: task, examples, recipe.
        weights: of the whole network by name.
        history: the evaluations up to these weights.
        steps: updates done.
        planned: updates in all, as the schedule has them.
        accuracies: split -> accuracy; empty where there is none.
        majority: accuracy of the most frequent class on val; None where there is none.
        note: a sentence where the run is not finished; else empty.
    """

    path: Path
    prepared: Prepared
    weights: Mapping[str, Tensor]
    history: Sequence[Mapping[str, Any]]
    steps: int
    planned: int
    accuracies: Mapping[str, float]
    majority: float | None
    note: str = ""


def reached(run: str | Path) -> Reached:
    """Read a run, finished or not.

    Args:
        run: the run folder.

    Returns:
        What it has reached.

    Raises:
        SettingError: if it is no run folder.
        DataError: if the data have changed since.
        DamageError: if a file is not as training left it, or no checkpoint is whole.
    """
    folder = expect_run(run)
    if is_finished(folder):
        return _finished(Run(folder))
    facts = store.read_json(folder / "data.json")
    recipe = from_toml((folder / "recipe.toml").read_text(encoding="utf-8"))
    prepared = prepared_again(facts, recipe)
    stored = _newest(folder)
    history = [x for x in store.read_lines(folder / HISTORY) if x["step"] <= stored.step]
    wanted = schedule_from(store.read_json(folder / "plan.json")).steps
    return Reached(
        path=folder,
        prepared=prepared,
        weights=whole_weights(prepared, kept_weights(stored.tensors)),
        history=history,
        steps=stored.step,
        planned=wanted,
        accuracies=_last_accuracies(history),
        majority=_majority(prepared),
        note=f"not finished: judged by the checkpoint of step {stored.step:,} of {wanted:,}",
    )


def _finished(run: Run) -> Reached:
    facts = store.read_json(run.path / "data.json")
    prepared = prepared_again(facts, run.recipe)
    measures, about = run.measures, run.model.about
    return Reached(
        path=run.path,
        prepared=prepared,
        weights=run.model.network.state_dict(),
        history=run.history,
        steps=int(about["steps"]),
        planned=int(about["steps"]),
        accuracies={
            s: values["accuracy"] for s, values in measures.items() if "accuracy" in values
        },
        majority=about["trivial"].get("val", {}).get("accuracy"),
    )


def _newest(folder: Path) -> Stored:
    for _ in range(AGAIN - 1):
        try:
            return newest_checkpoint(folder)
        except (DamageError, OSError):
            continue
    return newest_checkpoint(folder)


def _last_accuracies(history: Sequence[Mapping[str, Any]]) -> dict[str, float]:
    last = history[-1] if history else {}
    pairs = ((split, last.get(f"{split}/accuracy")) for split in ("train", "train_dev", "val"))
    return {split: float(value) for split, value in pairs if value is not None}


def _majority(prepared: Prepared) -> float | None:
    task, examples = prepared.task, prepared.examples
    if task.goal.measure != "accuracy" or "val" not in examples.splits:
        return None
    train, val = (examples.take(examples.rows(name), task.targets) for name in ("train", "val"))
    return task.trivial(train, val)["accuracy"]
