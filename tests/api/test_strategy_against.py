import numpy as np
import pytest

import netwright as nw
from netwright.api._diagnose_reached import reached
from netwright.api._strategy_against import against
from netwright.api._strategy_answers import answers_to
from netwright.api._strategy_slices import slices_of
from netwright.errors import DataError

FAST = {"model": "logistic", "plan": "fp32", "tensorboard": False}


def _asked(run):
    found = reached(run.path)
    rows = found.prepared.examples.rows("val")
    answers = answers_to(found.prepared, found.weights, rows)
    return found, answers, slices_of(found.prepared, rows)


@pytest.fixture(scope="module")
def pair(tmp_path_factory):
    """Two runs on an easy table: one that has hardly learned, and a better one."""
    out, random = tmp_path_factory.mktemp("runs"), np.random.default_rng(0)
    sides = [f"{random.normal(2 * (row % 2) - 1, 0.5):.4f},{'ab'[row % 2]}" for row in range(400)]
    (out / "easy.csv").write_text("\n".join(["x,side", *sides]) + "\n")
    return [
        nw.train(
            out / "easy.csv", out=out, target="side", epochs=epochs, learning_rate=rate, **FAST
        )
        for epochs, rate in ((0.1, 1e-6), (20, 0.05))
    ]


def test_a_better_run_is_told_with_where_it_is_better(pair):
    weak, good = pair
    done = against(*_asked(good), weak.path)
    assert done.before == pytest.approx(1 - weak.measures["val"]["accuracy"])
    assert done.now == pytest.approx(1 - good.measures["val"]["accuracy"])
    assert done.all.better == "second"
    assert done.all.mended - done.all.broken == round((done.before - done.now) * done.all.rows)
    lines = list(done.lines())
    assert lines[1].startswith("this run is better: the error changed by -")
    assert "in less than 0.1 % of cases" in lines[1]
    assert any(line.startswith("better: side = ") for line in lines)
    assert len(lines) <= 7
    assert done.summary()["slices"][0]["interval"][0] < 1


def test_a_worse_run_is_told_as_worse_and_an_equal_one_as_not_established(pair):
    weak, good = pair
    assert "this run is worse: the error changed by +" in "".join(
        against(*_asked(weak), good.path).lines()
    )
    lines = list(against(*_asked(good), good.path).lines())
    assert lines[1].startswith("not established: the error changed by -0 points (95 %: ")
    assert lines[-1].startswith("none of ")
    assert lines[-1].endswith(" slices changed by more than chance")


def test_other_rows_or_other_classes_are_refused(pair, runs, data, tmp_path):
    with pytest.raises(DataError, match="must have the same val rows and classes; got another dig"):
        against(*_asked(pair[1]), runs.people.path)
    other = nw.train(data / "people.csv", out=tmp_path, target="label", seed=9, epochs=1, **FAST)
    with pytest.raises(DataError, match="same val rows and classes; got another val rows"):
        against(*_asked(runs.people), other.path)
    town = nw.train(data / "people.csv", out=tmp_path, target="town", epochs=1, **FAST)
    with pytest.raises(DataError, match="the same val rows and classes"):
        against(*_asked(runs.people), town.path)
