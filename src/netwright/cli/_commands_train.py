"""``netwright train``."""

from pathlib import Path
from typing import Any

from netwright.cli._app import app
from netwright.cli._options import (
    Augment,
    Epochs,
    Freeze,
    GroupBy,
    Json,
    Members,
    Minutes,
    Model,
    OnDevice,
    Out,
    Plan,
    Pretrained,
    Quiet,
    Rate,
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
from netwright.cli._words import range_words, run_words
from netwright.errors import UsageError

FIND = "find"


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
    lr: Rate = None,
    augment: Augment = None,
    members: Members = None,
    pretrained: Pretrained = None,
    freeze: Freeze = None,
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
    what = {"task": task, "target": target, "group": group, "time": time}
    network = {"model": model, "members": members, "pretrained": pretrained, "freeze": freeze}
    long = {"preset": preset, "minutes": minutes, "epochs": epochs, "learning_rate": _rate(lr)}
    how = {"augment": augment, "seed": seed, "plan": plan, "device": device}
    asked = settings_of(settings, **what, **network, **long, **how)
    try:
        if resume is not None:
            _expect_alone(data, test, lr, asked)
            run = api.resume(resume, say=output.say, watch=output.watch)
        elif lr == FIND:
            found = api.find_rate(_given(data), test=test, say=output.say, **asked)
            output.result(found.summary(), range_words(found))
            return
        else:
            run = api.train(
                _given(data), out=out, test=test, say=output.say, watch=output.watch, **asked
            )
    finally:
        output.close()
    output.result(run.summary(), run_words(run))


def _expect_alone(
    data: str | None, test: Path | None, lr: str | None, asked: dict[str, Any]
) -> None:
    if any(given is not None for given in (data, test, lr)) or asked:
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


def _rate(lr: str | None) -> float | None:
    try:
        return None if lr is None or lr == FIND else float(lr)
    except ValueError:
        raise UsageError(f'--lr must be a number above 0, or "{FIND}"; got {lr!r}') from None
