"""Constants of the optimiser."""

from dataclasses import replace

import pytest

from netwright.diagnosis import Fork, Updates
from netwright.diagnosis.rules._optimiser_constants import judge

USUAL = Updates(steps=500, rate=1e-3, ratio=2e-3, method="Adam", epsilon=1e-8, momentum=0.9)


@pytest.mark.parametrize(
    ("constant", "value", "words"),
    [
        ("epsilon", 1e-16, "epsilon is 1e-16, below 1e-12"),
        ("epsilon", 0.0, "epsilon is 0, below 1e-12"),
        ("epsilon", 1.0, "epsilon is 1, above 0.001"),
        ("momentum", 0.999, "momentum is 0.999, above 0.99: an average over 1000 steps"),
    ],
)
def test_usual_constants_that_win_back_prove_it(failed, forks, constant, value, words):
    updates = replace(USUAL, **{constant: value})
    verdict = judge(failed(updates=updates))
    assert (verdict.health, verdict.cause) == ("unsure", "OPT")
    assert [str(fork) for fork in verdict.needs] == ["nothing", "usual constants"]
    verdict = judge(failed(updates=updates, forks=forks(nothing=0.0, usual_constants=0.9)))
    assert (verdict.health, verdict.cause, verdict.statistic) == ("ill", "OPT", value)
    assert verdict.evidence[0] == words
    assert "set " in verdict.advice[0].action


def test_constants_that_are_not_the_fault_name_no_cause(failed, fine, forks):
    odd = replace(USUAL, epsilon=1e-16)
    verdict = judge(failed(updates=odd, forks=forks(nothing=0.0, usual_constants=0.0)))
    assert (verdict.health, verdict.cause, verdict.needs) == ("unsure", None, ())
    assert "usual constants do no better" in verdict.evidence[1]
    assert judge(fine(updates=odd)).evidence[1] == "no harm"


def test_usual_and_unknown_constants(failed):
    assert judge(failed(updates=USUAL)).health == "healthy"
    verdict = judge(failed())
    assert (verdict.health, verdict.cause) == ("unsure", None)
    assert Fork("usual constants") not in verdict.needs
