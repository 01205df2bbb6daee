"""Every equation beside its twin, on generated cases; and nothing without a twin."""

import importlib
from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest

from twins.harness import expect_equal

CASES = 25


def _rows():
    files = sorted(Path(__file__).parent.glob("rows_*.py"))
    return [row for file in files for row in importlib.import_module(f"twins.{file.stem}").ROWS]


ROWS = _rows()


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_twins_agree(row, record_property):
    worst = 0.0
    for case in range(CASES):
        rng = np.random.default_rng([case, *str(row).encode()])
        arguments = row.arguments(rng)
        result = row.reference.forward(**arguments)
        if not hasattr(row.reference, "backward"):
            wanted = row.answer(result) if row.answer else result
            found = row.run(arguments)
        else:
            y, saved = result
            dy = rng.standard_normal(np.shape(y))
            grads = row.reference.backward(dy, saved)
            values, slopes = row.run(arguments, dy)
            named = {field.name: getattr(grads, field.name) for field in fields(grads)}
            wanted = (y, {name: named[name] for name in named if name in slopes})
            found = (values, {name: slopes[name] for name in slopes if name in named})
            assert named.keys() <= slopes.keys() | set(row.without), "a gradient is not compared"
        worst = max(worst, expect_equal(found, wanted, row.tolerance, str(row)))
    record_property("worst", float(worst))
