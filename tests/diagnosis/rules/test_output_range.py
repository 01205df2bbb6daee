"""A last activation that cannot give what is asked."""

from netwright.diagnosis import Facts, Loss, Output, Targets
from netwright.diagnosis.rules._output_range import judge


def test_a_softmax_of_one_unit_is_ill(failed):
    one = Output(units=1, rows_sum_to_one=True, lowest=1.0, highest=1.0)
    verdict = judge(failed(output=one))
    assert (verdict.health, verdict.cause) == ("ill", "LAST_ACT")
    assert "the one output is 1 for every input" in verdict.evidence[0]


def test_targets_beyond_a_sigmoid_are_ill_and_within_healthy(failed):
    sigmoid = Output(units=1, floor=0.0, ceiling=1.0)
    signed = Targets(kind="numbers", spread=0.6, low=-0.9, high=0.9)
    verdict = judge(failed(output=sigmoid, targets=signed))
    assert (verdict.cause, round(verdict.statistic, 2)) == ("LAST_ACT", 1.5)
    shares = Targets(kind="numbers", spread=0.3, low=0.02, high=0.97)
    assert judge(failed(output=sigmoid, targets=shares)).health == "healthy"


def test_shares_of_one_for_several_labels_are_ill(failed):
    shares = Output(units=3, rows_sum_to_one=True, floor=0.0, ceiling=1.0, lowest=0.1)
    assert judge(failed(output=shares, targets=Targets(kind="labels"))).cause == "LAST_ACT"


def test_scores_where_probabilities_are_read_are_ill(failed):
    scores = Output(units=10, lowest=-3.0, highest=4.0)
    assert judge(failed(output=scores, loss=Loss(reads="probabilities"))).cause == "LAST_ACT"
    assert judge(failed(output=scores, loss=Loss(reads="log probabilities"))).cause == "LAST_ACT"
    assert judge(failed(output=scores, loss=Loss(reads="scores"))).health == "healthy"


def test_relu_at_the_end_is_suspected_only_with_harm(failed, fine):
    relu = Output(units=10, floor=0.0, zeros=0.5, lowest=0.0, highest=2.0)
    verdict = judge(failed(output=relu, loss=Loss(reads="scores")))
    assert (verdict.health, verdict.cause) == ("unsure", "LAST_ACT")
    assert "50% of them are exactly 0" in verdict.evidence[0]
    assert judge(fine(output=relu, loss=Loss(reads="scores"))).health == "healthy"


def test_squashed_scores_and_sigmoids_for_one_class_are_suspected(failed):
    tanh = Output(units=2, floor=-1.0, ceiling=1.0, lowest=-0.9, highest=0.9)
    assert judge(failed(output=tanh, loss=Loss(reads="scores"))).cause == "LAST_ACT"
    sigmoids = Output(units=3, floor=0.0, ceiling=1.0, lowest=0.1, highest=0.9)
    assert judge(failed(output=sigmoids, loss=Loss(reads="probabilities"))).cause == "LAST_ACT"


def test_nothing_read_is_unsure():
    assert judge(Facts()).health == "unsure"
