"""Is a run what its manifest says; and does training it again give the same bytes."""

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from netwright import store
from netwright.api._paths import expect_run
from netwright.api._planning import schedule_from
from netwright.api._prepare import prepare
from netwright.api._prepared import Asked, Listeners, Watch, quiet
from netwright.api._run import VERDICT, Run
from netwright.api._train import train_prepared
from netwright.artefacts import (
    CHECKPOINTS,
    HISTORY,
    differences,
    environment,
    is_finished,
    list_checkpoints,
)
from netwright.errors import DamageError
from netwright.store import Damage

SAME = ("recipe.toml", "data.json", "plan.json", HISTORY, "model/model.json", VERDICT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """What was found.

    Args:
        run: the run folder.
        finished: whether it has been closed by its manifest.
        damages: files that are not as they were written; empty where all is well.
    """

    run: Path
    finished: bool
    damages: tuple[Damage, ...]


def verify(run: str | Path) -> Verified:
    """Compare every file of a run with its manifest; an unfinished run has one a checkpoint.

    Args:
        run: the run folder.

    Returns:
        The files that do not agree.

    Raises:
        SettingError: if it is no run folder.
    """
    folder = expect_run(run)
    if is_finished(folder):
        return Verified(run=folder, finished=True, damages=_of(folder, ""))
    found: list[Damage] = []
    for checkpoint in list_checkpoints(folder):
        found += _of(checkpoint, f"{CHECKPOINTS}/{checkpoint.name}/")
    return Verified(run=folder, finished=False, damages=tuple(found))


def _of(folder: Path, prefix: str) -> tuple[Damage, ...]:
    try:
        return tuple(Damage(prefix + d.path, d.problem) for d in store.damages(folder))
    except (DamageError, OSError):
        return (Damage(f"{prefix}manifest.json", "changed"),)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reproduced:
    """What training again gave.

    Args:
        run: the run folder.
        identical: whether weights, optimiser, running means, history and model agree to the byte.
        difference: the first thing that does not; empty where all does.
        because: what differs in machine and versions, one sentence each.
    """

    run: Path
    identical: bool
    difference: str
    because: tuple[str, ...]


def reproduce(run: str | Path, *, watch: Watch | None = None) -> Reproduced:
    """Train a run again with its recipe, its plan and its data, and compare the bytes.

    Args:
        run: a finished run.
        watch: told where the training is.

    Returns:
        Identical, or the first difference.

    Raises:
        SettingError: if it is no finished run.
        DataError: if the data cannot be used any more.
    """
    first = Run(run)
    facts = store.read_json(first.path / "data.json")
    schedule = schedule_from(store.read_json(first.path / "plan.json"))
    now = environment(device=schedule.plan.device, threads=schedule.plan.chosen.threads)
    then = store.read_json(first.path / "environment.json")
    because = tuple(differences(then, now))
    prepared = prepare(Asked.again(facts, first.recipe), quiet)
    difference = _first_changed(facts, prepared.data)
    if difference:  # other data cannot give the same bytes
        return Reproduced(run=first.path, identical=False, difference=difference, because=because)
    with tempfile.TemporaryDirectory(prefix="netwright-") as place:
        second = train_prepared(Path(place), prepared, schedule, Listeners(watch=watch), seconds={})
        difference = _first_difference(first.path, second)
    return Reproduced(
        run=first.path, identical=not difference, difference=difference, because=because
    )


def _first_changed(then: Mapping[str, Any], now: Mapping[str, Any]) -> str:
    changed = [name for name in then if then[name] != now.get(name)]
    changed.sort(key=lambda name: name != "digest")  # the cause before what follows from it
    return f"the data: {changed[0]}" if changed else ""


def _first_difference(first: Path, second: Path) -> str:
    for name in (*SAME, *_weights(first)):
        other = second / name
        if name == VERDICT and not (first / name).is_file():
            continue  # a run made before there were verdicts
        if not other.is_file() or store.digest(first / name) != store.digest(other):
            return name
    return ""


def _weights(run: Path) -> list[str]:
    last = list_checkpoints(run)[-1]
    files = sorted(last.glob("*.safetensors"))
    return [str(f.relative_to(run)) for f in files] + ["model/model.safetensors"]
