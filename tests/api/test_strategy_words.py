from netwright.api._strategy_words import MEANING, strategy_words
from netwright.diagnosis import ladder
from netwright.diagnosis._strategy_actions import GROUPS


def test_the_cause_its_meaning_and_the_next_action_come_first():
    found = ladder(human=0.0, train=0.01, dev=0.2, counts={"train": 10_000, "dev": 10_000})
    lines = strategy_words(found).splitlines()
    assert lines[0] == (
        "VARIANCE: the network does better on training examples than on others (fit dev)"
    )
    assert lines[1].startswith("  because variance: 19 points, ")
    actions = [line for line in lines if line.startswith(("  next  ", "  then  "))]
    assert len(actions) == len(found.first.advice)
    assert actions[0].startswith("  next    regularise: ")
    assert any(line.startswith("  also    avoidable bias, healthy: ") for line in lines)


def test_every_cause_has_a_meaning():
    assert set(MEANING) == set(GROUPS)
