"""A verdict and its advice."""

from netwright.diagnosis import Advice, Verdict


def test_advice_says_what_to_expect_and_what_it_costs():
    advice = Advice(action="shuffle", expect="a smooth loss", cost="a word")
    assert str(advice) == "shuffle (expect: a smooth loss; cost: a word)"


def test_a_verdict_needs_nothing_unless_it_says_so():
    verdict = Verdict(rule="order", health="healthy")
    assert (verdict.cause, verdict.needs) == (None, ())
