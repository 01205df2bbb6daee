"""Numeric targets far from what a fresh network answers."""

from dataclasses import replace

from netwright.diagnosis import Targets
from netwright.diagnosis.rules._target_scale import judge

PRICES = Targets(kind="numbers", mean=3e5, spread=7e4)


def test_prices_that_are_learnt_when_scaled_are_ill(failed, forks):
    verdict = judge(failed(targets=PRICES, forks=forks(nothing=0.0, targets_standardised=0.9)))
    assert (verdict.health, verdict.cause) == ("ill", "TARGET_SCALE")
    assert "mean 3e+05 and standard deviation 7e+04" in verdict.evidence[0]


def test_a_fork_that_gets_there_in_a_quarter_of_the_updates_is_proof(fine, forks):
    slow = fine(
        fit=0.8, skill=0.78, targets=PRICES, forks=forks(nothing=0.05, targets_standardised=0.8)
    )
    assert judge(replace(slow, updates=replace(slow.updates, steps=1700))).cause == "TARGET_SCALE"


def test_prices_a_network_copes_with_are_healthy(fine, forks):
    verdict = judge(fine(targets=PRICES, forks=forks(nothing=0.9, targets_standardised=0.93)))
    assert verdict.health == "healthy"


def test_the_fork_is_asked_for_and_classes_are_not(failed):
    needs = judge(failed(targets=PRICES)).needs
    assert [fork.change for fork in needs] == ["nothing", "targets standardised"]
    assert judge(failed()).health == "healthy"
