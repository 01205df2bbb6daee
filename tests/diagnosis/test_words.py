"""The words of a diagnosis."""

from netwright.diagnosis import Facts, Inputs, Scores, Series, diagnose, words_of

POOR = Scores(fit=0.0, skill=0.0)
FINE = Scores(fit=0.95, fit_error=0.01, skill=0.9, skill_error=0.02, held_out=True)


def test_a_cause_comes_with_its_evidence_and_advice():
    facts = Facts(inputs=Inputs(examples=90, nonfinite=2), scores=POOR)
    text = words_of(diagnose(facts), ["0 forks"])
    assert text.splitlines()[0] == "ill: NAN_DATA (values that are not finite)"
    assert "because: 2 of 90 rows" in text
    assert "do: fill or drop the rows" in text
    assert "cost: a line of preparation" in text
    assert text.splitlines()[-1] == "  note: 0 forks"


def test_health_says_how_many_rules_looked_and_the_skill():
    text = words_of(diagnose(Facts(scores=FINE)))
    assert text.startswith("healthy: ")
    assert "skill 0.90 held out, 0.95 on training rows" in text


def test_harm_without_a_cause_says_what_to_try_next():
    text = words_of(diagnose(Facts(scores=Scores(fit=0.0, skill=0.0))))
    assert text.startswith("unsure: the training fails")
    assert "train on 16 rows" in text


def test_a_metric_that_says_nothing_is_worth_a_look_where_the_training_does_well():
    loss = tuple(2.0 * 0.7**i for i in range(8))
    stands = Series(valid_loss=loss, valid_metric=(0.1,) * 8)
    text = words_of(diagnose(Facts(scores=FINE, series=stands)))
    assert text.startswith("healthy: ")
    assert "look at: the metric stays at 0.1 for 8 epochs" in text
