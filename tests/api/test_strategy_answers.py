from dataclasses import replace

import numpy as np
import pytest

from netwright.api._diagnose_reached import reached
from netwright.api._strategy_answers import answers_to


@pytest.mark.parametrize("kind", ["people", "photos"])
def test_the_share_of_wrong_answers_is_the_error_that_was_validated(runs, kind):
    run = getattr(runs, kind)
    found = reached(run.path)
    rows = found.prepared.examples.rows("val")
    said = answers_to(found.prepared, found.weights, rows)
    assert said.error == pytest.approx(1 - run.measures["val"]["accuracy"])
    assert said.classes == run.model.task.classes
    assert said.probabilities.shape == (len(rows), 2)
    assert np.allclose(said.probabilities.sum(axis=1), 1)
    assert said.names == tuple(found.prepared.examples.names[row] for row in rows)
    assert np.array_equal(said.wrong, said.given != said.labels)


def test_names_that_repeat_become_numbers(runs):
    found = reached(runs.people.path)
    examples = replace(found.prepared.examples, names=["one"] * found.prepared.examples.count)
    prepared = replace(found.prepared, examples=examples)
    rows = examples.rows("val")[:3]
    assert answers_to(prepared, found.weights, rows).names == tuple(f"row {row}" for row in rows)
