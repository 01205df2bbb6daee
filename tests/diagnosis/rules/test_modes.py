"""Training and evaluation mode."""

from netwright.diagnosis import Updates
from netwright.diagnosis.rules._modes import judge


def test_judging_in_training_mode_is_ill_where_modes_differ(fine):
    verdict = judge(fine(updates=Updates(steps=90, judged_in_train=1.0, modes_matter=True)))
    assert (verdict.health, verdict.cause) == ("ill", "EVAL_MODE")
    assert "100% of the passes" in verdict.evidence[0]


def test_it_is_healthy_where_they_do_not(fine):
    assert judge(fine(updates=Updates(steps=90, judged_in_train=1.0))).health == "healthy"


def test_training_in_evaluation_mode_is_ill_with_harm_only(failed, fine):
    still = Updates(steps=90, judged_in_train=0.0, trained_in_eval=0.9, modes_matter=True)
    assert judge(failed(updates=still)).cause == "EVAL_MODE"
    assert judge(fine(updates=still)).health == "healthy"
