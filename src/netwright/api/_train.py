"""Train: from what the user asked for to a finished run folder; and go on where one was stopped."""

import time
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from netwright import store
from netwright.api._board import overview
from netwright.api._calibrated import recorded
from netwright.api._checks import check_user_settings
from netwright.api._finish import Ended, finish
from netwright.api._paths import expect_run
from netwright.api._planning import Schedule, expect_compiler, make_schedule, schedule_from
from netwright.api._prepare import prepare, prepared_again
from netwright.api._prepared import (
    Asked,
    Listeners,
    Prepared,
    Say,
    Watch,
    data_name,
    quiet,
)
from netwright.api._run import Run
from netwright.api._score import score
from netwright.api._transfer import whole_weights
from netwright.artefacts import (
    CHECKPOINTS,
    RunFolder,
    best_checkpoint,
    differences,
    environment,
    has_tensorboard,
    is_finished,
    newest_checkpoint,
)
from netwright.errors import StoppedError
from netwright.recipe import from_toml, to_toml
from netwright.training import (
    Checkpoint,
    Fitted,
    Stop,
    Trainer,
    choose_device,
    kept_weights,
    stop_on_signals,
    use_threads,
)

CHECKPOINTS_AT_ONCE = 5  # two kept, the best, one being written, the model
TEXTS = 8 * 2**20  # bytes for history, report and the other texts of a run


def train(
    data: str | Path,
    *,
    out: str | Path = "runs",
    test: str | Path | None = None,
    say: Say = quiet,
    watch: Watch | None = None,
    **settings: Any,  # noqa: ANN401  each is checked against the recipe
) -> Run:
    """Train a network on data as they lie.

    Args:
        data: a path, ``digits``, or the name of a set that was fetched.
        out: the folder in which the run's folder is made.
        test: for tables, a file whose rows only score.
        say: told what is found and done, a line at a time.
        watch: told where the training is, a few times a second.
        **settings: any setting of ``netwright.recipe.Settings``, such as ``target="price"``,
            ``model="mlp"``, ``minutes=5``, ``seed=1``.

    Returns:
        The finished run.

    Raises:
        RecipeError: naming every setting that cannot work, before anything is read.
        DataError: if the data cannot be used.
        StoppedError: if a signal came; the run can be resumed.
    """
    listeners = Listeners(say=say, watch=watch)
    user = {name: value for name, value in settings.items() if value is not None}
    check_user_settings(user)
    asked = Asked(data=str(data), test=None if test is None else str(test), user=user)
    with stop_on_signals() as stop:
        try:
            began = time.perf_counter()
            prepared = prepare(asked, say)
            seconds = {"prepare": time.perf_counter() - began}
            began = time.perf_counter()
            schedule = make_schedule(prepared, say)
            seconds["plan"] = time.perf_counter() - began
            folder = _new_run(Path(out), prepared, schedule, {})
        except StoppedError as error:
            said = "stopped before the first checkpoint; nothing is left behind"
            raise StoppedError(error.signal_number, said) from error
        say(f"run: {folder}")
        with store.locked(folder):
            _go_on(folder, prepared, schedule, listeners, stop, began, seconds)
    return Run(folder)


def train_prepared(
    out: Path,
    prepared: Prepared,
    schedule: Schedule,
    listeners: Listeners,
    seconds: dict[str, float],
    beside: Mapping[str, object] | None = None,
) -> Path:
    """Train what is prepared already, by a schedule that is fixed already.

    Args:
        out: the folder in which the run's folder is made.
        prepared: task, examples, recipe.
        schedule: plan and steps.
        listeners: who is told what.
        seconds: what preparing took, by part.
        beside: file -> plain values that the run keeps beside its settings; None for nothing.

    Returns:
        The finished run's folder.

    Raises:
        StoppedError: if a signal came; the run can be resumed.
    """
    with stop_on_signals() as stop:
        began = time.perf_counter()
        folder = _new_run(out, prepared, schedule, beside or {})
        with store.locked(folder):
            _go_on(folder, prepared, schedule, listeners, stop, began, seconds)
    return folder


def resume(run: str | Path, *, say: Say = quiet, watch: Watch | None = None) -> Run:
    """Go on with a run that was stopped or killed; a finished one is returned unchanged.

    Args:
        run: the run folder.
        say: told what is found and done, a line at a time.
        watch: told where the training is, a few times a second.

    Returns:
        The finished run, byte-identical to one that was never stopped.

    Raises:
        SettingError: if ``run`` is no run folder.
        DataError: if the data have changed since.
        DamageError: if no checkpoint is whole.
        StoppedError: if a signal came; the run can be resumed again.
    """
    folder = expect_run(run)
    if is_finished(folder):
        say(f"{folder} is finished; nothing was done")
        return Run(folder)
    with stop_on_signals() as stop, store.locked(folder):
        store.sweep(folder)
        store.sweep(folder / CHECKPOINTS)
        began = time.perf_counter()
        facts = store.read_json(folder / "data.json")
        recipe = from_toml((folder / "recipe.toml").read_text(encoding="utf-8"))
        prepared = prepared_again(facts, recipe)
        schedule = schedule_from(store.read_json(folder / "plan.json"))
        seconds = {"prepare": time.perf_counter() - began}
        listeners = Listeners(say=say, watch=watch)
        _go_on(folder, prepared, schedule, listeners, stop, time.perf_counter(), seconds)
    return Run(folder)


