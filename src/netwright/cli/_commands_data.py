"""Commands before training: inspect, and the lists of tasks, networks and data sets."""

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from netwright.cli._app import app
from netwright.cli._boxes_words import sizes_lines
from netwright.cli._options import (
    DATA,
    OUTPUT,
    GroupBy,
    Json,
    Quiet,
    Seed,
    Set,
    Target,
    Task,
    Test,
    TimeBy,
    settings_of,
)
from netwright.cli._output import Output
from netwright.cli._words import columns
from netwright.errors import UsageError

Augment = Annotated[
    str | None,
    Parameter(group=DATA, help="Draw what these kinds of augmentation make of 8 examples."),
]


@app.command
def inspect(
    data: str,
    /,
    *,
    task: Task = None,
    target: Target = None,
    test: Test = None,
    group: GroupBy = None,
    time: TimeBy = None,
    seed: Seed = None,
    augment: Augment = None,
    out: Annotated[Path | None, Parameter(group=OUTPUT)] = None,
    settings: Set = None,
    json: Json = False,
) -> None:
    """Say what data are, how they would be split, and what is wrong with them.

    Parameters
    ----------
    data
        As "train" takes it.
    out
        Where the sheet of --augment is written, as PNG; augment.png here without it.
    """
    from netwright import api

    if out is not None and augment is None:
        raise UsageError("--out must come with --augment; got it alone")
    named = {"task": task, "target": target, "group": group, "time": time, "seed": seed}
    asked = settings_of(settings, augment=augment, **named)
    found = api.inspect(data, test=test, **asked)
    sheet = None
    if augment is not None:
        sheet = str(api.write_sheet(found.prepared, out or Path("augment.png")))
    facts = {**found.summary(), "sheet": sheet}
    about = facts["data"]
    lines = [f"{about['kind']}: {about['data']}", f"task: {facts['task']}", about["split_rule"]]
    for name, counts in list(about.get("classes", {}).items())[:30]:
        lines.append(f"class {name}: " + ", ".join(f"{s} {n:,}" for s, n in counts.items()))
    lines += [f"column {name}: {kind}" for name, kind in about.get("columns", {}).items()]
    lines += sizes_lines(about)
    lines += [f"note: {note}" for note in about["notes"]]
    chosen = facts["recipe"].items()
    lines += [f"{n} = {v['value']} ({v['origin']})" for n, v in chosen if v["origin"] != "default"]
    lines += [f"sheet: {sheet}"] if sheet else []
    Output(as_json=json).result(facts, "\n".join(lines))


@app.command
def tasks(*, json: Json = False) -> None:
    """List the tasks."""
    from netwright import api

    rows = api.list_tasks()
    text = columns(
        [("task", "measure", "what"), *((r["name"], r["measure"], r["what"]) for r in rows)]
    )
    Output(as_json=json).result({"tasks": rows}, "\n".join(text))


@app.command
def models(*, json: Json = False) -> None:
    """List the networks."""
    from netwright import api

    rows = api.list_models()
    table = [
        (
            *(r["name"], f"{r['parameters']:,}", f"{r['multiply_adds']:,}"),
            *("x".join(map(str, r["input"])), str(r["classes"]), r["what"], r["source"]),
        )
        for r in rows
    ]
    heads = ("model", "parameters", "multiply-adds", "input", "classes", "what", "source")
    text = columns([heads, *table])
    Output(as_json=json).result({"models": rows}, "\n".join(text))


@app.command
def datasets(*, json: Json = False) -> None:
    """List the data sets known by name."""
    from netwright import api

    rows = api.list_datasets()
    table = [
        (r["name"], r["task"], f"{r['examples']:,}", "here" if r["here"] else "get", r["licence"])
        for r in rows
    ]
    text = columns([("name", "task", "examples", "", "licence"), *table])
    Output(as_json=json).result({"datasets": rows}, "\n".join(text))


@app.command
def get(
    name: str,
    /,
    *,
    base_url: Annotated[str | None, Parameter(group=DATA)] = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Fetch a data set into the user's cache, checked by its checksum.

    Parameters
    ----------
    name
        A name that "netwright datasets" lists.
    base_url
        Another place that holds the same files.
    """
    from netwright import api

    output = Output(as_json=json, quiet=quiet)
    path = api.get(name, base_url=base_url)
    output.result({"name": name, "path": str(path)}, f"{name} is in {path}")


@app.command
def import_weights(file: Path, /, *, out: Path | None = None, json: Json = False) -> None:
    """Turn foreign weights (.pt, .pth) into safetensors, in a process of its own.

    Parameters
    ----------
    file
        The weights; nothing in them is run.
    out
        Where to write; beside the file without it.
    """
    from netwright import api

    done = api.import_weights(file, out)
    facts = {
        "path": str(done.path),
        "tensors": done.tensors,
        "parameters": done.parameters,
        "bytes": done.bytes,
        "opened": done.opened,
        "left_out": list(done.left_out),
    }
    lines = [f"{done.path}: {done.tensors:,} tensors, {done.parameters:,} numbers"]
    lines += [f"left out: {name} is no dense tensor" for name in done.left_out]
    Output(as_json=json).result(facts, "\n".join(lines))
