from types import SimpleNamespace

from netwright.cli._words import columns, evaluation_words, goal_line, range_words, run_words
from netwright.contracts import Goal, Score

GOAL = {"measure": "accuracy", "value": 0.9, "standard_error": 0.01, "trivial": 0.1, "split": "val"}


def _run(unit):
    model = SimpleNamespace(task=SimpleNamespace(goal=Goal("m", "max", unit)))
    return SimpleNamespace(model=model, verdict=None)


def test_the_goal_stands_beside_the_trivial_predictor():
    assert goal_line(GOAL, "fraction") == (
        "val accuracy 90.00 % +- 1.00 % (ignoring the input: 10.00 %)"
    )
    known = {**GOAL, "measure": "rmse", "standard_error": None}
    assert goal_line(known, "target") == "val rmse 0.9 (ignoring the input: 0.1)"


def test_a_run_says_why_it_stopped_early():
    facts = {
        "goal": GOAL, "members": [], "model": "mlp", "parameters": 1234,
        "seconds": {"prepare": 1.0, "train": 2.5}, "steps": 2000, "best_step": 1500,
        "stopped": "no better for 5 evaluations", "run": "r", "report": "r/report.html",
    }  # fmt: skip
    run = _run("fraction")
    run.summary = lambda: facts
    lines = run_words(run).splitlines()
    assert lines[1:4] == [
        "mlp, 1,234 parameters; prepare 1.0 s  train 2.5 s",
        "best of 2,000 steps: 1,500",
        "stopped: no better for 5 evaluations",
    ]
    facts |= {"stopped": "", "members": [0.88, 0.84, 0.86]}
    told = run_words(run).splitlines()[1]
    assert told == "3 members vote; alone 86.00 % on average, 84.00 % to 88.00 %: " + (
        "88.00 %, 84.00 %, 86.00 %"
    )
    assert "stopped" not in run_words(run)


def test_fractions_are_in_percent_and_other_measures_are_not():
    done = SimpleNamespace(
        run=_run("fraction"), rows=10, notes=("one row was left out",),
        scores={"accuracy": Score(0.9, 0.1), "log_loss": Score(0.5)},
        trivial={"accuracy": 0.5, "log_loss": 0.7}, summary=lambda: {"goal": GOAL, "members": []},
    )  # fmt: skip
    lines = evaluation_words(done).splitlines()
    assert lines[3].split() == ["accuracy", "90.00", "%", "+-", "10.00", "%", "50.00", "%"]
    assert lines[4].split() == ["log_loss", "0.5", "0.7"]
    assert lines[-1] == "one row was left out"


def test_a_range_test_is_told_by_its_rules_or_says_nothing():
    found = SimpleNamespace(
        verdict="the loss fell", suggestions={"tenth": 0.0123, "valley": 1e-3}, picture="a.svg"
    )
    assert range_words(found).splitlines() == [
        "the loss fell",
        "tenth   0.012  a tenth of the rate with the lowest loss",
        "valley  0.001  the middle of the longest fall",
        "picture  a.svg",
    ]
    nothing = SimpleNamespace(verdict="the curve says nothing", suggestions={}, picture="")
    assert range_words(nothing) == "the curve says nothing"


def test_columns_are_aligned_without_blanks_at_the_end():
    assert columns([("a", ""), ("long", "x")]) == ["a", "long  x"]
