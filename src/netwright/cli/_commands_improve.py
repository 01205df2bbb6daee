"""``netwright improve``."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

from cyclopts import Parameter

from netwright.cli._app import app
from netwright.cli._options import OUTPUT, TRAINING, Json, Quiet, Seed
from netwright.cli._output import Output
from netwright.cli._words import columns, goal_line


@app.command
def improve(
    run: Path,
    /,
    *,
    minutes: Annotated[
        float, Parameter(group=TRAINING, help="Time for all trainings together.")
    ] = 10.0,
    seed: Seed = None,
    human: Annotated[
        float | None, Parameter(group=TRAINING, help="Error of good people, from 0 to 1.")
    ] = None,
    out: Annotated[
        Path | None,
        Parameter(group=OUTPUT, help="Where the journal and the last run go; beside RUN."),
    ] = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Try remedies on a finished run, and keep what is measured to help.

    Parameters
    ----------
    run
        The run's folder. The same command goes on with a search that was stopped.
    """
    from netwright import api

    output = Output(as_json=json, quiet=quiet)
    try:
        done = api.improve(
            run,
            minutes,
            out=out,
            seed=seed or 0,
            human=human,
            say=output.say,
            watch=output.watch,
        )
    finally:
        output.close()
    facts = {**done.result, "folder": str(done.folder)}
    output.result(facts, improved_words(facts, done.model.task.goal.unit))


def improved_words(facts: Mapping[str, Any], unit: str) -> str:
    """How a search ended, in a few lines."""
    lines = [
        f"first   {goal_line(facts['goal']['first'], unit)}",
        f"last    {goal_line(facts['goal']['last'], unit)}",
    ]
    pair = facts["paired"]
    if pair is not None:
        said = {"last": "the last is better", "first": "the first is better"}
        lines.append(
            f"row by row: {pair['difference']:.4g} +- {pair['standard_error']:.2g} on "
            f"{pair['rows']:,} rows; {said.get(pair['better'], 'the difference may be chance')}"
        )
    kept = ", ".join(facts["kept"]) or "nothing: no remedy was better by more than the noise"
    lines += [f"kept    {kept}", f"ended   {facts['why']}; {len(facts['tries'])} were tried"]
    if facts["changed"]:
        rows = [(name, str(old), str(new)) for name, (old, new) in facts["changed"].items()]
        lines += columns([("setting", "first", "last"), *rows])
    return "\n".join([*lines, f"run     {facts['run']}", f"journal {facts['folder']}/journal.md"])
