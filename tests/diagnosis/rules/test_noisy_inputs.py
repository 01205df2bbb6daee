"""Noise on the training inputs alone."""

from netwright.diagnosis import Inputs
from netwright.diagnosis.rules._noisy_inputs import judge


def test_wider_training_columns_with_the_same_middle_are_ill(fine):
    noisy = Inputs(examples=900, spread_ratio=0.2, mean_slope=1.0)
    verdict = judge(fine(fit=0.8, skill=0.5, inputs=noisy))
    assert (verdict.health, verdict.cause) == ("ill", "NOISY_INPUT")
    assert "spreads 0.20 times" in verdict.evidence[0]


def test_centred_columns_are_told_by_their_shape(fine):
    noisy = Inputs(examples=900, spread_ratio=0.45, correlation_ratio=1.0, shape_change=0.9)
    assert judge(fine(fit=0.3, skill=0.3, inputs=noisy)).cause == "NOISY_INPUT"


def test_another_scale_is_not_noise(fine):
    scaled = Inputs(examples=900, spread_ratio=0.2, mean_slope=0.2)
    assert judge(fine(fit=0.8, skill=0.5, inputs=scaled)).health == "healthy"


def test_noise_that_does_no_harm_is_healthy(fine):
    assert (
        judge(fine(inputs=Inputs(examples=900, spread_ratio=0.7, mean_slope=1.0))).health
        == "healthy"
    )
