"""Improve: try what the coach advises on a finished run, and keep what is measured to help.

    run --diagnose--> causes --actions--> remedies, ranked --experiments--> those that are kept
        --train--> the last run, an ordinary one; test is looked at once, for it and for the first

The last run's report shows what was tried; where nothing helped the first run is left as it is.

Every try is a pair of trainings and more, with equal seeds and equal splits, judged on val
(``experiments._keeping`` says how much better is better). The folder of the search lies beside the
run; a search that was stopped or killed goes on from there with the same command, and repeats no
training that is finished.

Cost: the minutes given, for all trainings together; what is asked of the coach is counted.
"""

import json
import math
import time
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from netwright import store
from netwright.actions import REMEDIES, ranked
from netwright.api._compare import compare
from netwright.api._improve_folder import (
    Begun,
    folder_of,
    manifest_of,
    read_begun,
    read_result,
    write_begun,
    write_result,
)
from netwright.api._improve_known import causes_of, known_of
from netwright.api._improve_shown import IMPROVED, improved_facts
from netwright.api._improve_trials import Trials
from netwright.api._planning import make_schedule
from netwright.api._prepared import Listeners, Prepared, Say, Watch, quiet
from netwright.api._run import Run
from netwright.api._train import resume, train_prepared
from netwright.artefacts import is_run
from netwright.errors import SettingError, StoppedError
from netwright.experiments import TIME_UP, Found, Journal, Question, least_seconds, search
from netwright.recipe import changes, to_toml
from netwright.training import Stop, stop_on_signals

FORKS = 10.0  # seconds, at most
SHARE = 0.1  # of the minutes, at most, that the forks of the coach may take
RECIPE = "recipe.toml"


class Improved(Run):
    """The run that an ``improve`` ended with: the first one again, where nothing helped.

    Args:
        folder: of the search, with its journals.
        result: how it ended, as plain values.
    """

    def __init__(self, folder: Path, result: Mapping[str, Any]) -> None:
        super().__init__(result["run"])
        self.folder = folder
        self.result = result

    @property
    def journal(self) -> Path:
        """What was tried, for reading."""
        return self.folder / "journal.md"


def improve(
    run: str | Path | Run,
    minutes: float = 10.0,
    *,
    out: str | Path | None = None,
    seed: int = 0,
    human: float | None = None,
    say: Say = quiet,
    watch: Watch | None = None,
) -> Improved:
    """Try remedies on a finished run and keep what helps; go on with a search that was stopped.

    Args:
        run: a finished run, or its folder.
        minutes: for everything, counted in seconds of finished trainings.
        out: the folder in which the search's folder and the last run are made; None for beside
            the run.
        seed: of the seeds of the trainings; another one is another search.
        human: the error of good people, from 0 to 1; None for unknown.
        say: told what is decided, a line at a time.
        watch: told where a training is.

    Returns:
        The last run, and how the search ended.

    Raises:
        SettingError: if the run is not finished or has no val rows, or the minutes are too few.
        DataError: if the data are not there or have changed since the run.
        StoppedError: if a signal came; the same command goes on.
    """
    first = run if isinstance(run, Run) else Run(run)
    _check(first, minutes)
    folder = folder_of(first, out, seed)
    listeners = Listeners(say=say, watch=watch)
    with stop_on_signals() as stop:
        try:
            if not folder.exists():
                write_begun(folder, _begin(first, minutes, seed=seed, human=human, stop=stop))
            with store.locked(folder):
                return _go_on(folder, first, minutes, listeners, stop)
        except StoppedError as error:
            raise StoppedError(
                error.signal_number,
                f"stopped; finished trainings are kept in {folder}, and the same command goes on",
            ) from error


def _check(first: Run, minutes: float) -> None:
    if not (isinstance(minutes, int | float) and 0 < minutes < math.inf):
        raise SettingError("minutes", minutes, wanted="a number of minutes above 0")
    if "val" not in first.measures:
        raise SettingError(
            "run",
            str(first.path),
            wanted="one with val rows, by which remedies are chosen",
            hint="train again with --set val_share=0.15",
        )
    least = least_seconds(_seconds(first)) / (1 - SHARE) / 60
    if minutes < least:
        raise SettingError(
            "minutes",
            minutes,
            wanted=f"{least:.2g} or more, for three pairs of trainings and the last one",
            hint="a gain in fewer pairs cannot be told from chance",
        )


def _seconds(run: Run) -> float:
    """Seconds that the run trained, without its plan."""
    return max(0.0, run.seconds.get("train", 0.0) - run.seconds.get("plan", 0.0))


def _begin(first: Run, minutes: float, *, seed: int, human: float | None, stop: Stop) -> Begun:
    """Ask the coach, and look at the data."""
    began = time.perf_counter()
    prepared = Trials(first, stop, None).prepared(first.recipe)
    known = known_of(first, prepared)
    forks = min(FORKS, SHARE * 60 * minutes)
    causes = causes_of(first, human=human, seconds=forks)
    return Begun(
        run=str(first.path),
        manifest=manifest_of(first),
        seed=seed,
        seconds=time.perf_counter() - began,
        causes=causes,
        known=known,
    )


