"""``netwright explain``."""

import shutil
from pathlib import Path
from typing import Annotated

from cyclopts import Group, Parameter

from netwright.cli._app import app
from netwright.cli._explain_words import explanation_words
from netwright.cli._options import OUTPUT, Json, Seed, Set, Target, settings_of
from netwright.cli._output import Output
from netwright.errors import UsageError

LOOK = Group("What to look at", sort_key=1)
WRONG = 1  # exit code where a gradient is not what the differences say
WIDTH = 120  # characters of a line where there is no terminal


def _look(words: str) -> Parameter:
    return Parameter(negative="", group=LOOK, help=words)


Grid = Annotated[
    Path | None,
    Parameter(
        group=OUTPUT,
        help="Draw the cells, the anchors and the boxes of detection on a picture: a .png.",
    ),
]


@app.command
def explain(
    what: str,
    data: str | None = None,
    /,
    *,
    target: Target = None,
    check_gradients: Annotated[
        bool, _look("Compare gradients with double-sided differences of the loss, in float64.")
    ] = False,
    equation: Annotated[
        str | None,
        _look('The equations of a layer, of a kind ("Conv2d"), or of any file of the reference.'),
    ] = None,
    graph: Annotated[
        bool, _look("Print the graph declared by hand beside the one torch.export captures.")
    ] = False,
    svg: Annotated[
        Path | None, Parameter(group=OUTPUT, help="Draw the graph in this file, ending in .svg.")
    ] = None,
    grid: Grid = None,
    seed: Seed = None,
    settings: Set = None,
    json: Json = False,
) -> int:
    """Take a network apart, layer by layer, on a real batch.

    Parameters
    ----------
    what
        A network that "netwright models" lists, or a run's folder.
    data
        Where the batch comes from; without it, the run's own data or the built-in digits.
    """
    from netwright import api

    if svg is not None and svg.suffix.lower() != ".svg":
        raise UsageError(f"--svg must be a file ending in .svg; got {str(svg)!r}")
    output = Output(as_json=json)
    if check_gradients:
        output.say("checking gradients: each number costs two runs of the network, or more")
    done = api.explain(
        what,
        data,
        check=check_gradients,
        graph=graph,
        equation=equation,
        **settings_of(settings, target=target, seed=seed),
    )
    if svg is not None:
        output.say(f"picture {api.explain_picture(done, svg)}")
    if grid is not None:
        output.say(f"picture {api.grid_picture(done, grid)}")
    facts = done.summary()
    output.result(facts, explanation_words(facts, width=shutil.get_terminal_size((WIDTH, 0))[0]))
    return WRONG if facts["gradients"] and not facts["gradients"]["right"] else 0
