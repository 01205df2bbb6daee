"""What data say before training: leaks, labels, columns and classes, each with its figure.

    data --> as ``inspect`` opens and splits them --> rows as a network would meet them
         --> facts beside each held-out split --> rules of the data (``diagnosis``) --> verdict

Nothing is trained and nothing written but the cache of decoded data.
Cost: opening the data, and some tenths of a second.
"""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from torch import nn

from netwright.api._diagnose_rows import loss_alone, rows_met
from netwright.api._diagnose_stepped import Stepped
from netwright.api._inspect import inspect
from netwright.api._prepared import Learned, Prepared
from netwright.api._watch_data_facts import input_facts, simple_facts, target_facts
from netwright.api._watch_rows import Rows
from netwright.data import TablePreprocess
from netwright.diagnosis import (
    ColumnFacts,
    Facts,
    Health,
    RunVerdict,
    Verdict,
    data_verdicts,
)
from netwright.experiments import LossFunction, Pair, Trial

ROWS = 2048  # of each split
NUMBERS = 2**24  # in the inputs of these rows
CELLS = 512  # rows whose cells are read as text
HELD = ("val", "test")
ECHO = "is it known before the target?"  # in what opening a table says of columns that fix it
COLUMN = re.compile(r"column (\d+) alone")


@dataclass(frozen=True, slots=True, kw_only=True)
class DataDiagnosed:
    """What was found in data.

    Args:
        data: as they were named.
        verdict: health, the three lines, every rule's answer.
    """

    data: str
    verdict: RunVerdict

    def text(self) -> str:
        """What a person reads: the three lines, then what else is suspected, then the notes."""
        lines = [self.verdict.text().replace("verdict ", "data    ", 1)]
        others = [one for one in self.verdict.verdicts if one.cause][1:]
        lines += [
            f"  also    {one.cause} ({one.rule}): {'; '.join(one.evidence)}" for one in others
        ]
        lines += [f"  note    {note}" for note in self.verdict.notes]
        return "\n".join(lines)

    def summary(self) -> dict[str, Any]:
        """Plain values, as ``netwright diagnose --json`` prints them."""
        values = {name: v for name, v in self.verdict.to_dict().items() if name != "drawings"}
        return {"run": None, "data": self.data, **values, "errors": None, "text": self.text()}


def diagnose_data(
    data: str | Path,
    *,
    test: str | Path | None = None,
    **settings: Any,  # noqa: ANN401  each is checked against the recipe
) -> DataDiagnosed:
    """Diagnose data before any training.

    Args:
        data: a path, ``digits``, or the name of a set that was fetched.
        test: for tables, a file whose rows only score.
        **settings: as ``train`` takes them.

    Returns:
        What was found.

    Raises:
        RecipeError: naming every setting that cannot work.
        DataError: if the data cannot be used.
    """
    prepared = inspect(data, test=test, **settings).prepared
    learned = Learned(prepared.task, prepared.examples, prepared.recipe.settings)
    notes = [str(note) for note in prepared.data["notes"]]
    facts: Mapping[str, Facts] = {}
    if len(learned.task.targets) == 1:
        facts = _facts(learned)
    else:
        notes.append("of several targets only classes and columns are looked at, so far")
    classes = {str(n): counts["train"] for n, counts in prepared.data.get("classes", {}).items()}
    echoes = [note for note in notes if ECHO in note]
    columns = _columns(prepared)
    verdicts = data_verdicts(facts, classes=classes, columns=columns, echoes=echoes)
    named = _named(prepared, verdicts)
    verdict = RunVerdict(
        health=_health(named),
        cause=next((one.cause for one in named if one.health == "ill"), None),
        lines=_lines(named),
        verdicts=named,
        consequences=tuple(dict.fromkeys(one.cause for one in named[1:] if one.cause)),
        notes=tuple(note for note in notes if note not in echoes),
    )
    return DataDiagnosed(data=str(data), verdict=verdict)


def _health(verdicts: Sequence[Verdict]) -> Health:
    if any(one.health == "ill" for one in verdicts):
        return "ill"
    return "unsure" if any(one.cause for one in verdicts) else "healthy"


def _lines(verdicts: Sequence[Verdict]) -> tuple[str, str, str]:
    looked = f"{sum(one.health == 'healthy' for one in verdicts)} of {len(verdicts)} checks"
    first = next((one for one in verdicts if one.cause), None)
    if first is None:
        return "healthy", f"{looked} looked and found nothing", "train: netwright train DATA"
    certain = "ill" if first.health == "ill" else "suspected"
    why = next(iter(first.evidence), looked)
    return f"{certain}: {first.cause} ({first.rule})", why, str(first.advice[0])


def _facts(learned: Learned) -> dict[str, Facts]:
    """Facts of the training rows beside each held-out split that there is."""
    examples, task = learned.examples, learned.task
    each = sum(array[:1].size for array in examples.arrays.values())
    most = max(64, min(ROWS, NUMBERS // max(1, each)))
    train, _ = rows_met(learned, examples.rows("train"), most=most)
    held = [name for name in HELD if name in examples.splits]
    of = {name: rows_met(learned, examples.rows(name), most=most)[0] for name in held}
    none: Pair = (nn.Identity(), Stepped(nn.Identity(), learned.settings))  # no network is asked
    classes = task.targets[0] == "label"
    return {
        split: _beside(train, rows, none, loss_alone(task), classes=classes)
        for split, rows in (of or {"": Rows(train.x[:0], train.y[:0], 0)}).items()
    }


def _beside(train: Rows, held: Rows, none: Pair, loss: LossFunction, *, classes: bool) -> Facts:
    trial = Trial(
        first=none,
        last=none,
        loss_fn=loss,
        x=train.x,
        y=train.y,
        held_x=held.x,
        held_y=held.y,
        batch=train.batch,
        kind="classes" if classes else "numbers",
    )
    return Facts(
        inputs=input_facts(trial, []), targets=target_facts(trial, []), simple=simple_facts(trial)
    )


def _columns(prepared: Prepared) -> list[ColumnFacts]:
    """The columns of a table as they lie, in evenly spaced training rows."""
    if prepared.fields is None:
        return []
    rows = prepared.examples.rows("train")
    some = rows[np.linspace(0, len(rows) - 1, min(len(rows), CELLS)).round().astype(np.int64)]
    cells = [prepared.fields(int(row)) for row in some]
    kinds = prepared.data.get("columns", {})
    return [_column(name, [row[name].strip() for row in cells]) for name in kinds]


def _column(name: str, cells: Sequence[str]) -> ColumnFacts:
    there = [cell for cell in cells if cell and cell.lower() not in ("na", "nan", "null", "?")]
    numbers = [value for cell in there if math.isfinite(value := _number(cell))]
    whole = bool(there) and len(numbers) == len(there)
    return ColumnFacts(
        name=name,
        missing=1 - len(there) / max(1, len(cells)),
        spread=float(np.std(numbers)) if whole else math.nan,
    )


def _number(cell: str) -> float:
    try:
        return float(cell)
    except ValueError:
        return math.nan


def _named(prepared: Prepared, verdicts: Sequence[Verdict]) -> tuple[Verdict, ...]:
    """The verdicts, with the columns of a table by their names."""
    table = prepared.preprocess.get("table")
    names = TablePreprocess.from_dict(table).number_names if table else ()

    def by_name(found: re.Match[str]) -> str:
        place = int(found[1])
        return f"column {names[place]!r} alone" if place < len(names) else found[0]

    return tuple(
        replace(one, evidence=tuple(COLUMN.sub(by_name, said) for said in one.evidence))
        for one in verdicts
    )
