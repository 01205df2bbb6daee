"""Gradients that fade on their way to the first layers."""

import math

from netwright.diagnosis import Facts, Pass
from netwright.diagnosis.rules._vanishing import judge

FADED = Pass(gradients=(1e-6, 1e-4, 0.1), cut=0.0)


def test_faded_gradients_are_ill_if_plain_activations_win_back(failed, forks):
    verdict = judge(failed(start=FADED, forks=forks(nothing=0.0, plain_activations=0.9)))
    assert (verdict.health, verdict.cause) == ("ill", "GRAD_VANISH")
    assert "1.0e-05 times the last one's" in verdict.evidence[0]


def test_without_the_fork_they_are_suspected(failed):
    assert judge(failed(start=FADED)).health == "unsure"
    deep = Pass(gradients=(1e-6, *[1e-4] * 12, 0.1), cut=0.0)
    assert judge(failed(start=deep)).cause == "TOO_DEEP"


def test_no_harm_or_like_gradients_are_healthy(fine, failed):
    assert judge(fine(start=FADED)).health == "healthy"
    assert judge(failed(start=Pass(gradients=(0.05, 0.1)))).health == "healthy"
    assert judge(Facts()).health == "unsure"


def test_a_layer_that_begins_at_0_is_no_fading(failed):
    verdict = judge(failed(start=Pass(gradients=(0.0, 0.0, math.nan, 0.7))))
    assert (verdict.health, verdict.cause) == ("unsure", None)
    assert "begins at 0" in verdict.evidence[0]
