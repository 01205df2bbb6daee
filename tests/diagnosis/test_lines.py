"""A diagnosis in three lines."""

from netwright.diagnosis import Facts, Inputs, Layer, Pass, Scores, Simple, diagnose, ladder
from netwright.diagnosis._lines import lines_of

FINE = Scores(fit=0.95, fit_error=0.01, skill=0.94, skill_error=0.01, held_out=True)
POOR = Scores(fit=0.0, fit_error=0.01, skill=0.0, skill_error=0.01, held_out=True)


def said(scores, strategy=None, **facts):
    return lines_of(diagnose(Facts(scores=scores, **facts)), strategy)


def test_a_cause_its_number_and_its_cheapest_advice():
    head, why, action = said(FINE, inputs=Inputs(examples=90, inside=0.4, natural=0.0))
    assert head == "ill: LEAK_DUP (held-out rows in the training rows)"
    assert "40.0%" in why
    assert action.startswith("take the rows that are in both")
    assert "cost: a line" in action


def test_a_suspicion_is_called_one():
    layers = (Layer(operation="relu", dead=1.0),)
    head, _, action = said(POOR, end=Pass(layers=layers))
    assert head == "ill: DEAD_RELU (dead units, suspected)"
    assert action.startswith("lower the learning rate")


def test_harm_without_a_cause_names_the_command_that_looks_further():
    head, why, action = said(POOR, simple=Simple(within=0.9, within_error=0.01, examples=500))
    assert head == "unsure: the training fails, no cause is proved"
    assert "skill 0.00 on training rows" in why
    assert "netwright diagnose" in action


def test_nothing_read_is_unsure_with_the_note():
    from netwright.api._watch_report import Report

    nothing = Report.of_nothing([]).diagnosis
    head, why, _ = lines_of(nothing, None, ["the network could not be copied"])
    assert head.startswith("unsure: ")
    assert why == "the network could not be copied"


def test_a_healthy_training_goes_on_to_the_largest_gap_of_the_ladder():
    strategy = ladder(human=0.0, train=0.01, dev=0.2, counts={"train": 2000, "dev": 2000})
    head, why, action = said(FINE, strategy)
    assert head == "healthy; next is VARIANCE (fit dev)"
    assert "variance" in why
    assert action.startswith("regularise")


def test_a_ladder_without_gaps_says_healthy_alone():
    strategy = ladder(human=0.01, train=0.01, dev=0.01, counts={"train": 10**6, "dev": 10**6})
    assert said(FINE, strategy)[0] == "healthy"


def test_without_errors_that_are_shares_the_two_skills_decide():
    wide = Scores(fit=0.97, fit_error=0.01, skill=0.1, skill_error=0.02, held_out=True)
    poor = Scores(fit=0.6, fit_error=0.01, skill=0.58, skill_error=0.02, held_out=True)
    done = Scores(fit=0.995, fit_error=0.001, skill=0.99, skill_error=0.001, held_out=True)
    heads = [said(scores)[0] for scores in (poor, done)]
    assert heads == ["healthy; next is AVOIDABLE_BIAS (fit train)", "healthy"]
    assert lines_of(diagnose(Facts(scores=wide)), None)[0].startswith("ill: OVERFIT")
    gap = Scores(fit=0.97, fit_error=0.01, skill=0.89, skill_error=0.01, held_out=True)
    assert said(gap)[0] == "healthy; next is VARIANCE (fit dev)"
    assert said(gap)[1] == "skill 0.970 on training rows (1 is perfect), 0.890 held out"
