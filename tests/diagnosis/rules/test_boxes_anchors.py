"""Anchors that fit the boxes badly."""

from netwright.diagnosis import Facts
from netwright.diagnosis.rules._boxes_anchors import judge


def test_anchors_of_another_size_are_ill():
    own = {"boxes/fit": 0.15, "boxes/best_fit": 0.72, "boxes/far": 0.9}
    verdict = judge(Facts(own=own))
    assert (verdict.health, verdict.cause) == ("ill", "ANCHORS")
    assert "by 0.15 in the mean" in verdict.evidence[0]
    assert "reach 0.72" in verdict.evidence[0]
    assert "90% of the boxes" in verdict.evidence[1]


def test_boxes_far_from_every_anchor_are_ill_by_themselves():
    own = {"boxes/fit": 0.5, "boxes/best_fit": 0.7, "boxes/far": 0.6}
    assert judge(Facts(own=own)).cause == "ANCHORS"


def test_anchors_found_on_the_boxes_are_healthy():
    own = {"boxes/fit": 0.55, "boxes/best_fit": 0.55, "boxes/far": 0.1}
    assert judge(Facts(own=own)).health == "healthy"
    assert judge(Facts()).health == "unsure"