def _new_run(
    out: Path, prepared: Prepared, schedule: Schedule, beside: Mapping[str, object]
) -> Path:
    settings, learned = prepared.recipe.settings, prepared.learned
    model_name = settings.model.replace(":", "-")  # a colon is no letter of a file on every system
    name = f"{date.today():%Y-%m-%d}-{data_name(prepared.data['data'])}-{model_name}"
    use_threads(schedule.plan.chosen)
    model = learned.task.model()
    copies = 3 + bool(settings.ema) + bool(settings.lookahead)  # of the weights, in a checkpoint
    size = 4 * sum(p.numel() for p in model.parameters()) * copies
    store.require_space(out, CHECKPOINTS_AT_ONCE * size + TEXTS, purpose="the run")
    with store.new_folder(out, name) as new:
        folder = new.temporary
        store.write_text(folder / "recipe.toml", to_toml(prepared.recipe))
        store.write_json(folder / "data.json", dict(prepared.data))
        store.write_json(folder / "plan.json", schedule.to_dict())
        store.write_json(folder / "environment.json", _environment(schedule) | recorded())
        for file, values in beside.items():
            store.write_json(folder / file, values)
        (folder / CHECKPOINTS).mkdir()
        recorder = RunFolder(folder)
        trainer = _trainer(prepared, schedule, recorder, Stop(), None)
        trainer.begin(learned.begin)
        trainer.save()
        recorder.close()
    return new.path


def _trainer(
    prepared: Prepared,
    schedule: Schedule,
    recorder: RunFolder,
    stop: Stop,
    watch: Watch | None,
) -> Trainer:
    learned = prepared.learned
    return Trainer(
        task=learned.task,
        examples=learned.examples,
        settings=learned.settings,
        plan=schedule.plan,
        steps=schedule.steps,
        recorder=recorder,
        stop=stop,
        watch=watch,
    )


def _go_on(
    folder: Path,
    prepared: Prepared,
    schedule: Schedule,
    listeners: Listeners,
    stop: Stop,
    began: float,
    seconds: dict[str, float],
) -> None:
    try:
        choose_device(schedule.plan.device)  # sets what equal bits need, or says it is not there
        expect_compiler(schedule.plan)
        with stop.deferred():
            fitted, recorder = _train_on(folder, prepared, schedule, listeners, stop)
        seconds["train"] = time.perf_counter() - began
        began = time.perf_counter()
        if fitted.stopped:
            listeners.say(fitted.stopped)
        best, said = best_checkpoint(folder, fitted.best_step, newest_checkpoint(folder))
        if said:
            listeners.say(said)
        weights = whole_weights(prepared, kept_weights(best.tensors))
        scored = score(prepared, weights)
        seconds["evaluate"] = time.perf_counter() - began
        recorder.timing({"seconds": seconds})
        recorder.close(finished=True, failed=fitted.failed)
        ended = Ended(
            steps=fitted.steps, best_step=best.step, stopped=fitted.stopped, seconds=seconds
        )
        finish(folder, prepared, weights, scored, ended)
    except StoppedError as error:
        raise StoppedError(
            error.signal_number, f"{error}; go on with: netwright train --resume {folder}"
        ) from error


def _train_on(
    folder: Path, prepared: Prepared, schedule: Schedule, listeners: Listeners, stop: Stop
) -> tuple[Fitted, RunFolder]:
    """Restore the newest whole checkpoint and train to the end."""
    stored = newest_checkpoint(folder)
    for name in stored.passed:
        listeners.say(f"checkpoint {name} is damaged; going on from step {stored.step}")
        store.discard(folder / CHECKPOINTS / name)  # it would count as one of the newest
    _stamp(folder, schedule, stored.step, listeners.say)
    board = prepared.recipe.settings.tensorboard and has_tensorboard()
    recorder = RunFolder(folder, history=stored.history, step=stored.step, tensorboard=board)
    if board and stored.step == 0:
        recorder.overview(overview(prepared))
    trainer = _trainer(prepared, schedule, recorder, stop, listeners.watch)
    trainer.restore(Checkpoint(tensors=stored.tensors, state=stored.state))
    try:
        return trainer.run(), recorder
    except BaseException:
        recorder.close()
        raise


def _environment(schedule: Schedule) -> dict[str, str]:
    return environment(device=schedule.plan.device, threads=schedule.plan.chosen.threads)


def _stamp(folder: Path, schedule: Schedule, step: int, say: Say) -> None:
    """Say, and keep, why a resumed run may not be bit-exact."""
    because = differences(store.read_json(folder / "environment.json"), _environment(schedule))
    if because:
        say(f"not bit-exact from step {step} on, because {'; '.join(because)}")
        with store.Log(folder / "stamps.jsonl") as stamps:
            stamps.add({"step": step, "not_bit_exact_because": because})
