"""``netwright train``."""

from pathlib import Path
from typing import Any

from netwright.cli._app import app
from netwright.cli._options import (
    Epochs,
    GroupBy,
    Json,
    Minutes,
    Model,
    OnDevice,
    Out,
    Plan,
    Quiet,
    Resume,
    Seed,
    Set,
    Spend,
    Target,
    Task,
    Test,
    TimeBy,
    settings_of,
)
from netwright.cli._output import Output
from netwright.cli._words import run_words
from netwright.errors import UsageError


@app.command
def train(
    data: str | None = None,
    /,
    *,
    task: Task = None,
    target: Target = None,
    test: Test = None,
    group: GroupBy = None,
    time: TimeBy = None,
    model: Model = None,
    preset: Spend = None,
    minutes: Minutes = None,
    epochs: Epochs = None,
    seed: Seed = None,
    plan: Plan = None,
    device: OnDevice = None,
    settings: Set = None,
    resume: Resume = None,
    out: Out = Path("runs"),
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Train a network on data as they lie.

    Parameters
    ----------
    data
        A folder of pictures, a table, an npz file, "digits", or a set fetched by "get".
    """
    from netwright import api

    output = Output(as_json=json, quiet=quiet)
    asked: dict[str, Any] = settings_of(
        settings,
        task=task,
        target=target,
        group=group,
        time=time,
        model=model,
        preset=preset,
        minutes=minutes,
        epochs=epochs,
        seed=seed,
        plan=plan,
        device=device,
    )
    try:
        if resume is not None:
            _expect_alone(data, test, asked)
            run = api.resume(resume, say=output.say, watch=output.watch)
        else:
            run = api.train(
                _given(data), out=out, test=test, say=output.say, watch=output.watch, **asked
            )
    finally:
        output.close()
    output.result(run.summary(), run_words(run))


def _expect_alone(data: str | None, test: Path | None, asked: dict[str, Any]) -> None:
    if data is not None or asked or test is not None:
        raise UsageError(
            "--resume must stand alone; got DATA or settings as well",
            hint="a run goes on with the data and the settings it began with",
        )


def _given(data: str | None) -> str:
    if data is None:
        raise UsageError(
            "DATA must be a path or a name; got nothing", hint="try: netwright train digits"
        )
    return data