def _go_on(folder: Path, first: Run, minutes: float, listeners: Listeners, stop: Stop) -> Improved:
    begun, ended = read_begun(folder, first), read_result(folder)
    if ended and (ended["why"] != TIME_UP or minutes <= ended["minutes"]):
        listeners.say(f"{folder} is finished; nothing was done")
        return Improved(folder, ended)
    store.sweep(folder)
    recipe, trials, journal = first.recipe, Trials(first, stop, listeners.watch), Journal(folder)
    trials.prepared(recipe)  # refuses data that have changed before anything is told
    head = _head(first, begun)
    if not journal.finished:
        listeners.say(head.replace("\n\n", "\n"))
    question = Question(
        remedies=ranked(REMEDIES, recipe, begun.known, begun.causes),
        known=begun.known,
        causes=begun.causes,
        best=first.model.task.goal.best,
        seconds=60 * minutes - begun.seconds,
        each=_seconds(first),
        seed=begun.seed,
        train=trials,
        head=head,
        say=listeners.say,
    )
    found = search(recipe, question, journal)
    last = first
    if found.kept:
        facts = improved_facts(first.path, found.tries)
        last = _last(folder.parent, trials.prepared(found.recipe), facts, listeners)
    result = _result(first, last, found, minutes)
    journal.write(found.tries, head=head, end=_end(result))
    write_result(folder, result)
    return Improved(folder, result)


def _last(out: Path, prepared: Prepared, facts: Mapping[str, object], listeners: Listeners) -> Run:
    """The run of the last recipe: one that was begun and not finished, or a new one."""
    for entry in sorted(out.iterdir()):
        if is_run(entry) and _is_of(entry, prepared, facts):
            return resume(entry, say=listeners.say, watch=listeners.watch)
    schedule = make_schedule(prepared, listeners.say)
    beside = {IMPROVED: facts}
    return Run(train_prepared(out, prepared, schedule, listeners, seconds={}, beside=beside))


def _is_of(entry: Path, prepared: Prepared, facts: Mapping[str, object]) -> bool:
    """Whether a run has this recipe, origins included, these data, and these tries behind it."""
    same = (entry / RECIPE).read_text(encoding="utf-8") == to_toml(prepared.recipe)
    if not same or not (entry / IMPROVED).is_file():
        return False
    data = store.read_json(entry / "data.json")
    same = all(data.get(n) == prepared.data.get(n) for n in ("data", "digest", "held_out"))
    return same and store.read_json(entry / IMPROVED) == json.loads(json.dumps(facts))


def _result(first: Run, last: Run, found: Found, minutes: float) -> dict[str, Any]:
    """How a search ended; here alone test is looked at, once, and only if something was kept."""
    pair = None
    if found.kept:
        paired = compare(first.path, last.path).paired
        pair = {
            "rows": paired.rows,
            "difference": paired.difference,
            "standard_error": paired.standard_error,
            "better": {"first": "first", "second": "last"}.get(paired.better, paired.better),
        }
    return {
        "run": str(last.path),
        "first": str(first.path),
        "kept": list(found.kept),
        "why": found.why,
        "goal": {"first": first.goal, "last": last.goal},
        "paired": pair,
        "changed": changes(first.recipe.settings, last.recipe.settings),
        "tries": [asdict(tried) for tried in found.tries],
        "untried": list(found.untried),
        "seconds": found.seconds,
        "minutes": minutes,
    }


def _head(first: Run, begun: Begun) -> str:
    causes = begun.causes
    goal = first.model.task.goal
    named = ", ".join(filter(None, (causes.first, *causes.others))) or "none"
    errors = ", ".join(causes.strategy) or "none"
    return (
        f"# What was tried to improve {first.path.name}\n\n"
        f"Causes the coach names in the training: {named}; in the errors: {errors}.\n\n"
        f"Each remedy is trained against the unchanged recipe with equal seeds and splits. It is "
        f"kept if {goal.measure} on val is better by more than chance allows in 1 of 100 remedies "
        f"that change nothing: a paired t-test after 3, 4, 6 and 8 pairs, at 0.3 % each."
    )


def _end(result: Mapping[str, Any]) -> str:
    goals = result["goal"]
    kept = ", ".join(result["kept"]) or "nothing"
    first, last = goals["first"], goals["last"]
    lines = [
        "## End",
        "",
        f"- ended: {result['why']}, after {result['seconds']:.0f} s of training",
        f"- kept: {kept}",
        f"- {first['split']} {first['measure']}, looked at once: {first['value']:.4f} -> "
        f"{last['value']:.4f}",
        f"- last run: {result['run']}"
        + ("" if result["kept"] else ", the first one, whose report is as it was"),
    ]
    if result["untried"]:
        lines.append(f"- not tried for want of time: {', '.join(result['untried'])}")
    return "\n".join(lines)
