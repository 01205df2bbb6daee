"""Too much regularisation."""

from netwright.diagnosis import Loss, Pass, Updates
from netwright.diagnosis.rules._regularisation import judge


def test_a_penalty_in_the_loop_is_ill_if_the_loss_alone_trains(failed, forks):
    verdict = judge(failed(loss=Loss(penalty=0.98), forks=forks(nothing=0.9)))
    assert (verdict.health, verdict.cause) == ("ill", "REG_HIGH")
    assert "98% of the first loss" in verdict.evidence[0]


def test_dropout_and_decay_are_told_apart(failed, forks):
    ran = forks(nothing=0.0, no_regularisation=0.9)
    assert judge(failed(start=Pass(dropout=0.95), forks=ran)).cause == "DROPOUT_HIGH"
    decayed = Updates(steps=500, decay=0.5)
    verdict = judge(failed(updates=decayed, forks=ran))
    assert (verdict.cause, verdict.statistic) == ("REG_HIGH", 0.5)


def test_usual_amounts_and_networks_that_train_are_healthy(failed, fine):
    assert judge(failed(updates=Updates(steps=500, decay=1e-4))).health == "healthy"
    assert judge(fine(start=Pass(dropout=0.5))).health == "healthy"


def test_the_fork_decides(failed):
    needs = [fork.change for fork in judge(failed(start=Pass(dropout=0.5))).needs]
    assert needs == ["nothing", "no regularisation"]


def test_four_units_of_five_dropped_are_suspected_until_the_fork_ran(failed, forks):
    much = Pass(dropout=0.9)
    suspected = judge(failed(start=much))
    assert (suspected.health, suspected.cause) == ("unsure", "DROPOUT_HIGH")
    assert suspected.evidence == ("90% of a layer is dropped",)
    assert "divide dropout by 10" in suspected.advice[0].action
    assert [fork.change for fork in suspected.needs] == ["nothing", "no regularisation"]
    cleared = judge(failed(start=much, forks=forks(nothing=0.0, no_regularisation=0.0)))
    assert (cleared.health, cleared.cause) == ("unsure", None)
