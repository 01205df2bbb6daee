"""The learning rate."""

import math
from dataclasses import replace

from netwright.diagnosis import Facts, Fork, Layer, Pass, Updates, diagnose
from netwright.diagnosis.rules._learning_rate import judge


def test_a_rate_that_wins_back_when_lower_is_too_high(failed, forks):
    high = Updates(steps=500, rate=5.0, ratio=0.3, ratio_early=0.4, method="SGD")
    verdict = judge(failed(updates=high, forks=forks(nothing=0.0, rate_001=0.9)))
    assert (verdict.health, verdict.cause, verdict.statistic) == ("ill", "LR_HIGH", 0.01)
    assert "set the learning rate to 0.05 (it is 5)" in verdict.advice[0].action
    assert "a skill of 0.90 on training rows within 200 updates" in verdict.advice[0].expect


def test_a_rate_that_wins_back_when_higher_is_too_low(failed, forks):
    low = Updates(steps=500, rate=1e-5, ratio=3e-5, ratio_early=3e-5, method="Adam")
    verdict = judge(failed(updates=low, forks=forks(nothing=0.0, rate_100=0.9)))
    assert (verdict.cause, verdict.statistic) == ("LR_LOW", 100.0)


def test_the_rate_for_updates_of_a_good_size_is_tried_first(failed, forks):
    low = Updates(steps=500, rate=1e-5, ratio=3e-7, ratio_early=3e-7, method="Adam")
    assert judge(failed(updates=low, forks=forks(nothing=0.0))).needs == (Fork("rate", 1e4),)


def test_adam_is_tried_after_the_likelier_rates(failed, forks):
    names = ("rate_10", "rate_100")
    none = forks(nothing=0.0, **dict.fromkeys(names, 0.0))
    sgd = Updates(steps=500, rate=0.01, ratio=3e-3, ratio_early=3e-3, method="SGD")
    assert judge(failed(updates=sgd, forks=none)).needs == (Fork("adam"),)
    verdict = judge(failed(updates=sgd, forks={**none, **forks(adam=0.9)}))
    assert (verdict.cause, verdict.health) == ("OPT", "ill")
    assert "Adam at 0.003 in place of SGD" in verdict.advice[0].action
    assert "times 10, 100 does not do as well" in verdict.evidence[0]
    adam = replace(sgd, method="Adam")
    assert judge(failed(updates=adam, forks=none)).needs == (Fork("rate", 0.1),)


def test_a_short_training_is_first_gone_on_with(failed):
    short = Updates(steps=20, rate=0.01, ratio=2e-3)
    changes = [fork.change for fork in judge(failed(updates=short)).needs]
    assert changes == ["nothing", "longer"]


def test_of_so_few_updates_no_rate_is_to_blame_until_more_were_tried(failed, forks):
    short = Updates(steps=3, rate=0.001, ratio=5e-3, ratio_early=5e-3, method="Adam")
    ran = forks(nothing=0.0, longer=math.nan, rate_10=0.7)
    verdict = judge(failed(updates=short, forks=ran))
    assert (verdict.health, verdict.cause) == ("unsure", None)
    assert "their number may be all that is wrong" in verdict.evidence[0]
    assert judge(failed(updates=short, forks={**ran, **forks(longer=0.0)})).cause == "LR_LOW"


def test_the_size_of_an_update_is_said_in_per_cent(failed, forks):
    for ratio, said in ((5.8, "580 %"), (6.4e-5, "0.0064 %"), (0.3, "30 %")):
        updates = Updates(steps=500, rate=1.0, ratio=ratio, ratio_early=ratio, method="Adam")
        every = {f"rate_{name}": 0.9 for name in ("0001", "001", "01", "10", "100")}
        verdict = judge(failed(updates=updates, forks=forks(nothing=0.0, **every, any=0.9)))
        words = f"one update moves the weights by {said} of their size; 0.1 to 2 % is usual"
        assert verdict.evidence[0] == words


def test_a_fork_at_the_same_rate_that_does_well_clears_the_rate(failed, forks):
    assert judge(failed(forks=forks(nothing=0.9))).health == "healthy"
    clipped = Updates(steps=500, rate=0.01, ratio=1e-6)
    verdict = judge(failed(updates=clipped, forks=forks(nothing=0.9)))
    assert (verdict.health, verdict.cause) == ("unsure", "LR_LOW")
    assert "clipping" in verdict.advice[0].action


def test_a_loss_that_ends_above_its_beginning_is_settled_by_a_lower_rate(fine, forks):
    wild = Updates(steps=500, rate=50.0, ratio=0.3, ratio_early=0.3, method="Adam")
    facts = fine(updates=wild, end=Pass(loss=1e9), forks=forks(nothing=0.9, rate_001=0.95))
    assert judge(facts).cause == "LR_HIGH"


def test_units_that_died_in_the_training_point_to_a_high_rate(failed, forks):
    died = Pass(layers=(Layer(operation="relu", dead=1.0),), loss=0.7)
    stuck = Updates(steps=500, rate=0.1, ratio=0.0, ratio_early=0.0)
    facts = failed(updates=stuck, end=died, forks=forks(nothing=0.0))
    assert judge(facts).needs == (Fork("rate", 0.1),)


def test_without_forks_a_rate_that_kills_units_is_suspected(failed, forks):
    died = Pass(layers=(Layer(operation="relu", dead=1.0),), loss=0.7)
    quick = Updates(steps=500, rate=0.5, ratio=0.0, ratio_early=0.3)
    verdict = judge(failed(updates=quick, end=died))
    assert (verdict.health, verdict.cause) == ("unsure", "LR_HIGH")
    assert verdict.needs == (Fork("nothing"),)
    assert "100% of the units of a layer died" in verdict.evidence[0]
    assert "divide the learning rate by 10 (it is 0.5)" in verdict.advice[0].action
    assert diagnose(failed(updates=quick, end=died)).cause == "LR_HIGH"  # not DEAD_RELU
    slow = replace(quick, ratio_early=1e-3)
    assert judge(failed(updates=slow, end=died)).cause is None
    ran = forks(nothing=0.0, rate_01=0.0)
    assert judge(failed(updates=quick, end=died, forks=ran)).cause is None


def test_forks_that_could_not_be_run_leave_the_suspicion(failed):
    wild = Updates(steps=500, rate=50.0, ratio=0.01, ratio_early=0.01, method="Adam")
    facts = failed(updates=wild, end=Pass(loss=9.0))
    assert judge(facts).cause == "LR_HIGH"
    assert diagnose(facts, lambda fork: None).cause == "LR_HIGH"


def test_no_harm_no_fork(fine):
    verdict = judge(fine())
    assert (verdict.health, verdict.needs) == ("healthy", ())
    assert judge(Facts()).health == "unsure"
