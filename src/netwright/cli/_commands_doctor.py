"""``netwright doctor``."""

from collections.abc import Mapping
from typing import Annotated, Any

from cyclopts import Parameter

from netwright.cli._app import app
from netwright.cli._options import OUTPUT, Json, Quiet
from netwright.cli._output import Output
from netwright.cli._words import columns


@app.command
def doctor(
    *,
    again: Annotated[
        bool, Parameter(negative="", group=OUTPUT, help="Measure, although the rates are known.")
    ] = False,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Measure this machine, and say what that means for training on it."""
    from netwright import api

    output = Output(as_json=json, quiet=quiet)
    facts = api.doctor(again=again, say=output.say).summary()
    output.result(facts, doctor_words(facts))


def doctor_words(facts: Mapping[str, Any]) -> str:
    """What was found, in aligned columns.

    Args:
        facts: as ``Examined.summary`` gives them.

    Returns:
        The machine, its rates, what they mean, and what is missing.
    """
    rows = [("what", "threads", "median", "range"), *map(_rate_cells, facts["rates"])]
    meaning = [(f"  {line['of']}", line["says"]) for line in facts["meaning"]]
    missing = [f"  {line}" for line in facts["missing"]] or ["  nothing"]
    return "\n".join(
        [
            *columns(_machine_cells(facts)),
            *("", *columns(rows)),
            *("", "what this means for training here", *columns(meaning)),
            *("", "missing", *missing),
        ]
    )


def _machine_cells(facts: Mapping[str, Any]) -> list[tuple[str, str]]:
    machine, measured = facts["machine"], facts["measured"]
    compiler = machine["compiler"]
    limits = machine["instructions_allowed"]
    instructions = ", ".join(machine["instructions"]) or "none that matter here"
    load = "unknown" if measured["load"] is None else f"{measured['load']:.1f}"
    kept = "kept from before" if measured["cached"] else "now"
    return [
        ("processor", machine["processor"]),
        ("system", f"{machine['system']}, {machine['architecture']}"),
        ("cores", str(machine["cores"])),
        ("instructions", instructions + ("" if limits == "all" else f" ({limits})")),
        ("torch", f"{machine['torch']}, {machine['kernels']}, {', '.join(machine['libraries'])}"),
        ("compiler", compiler["version"] or "none"),
        ("accelerators", "; ".join(machine["accelerators"]) or "none"),
        ("measured", f"{kept}: {measured['when']} UTC, {measured['seconds']:.1f} s, load {load}"),
    ]


def _rate_cells(rate: Mapping[str, Any]) -> tuple[str, str, str, str]:
    threads = str(rate["threads"])
    if rate["median"] is None:
        return rate["name"], threads, "not available", rate["problem"]
    median, low, high = (_figure(rate[name]) for name in ("median", "low", "high"))
    return rate["name"], threads, f"{median} {rate['unit']}", f"{low} to {high}"


def _figure(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
