from netwright.diagnosis import RULES
from netwright.diagnosis.rules._own_table import OWN


def test_rules_of_tasks_of_their_own_are_asked_with_the_others():
    assert set(OWN) < set(RULES)
    assert len({rule.name for rule in OWN}) == len(OWN)
