"""Masks most of which is not known."""

from netwright.diagnosis import Facts
from netwright.diagnosis.rules._masks_void import judge


def test_masks_that_hardly_know_a_pixel_are_ill():
    verdict = judge(Facts(own={"masks/void": 0.7}))
    assert (verdict.health, verdict.cause) == ("ill", "VOID_DOMINATES")
    assert "70% of the training pixels are void" in verdict.evidence[0]


def test_a_rim_of_unknown_pixels_is_healthy():
    assert judge(Facts(own={"masks/void": 0.1})).health == "healthy"
    assert judge(Facts()).health == "unsure"
