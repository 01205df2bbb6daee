"""``netwright diagnose``."""

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from netwright.cli._app import app
from netwright.cli._options import (
    OUTPUT,
    GroupBy,
    Json,
    Quiet,
    Set,
    Target,
    Task,
    Test,
    TimeBy,
    settings_of,
)
from netwright.cli._output import Output


@app.command
def diagnose(
    source: str,
    /,
    *,
    human: Annotated[
        float | None,
        Parameter(
            group=OUTPUT,
            help="Of a run: error of good people, or the one aimed at, from 0 to 1.",
        ),
    ] = None,
    seconds: Annotated[
        float | None,
        Parameter(group=OUTPUT, help="Of a run: that short counterfactual runs may compute; 10."),
    ] = None,
    task: Task = None,
    target: Target = None,
    test: Test = None,
    group: GroupBy = None,
    time: TimeBy = None,
    settings: Set = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Say what is wrong with a run, or with data before training, and what to do next.

    Parameters
    ----------
    source
        A run folder, of a training that is finished, stopped or still going on; or data, as "train"
        takes them, with its options.
    """
    from netwright import api

    output = Output(as_json=json, quiet=quiet)
    asked = settings_of(settings, task=task, target=target, group=group, time=time)
    output.say(f"reading {Path(source)}")
    found = api.diagnose(source, human=human, seconds=seconds, test=test, **asked)
    output.result(found.summary(), found.text())
