"""``netwright diagnose``."""

from typing import Annotated

from cyclopts import Parameter

from netwright.cli._app import app
from netwright.cli._options import OUTPUT, Json, Quiet
from netwright.cli._output import Output


@app.command
def diagnose(
    run: str,
    *,
    human: Annotated[
        float | None,
        Parameter(group=OUTPUT, help="Error of good people, or the one aimed at, from 0 to 1."),
    ] = None,
    seconds: Annotated[
        float, Parameter(group=OUTPUT, help="That short counterfactual runs may compute.")
    ] = 10.0,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Say what is wrong with a finished run, and what to do next."""
    from netwright import api

    output = Output(as_json=json, quiet=quiet)
    output.say("reading the run and its data")
    found = api.diagnose_run(run, human=human, seconds=seconds)
    output.result(found.summary(), found.text())
