"""A training that ended before it was done."""

from netwright.diagnosis import Facts, Updates
from netwright.diagnosis.rules._duration import judge


def test_going_on_that_wins_back_is_ill(failed, forks):
    short = Updates(steps=44, epochs=2.0, batch=64)
    verdict = judge(failed(updates=short, forks=forks(nothing=0.0, longer=0.9)))
    assert (verdict.health, verdict.cause) == ("ill", "UNDERTRAIN")
    assert "44 updates in 2 epochs of batches of 64" in verdict.evidence[0]
    assert "at least 244 updates, now 44" in verdict.advice[0].action


def test_many_epochs_of_whole_batches_name_the_batch(failed, forks):
    whole = Updates(steps=12, epochs=12.0, batch=1000)
    verdict = judge(failed(updates=whole, forks=forks(nothing=0.0, longer=0.9)))
    assert verdict.cause == "BATCH_SIZE"
    assert "31 times the updates" in verdict.advice[0].expect


def test_going_on_in_vain_is_unsure_and_no_harm_is_healthy(failed, fine, forks):
    assert judge(failed(forks=forks(nothing=0.0, longer=0.0))).health == "unsure"
    assert judge(fine()).health == "healthy"
    assert judge(Facts()).health == "unsure"


def test_a_handful_of_updates_is_suspected_in_any_case(failed, forks):
    handful = Updates(steps=4, epochs=3.0, batch=1000)
    verdict = judge(failed(updates=handful, forks=forks(nothing=0.0, longer=0.02)))
    assert (verdict.health, verdict.cause) == ("unsure", "UNDERTRAIN")
