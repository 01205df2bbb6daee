"""A loss that jumps."""

import statistics

import pytest

from netwright.diagnosis import Fork, Series, Updates
from netwright.diagnosis.rules._oscillation import judge

JUMPING = Series(loss=tuple(1.0 + 0.8 * (-1) ** i for i in range(12)))
LENGTH = Updates(steps=1200, epochs=12.0, batch=32, ratio=0.2, ratio_early=0.2, rate=0.3)


def test_a_loss_that_jumps_is_suspected_and_a_lower_rate_that_gains_proves_it(failed, forks):
    verdict = judge(failed(series=JUMPING, updates=LENGTH))
    assert (verdict.health, verdict.cause, verdict.needs) == ("unsure", "OSCILLATE", ())
    gaps = [1.6 * (-1) ** (i + 1) for i in range(11)]
    assert verdict.statistic == pytest.approx(statistics.stdev(gaps))
    verdict = judge(failed(series=JUMPING, updates=LENGTH, forks=forks(nothing=0.0, rate_01=0.6)))
    assert (verdict.health, verdict.cause) == ("ill", "OSCILLATE")
    assert "'rate x 0.1' reach a skill of 0.60" in verdict.evidence[1]
    higher = failed(series=JUMPING, updates=LENGTH, forks={**forks(nothing=0.0, rate_10=0.6)})
    assert judge(higher).health == "unsure"


def test_steps_that_jump_within_epochs_that_do_not_are_healthy(failed):
    noisy = Series(loss=tuple(1.0 + 0.8 * (-1) ** i for i in range(120)))
    verdict = judge(failed(series=noisy, updates=LENGTH))
    assert verdict.health == "healthy"
    assert verdict.statistic == pytest.approx(0.0, abs=1e-9)


def test_progress_and_a_training_that_does_well_are_healthy(failed, fine):
    falling = Series(loss=tuple(2.0 ** (-i / 3) * (1.0 + 0.8 * (-1) ** i) for i in range(12)))
    assert judge(failed(series=falling, updates=LENGTH)).health == "healthy"
    verdict = judge(fine(series=JUMPING, updates=LENGTH))
    assert (verdict.health, verdict.evidence[1]) == ("healthy", "no harm")


def test_too_little_and_too_odd_a_history_says_nothing(failed):
    short = Updates(steps=40, epochs=4.0, batch=32)
    assert "4 epochs; it takes 5" in judge(failed(series=JUMPING, updates=short)).evidence[0]
    infinite = Series(loss=(1.0, float("inf"), 1.0, 2.0, 1.0, 2.0))
    assert "the mean loss is inf" in judge(failed(series=infinite)).evidence[0]
    assert Fork("rate", 0.1) not in judge(failed()).needs
