"""Sixteen rows by heart."""

from dataclasses import replace

from netwright.diagnosis import Facts, Fork, Forked, diagnose, words_of
from netwright.diagnosis.rules._one_batch import judge, where_to_look


def test_rows_by_heart_clear_the_structure(failed, forks):
    verdict = judge(failed(forks=forks(one_batch=1.0)))
    assert (verdict.health, verdict.cause, verdict.statistic) == ("healthy", None, 1.0)
    assert "reaches a skill of 1.00 on 16 rows in 200 updates" in verdict.evidence[0]
    assert "the structure can learn" in verdict.evidence[0]


def test_rows_that_are_not_learnt_point_to_output_loss_and_gradient(failed, forks):
    verdict = judge(failed(forks=forks(one_batch=0.1)))
    assert (verdict.health, verdict.cause) == ("unsure", None)
    assert "look at the output, the loss" in verdict.evidence[0]


def test_a_fork_cut_short_tells_nothing_of_the_structure(failed, forks):
    short = {fork: replace(ran, steps=60) for fork, ran in forks(one_batch=0.6).items()}
    verdict = judge(failed(forks=short))
    assert verdict.evidence[0].endswith("more updates would tell structure from the rest")
    assert where_to_look(failed(forks=forks(one_batch=1.0))).startswith("the structure can learn")
    assert where_to_look(failed()) == ""


def test_it_is_asked_last_and_only_where_there_is_harm(failed, fine):
    assert judge(failed()).needs == (Fork("one batch"),)
    assert judge(fine()).needs == ()
    assert judge(Facts()).health == "unsure"
    asked: list[Fork] = []

    def run(fork: Fork) -> None:
        asked.append(fork)

    found = diagnose(failed(), run)
    assert (found.cause, asked[-1]) == (None, Fork("one batch"))
    assert "could not be run" in judge(found.facts).evidence[0]
    assert "train on 16 rows" in words_of(found)


def test_the_words_of_a_diagnosis_without_a_cause_end_with_it(failed, forks):
    def run(fork: Fork) -> Forked:
        return forks(any=1.0 if fork.change == "one batch" else 0.0)[Fork("any")]

    text = words_of(diagnose(failed(), run))
    assert "next: a fresh copy reaches a skill of 1.00 on 16 rows" in text
