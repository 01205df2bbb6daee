"""``netwright train``."""

from pathlib import Path
from typing import Annotated, Any, Literal

from cyclopts import Parameter

from netwright.cli._app import app
from netwright.cli._options import DATA, OUTPUT, TRAINING, Json, Quiet, Seed, Set, settings_of
from netwright.cli._output import Output
from netwright.cli._words import run_words
from netwright.errors import UsageError


@app.command
def train(
    data: str | None = None,
    /,
    *,
    task: Annotated[str | None, Parameter(group=TRAINING)] = None,
    target: Annotated[str | None, Parameter(group=DATA)] = None,
    test: Annotated[Path | None, Parameter(group=DATA)] = None,
    group: Annotated[str | None, Parameter(group=DATA)] = None,
    time: Annotated[str | None, Parameter(group=DATA)] = None,
    model: Annotated[str | None, Parameter(group=TRAINING)] = None,
    preset: Annotated[Literal["fast", "medium", "best"] | None, Parameter(group=TRAINING)] = None,
    minutes: Annotated[float | None, Parameter(group=TRAINING)] = None,
    epochs: Annotated[float | None, Parameter(group=TRAINING)] = None,
    seed: Seed = None,
    plan: Annotated[str | None, Parameter(group=TRAINING)] = None,
    device: Annotated[
        Literal["auto", "cpu", "cuda", "mps"] | None, Parameter(group=TRAINING)
    ] = None,
    settings: Set = None,
    resume: Annotated[Path | None, Parameter(group=TRAINING)] = None,
    out: Annotated[Path, Parameter(group=OUTPUT)] = Path("runs"),
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Train a network on data as they lie.

    Parameters
    ----------
    data
        A folder of pictures, a table, an npz file, "digits", or a set fetched by "get".
    task
        What to learn; inferred from the data.
    target
        The column to learn: its name, its index, or "last".
    test
        A table whose rows only score.
    group
        Rows equal in this column stay in one split.
    time
        Split by this column: the past trains, the newest rows score.
    model
        The network; "netwright models" lists them.
    preset
        How much to spend.
    minutes
        Time for the training; becomes a number of steps before the first one.
    epochs
        Passes over the training examples.
    seed
        Equal seeds give equal runs.
    plan
        How to execute: auto (measured), fp32, or a run whose plan to use.
    device
        Where to compute.
    resume
        Go on with this run; give no DATA then.
    out
        The folder in which the run's folder is made.
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
            if data is not None or asked or test is not None:
                raise UsageError(
                    "--resume must stand alone; got DATA or settings as well",
                    hint="a run goes on with the data and the settings it began with",
                )
            run = api.resume(resume, say=output.say, watch=output.watch)
        elif data is None:
            raise UsageError(
                "DATA must be a path or a name; got nothing", hint="try: netwright train digits"
            )
        else:
            run = api.train(data, out=out, test=test, say=output.say, watch=output.watch, **asked)
    finally:
        output.close()
    output.result(run.summary(), run_words(run))
