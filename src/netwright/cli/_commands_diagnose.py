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

Human = Annotated[
    float | None,
    Parameter(
        group=OUTPUT, help="Of a run: error of good people, or the one aimed at, from 0 to 1."
    ),
]
Seconds = Annotated[
    float | None,
    Parameter(group=OUTPUT, help="Of a run: that short counterfactual runs may compute; 10."),
]
Sheet = Annotated[
    Path | None,
    Parameter(group=OUTPUT, help="Of a run: write its wrong answers on val here, as CSV to edit."),
]
Tags = Annotated[
    Path | None,
    Parameter(group=OUTPUT, help="Of a run: such a file, with your tags and label_wrong."),
]
Earlier = Annotated[
    Path | None,
    Parameter(group=OUTPUT, help="Of a run: an earlier run on the same data, to compare with."),
]
ForTrainings = Annotated[
    float | None,
    Parameter(
        group=OUTPUT,
        help="Of a run: for trainings that say whether more examples would help, and which labels "
        "look wrong.",
    ),
]


@app.command
def diagnose(
    source: str,
    /,
    *,
    human: Human = None,
    seconds: Seconds = None,
    sheet: Sheet = None,
    tags: Tags = None,
    against: Earlier = None,
    minutes: ForTrainings = None,
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
    asked = settings_of(settings, task=task, target=target, group=group, time=time, minutes=minutes)
    output.say(f"reading {Path(source)}")
    try:
        found = api.diagnose(
            source,
            human=human,
            seconds=seconds,
            test=test,
            sheet=sheet,
            tags=tags,
            against=against,
            say=output.say,
            watch=output.watch,
            **asked,
        )
    finally:
        output.close()
    output.result(found.summary(), found.text())
