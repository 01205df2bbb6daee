"""Facts that rules are tried on."""

from netwright.diagnosis import RULES, diagnose
from netwright.diagnosis._golden import any_facts, healthy_facts, sick_facts


def test_no_rule_of_ours_alarms_on_the_healthy_ones():
    for what, facts in healthy_facts().items():
        assert diagnose(facts).cause is None, what


def test_ours_find_the_sick_ones_ill_once_forks_were_run_and_suspect_some_before():
    causes = {what: diagnose(facts).cause for what, facts in sick_facts().items()}
    assert causes["rate too high, forks"] == "LR_HIGH"
    assert causes["rate too high"] == "LR_HIGH"
    assert causes["rows not finite"] == "NAN_DATA"
    assert causes["overfitted"] == "OVERFIT"
    assert all(diagnose(facts).harm or what == "overfitted" for what, facts in sick_facts().items())


def test_any_figures_are_the_same_for_the_same_number_and_reach_every_answer():
    assert repr(any_facts(3)) == repr(any_facts(3)) != repr(any_facts(4))
    drawn = [any_facts(number) for number in range(30)]
    answers = {rule.judge(facts).health for facts in drawn for rule in RULES}
    assert answers == {"healthy", "ill", "unsure"}
