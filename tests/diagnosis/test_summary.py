"""verdicts.json: written and read back, and refused when it is none."""

import json

import pytest

from netwright.diagnosis import (
    Facts,
    Inputs,
    RunVerdict,
    Scores,
    Simple,
    diagnose,
    ladder,
    verdict_from,
)
from netwright.errors import DamageError

FINE = Scores(fit=0.95, fit_error=0.01, skill=0.9, skill_error=0.02, held_out=True)
SIMPLE = Simple(within=0.9, within_error=0.01, across=0.85, across_error=0.01, examples=500)
STRATEGY = ladder(human=0.01, train=0.05, dev=0.2, counts={"train": 1000, "dev": 400})


@pytest.fixture
def verdict():
    inputs = Inputs(examples=90, inside=0.4, natural=0.0, largest=float("inf"))
    facts = Facts(scores=FINE, simple=SIMPLE, inputs=inputs)
    return RunVerdict.of(diagnose(facts), STRATEGY, ["a note"])


def test_what_is_written_is_read_back(verdict):
    text = json.dumps(verdict.to_dict(), allow_nan=False)
    again = verdict_from(json.loads(text))
    assert again.to_dict() == verdict.to_dict()
    assert (again.health, again.cause, again.lines) == ("ill", "LEAK_DUP", verdict.lines)
    assert again.verdicts[0].advice == verdict.verdicts[0].advice
    assert again.drawings == verdict.drawings
    assert again.notes == ("a note",)


def test_the_text_is_three_lines(verdict):
    lines = str(verdict).splitlines()
    assert lines[0] == "verdict ill: LEAK_DUP (held-out rows in the training rows)"
    assert lines[1].startswith("  because 40.0% of the held-out rows")
    assert lines[2].startswith("  next    take the rows")
    assert len(lines) == 3


def test_the_first_step_of_the_ladder_is_among_its_verdicts(verdict):
    assert verdict.strategy is not None
    assert verdict.strategy.cause in [one.cause for one in verdict.strategy.verdicts]


def test_numbers_that_are_not_finite_are_left_out():
    facts = Facts(scores=FINE, inputs=Inputs(examples=90, largest=float("inf")))
    plain = RunVerdict.of(diagnose(facts)).to_dict()
    scale = next(one for one in plain["verdicts"] if one["rule"] == "input scale")
    assert scale["statistic"] is None


@pytest.mark.parametrize(
    "change",
    [
        {"health": "splendid"},
        {"lines": ["one"]},
        {"verdicts": [{}]},
        {"strategy": 3},
        {"drawings": [{"kind": "bars", "title": "t"}]},
    ],
)
def test_what_is_no_verdict_is_refused(verdict, change):
    with pytest.raises(DamageError, match=r"verdicts\.json must hold a verdict; got"):
        verdict_from(verdict.to_dict() | change)
    with pytest.raises(DamageError, match="health must be one of healthy, ill, unsure"):
        verdict_from(verdict.to_dict() | {"health": "splendid"})
    with pytest.raises(DamageError, match="must hold a verdict"):
        verdict_from([])
