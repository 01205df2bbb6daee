"""Commands on finished runs: evaluate, predict, compare, verify, reproduce."""

from pathlib import Path

from netwright.cli._app import app
from netwright.cli._boxes_words import boxes_line
from netwright.cli._options import Json, Quiet
from netwright.cli._output import Output, plain
from netwright.cli._pairs_words import pairs_line
from netwright.cli._people_words import people_line
from netwright.cli._words import compared_words, evaluation_words
from netwright.errors import UsageError

DAMAGED = 74  # exit code of a run that is not what its manifest says
DIFFERS = 1  # exit code of a run that could not be reproduced to the byte


@app.command
def evaluate(run: Path, data: str | None = None, /, *, json: Json = False) -> None:
    """Score a run on data with labels.

    Parameters
    ----------
    run
        The run's folder.
    data
        A path or a name; without it, the rows the run held out.
    """
    from netwright import api

    done = api.evaluate_run(run, data)
    Output(as_json=json).result(done.summary(), evaluation_words(done))


@app.command
def predict(
    run: Path,
    /,
    *inputs: Path,
    draw: Path | None = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Answer new inputs, in their order.

    Parameters
    ----------
    run
        The run's folder.
    inputs
        Pictures or folders of them; tables for a run trained on a table. A run of verification
        compares two pictures, and says who of its gallery is on one.
    draw
        A folder for pictures that show the answers: boxes, masks, or pictures that are made.
    """
    from netwright import api

    if not inputs:
        raise UsageError(
            "INPUTS must be pictures, folders of them or tables; got nothing",
            hint=f"try: netwright predict {run} FILE",
        )
    output = Output(as_json=json, quiet=quiet)
    loaded = api.load(run)
    done = api.predict_run(loaded.path, loaded.model, inputs, draw=draw)
    for note in done.notes:
        output.say(note)
    lines = [
        people_line(answer)
        or boxes_line(answer)
        or pairs_line(answer)
        or "  ".join(_cell(v) for v in answer.values())
        for answer in done.answers
    ]
    output.result({"answers": done.answers}, "\n".join(lines))


@app.command
def compare(
    first: Path,
    second: Path,
    data: str | None = None,
    /,
    *,
    require: str = "",
    json: Json = False,
) -> None:
    """Compare two runs row by row.

    Parameters
    ----------
    first
        A run's folder.
    second
        Another.
    data
        Rows to score; without it, the rows both held out.
    require
        Limits a run must keep to, as "parameters<=1e5;latency_ms<=2;recall>=0.9".
    """
    from netwright import api

    done = api.compare(first, second, data, require=require)
    Output(as_json=json).result(done.summary(), compared_words(done))


@app.command
def verify(run: Path, /, *, json: Json = False) -> int:
    """Name every file of a run that is not as it was written.

    Parameters
    ----------
    run
        The run's folder.
    """
    from netwright import api

    done = api.verify(run)
    damages = [{"path": d.path, "problem": d.problem} for d in done.damages]
    facts = {"run": str(done.run), "finished": done.finished, "damages": damages}
    state = "finished" if done.finished else "unfinished"
    whole = f"{done.run}: every file is as it was written ({state})"
    text = "\n".join(map(str, done.damages)) if done.damages else whole
    Output(as_json=json).result(facts, text)
    return DAMAGED if done.damages else 0


@app.command
def reproduce(run: Path, /, *, json: Json = False, quiet: Quiet = False) -> int:
    """Train a run again and compare the bytes.

    Parameters
    ----------
    run
        The run's folder.
    """
    from netwright import api

    output = Output(as_json=json, quiet=quiet)
    try:
        done = api.reproduce(run, watch=output.watch)
    finally:
        output.close()
    facts = {
        "run": str(done.run),
        "identical": done.identical,
        "difference": done.difference,
        "because": list(done.because),
    }
    text = "identical" if done.identical else f"first difference: {done.difference}"
    output.result(facts, "\n".join([text, *done.because]))
    return 0 if done.identical else DIFFERS


def _cell(value: object) -> str:
    if isinstance(value, dict):  # several targets: the name of each before its answer
        return "  ".join(f"{_cell(k)}  {_cell(v)}" for k, v in _flat(value))
    if isinstance(value, float):
        return f"{value:.4g}"
    return plain(str(value)).replace("\n", "\\n")  # an answer is one line, whatever the file's name


def _flat(targets: dict[str, object]) -> list[tuple[str, object]]:
    """Target -> what it is thought to be, without how sure that is of labels."""
    pairs = []
    for name, answer in targets.items():
        values = list(answer.values()) if isinstance(answer, dict) else [answer]
        words = "|".join(map(str, values[0])) if isinstance(values[0], list) else values[0]
        pairs.append((name, words))
    return pairs
