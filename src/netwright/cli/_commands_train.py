"""``netwright train``."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from netwright.cli._app import app
from netwright.cli._options import (
    Augment,
    Content,
    Epochs,
    Features,
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
    StyleWeight,
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
    content: Content = None,
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
    features: Features = None,
    style_weight: StyleWeight = None,
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
        A folder of pictures, a table, an npz file, "digits", or a set fetched by "get"; with
        --content the picture whose style is learned.
    """
    what = {"task": task, "target": target, "group": group, "time": time}
    network = {"model": model, "members": members, "pretrained": pretrained, "freeze": freeze}
    long = {"preset": preset, "minutes": minutes, "epochs": epochs, "learning_rate": _rate(lr)}
    how = {"augment": augment, "seed": seed, "plan": plan, "device": device}
    look = {"features": features, "style_weight": style_weight, "style": data if content else None}
    asked = settings_of(settings, **what, **network, **long, **how, **look)
    output = Output(as_json=json, quiet=quiet)
    try:
        if resume is not None:
            _expect_alone(data, test, lr, asked)
            facts, words = _resumed(resume, output)
        else:
            facts, words = _trained(str(content or _given(data)), out, test, lr, asked, output)
    finally:
        output.close()
    output.result(facts, words)


def _resumed(run: Path, output: Output) -> tuple[dict[str, Any], str]:
    from netwright import api

    done = api.resume(run, say=output.say, watch=output.watch)
    return done.summary(), run_words(done)


def _trained(
    data: str,
    out: Path,
    test: Path | None,
    lr: str | None,
    asked: Mapping[str, Any],
    output: Output,
) -> tuple[dict[str, Any], str]:
    from netwright import api

    if lr == FIND:
        found = api.find_rate(data, test=test, say=output.say, **asked)
        return found.summary(), range_words(found)
    done = api.train(data, out=out, test=test, say=output.say, watch=output.watch, **asked)
    return done.summary(), run_words(done)


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
