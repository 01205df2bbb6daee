"""Boxes that the grid cannot hold."""

from netwright.diagnosis import Facts
from netwright.diagnosis.rules._boxes_grid import judge


def test_small_boxes_that_are_never_found_are_ill():
    own = {"boxes/unfound": 0.8, "boxes/small": 0.9, "boxes/shared": 0.1}
    verdict = judge(Facts(own=own))
    assert (verdict.health, verdict.cause) == ("ill", "GRID_COARSE")
    assert "80% of the training boxes are never found" in verdict.evidence[0]
    assert "90% of the training boxes are narrower" in verdict.evidence[1]


def test_crowded_boxes_that_are_never_found_are_ill():
    own = {"boxes/unfound": 0.8, "boxes/small": 0.0, "boxes/shared": 0.7}
    assert judge(Facts(own=own)).cause == "GRID_COARSE"


def test_small_boxes_that_are_found_and_large_ones_that_are_not_are_healthy():
    found = {"boxes/unfound": 0.2, "boxes/small": 0.9, "boxes/shared": 0.9}
    assert judge(Facts(own=found)).health == "healthy"
    large = {"boxes/unfound": 0.9, "boxes/small": 0.1, "boxes/shared": 0.1}
    assert judge(Facts(own=large)).health == "healthy"
    assert judge(Facts()).health == "unsure"
