import pytest

from netwright.data._detection_faults import PLACES, RULES, Tally


def test_faults_come_in_the_order_of_the_rules_with_their_first_places():
    tally = Tally()
    tally.add("boxes drawn twice", "b.xml: cat 1 2 3 4")
    tally.add_all("empty boxes", [f"a.xml: dog {i}" for i in range(30)])
    empty, twice = tally.faults()
    assert (empty.rule, empty.count, empty.done) == ("empty boxes", 30, "left out")
    assert len(empty.places) == PLACES
    assert empty.sentence == (
        "30 empty boxes: left out (a.xml: dog 0, a.xml: dog 1, a.xml: dog 2, a.xml: dog 3 "
        "and 26 more)"
    )
    assert twice.sentence == "1 boxes drawn twice: kept once (b.xml: cat 1 2 3 4)"


def test_nothing_wrong_is_no_fault_and_an_unknown_rule_is_a_bug():
    tally = Tally()
    assert tally.faults() == ()
    with pytest.raises(KeyError):
        tally.add("boxes of a bad colour", "x")
    assert all(RULES.values())


def test_places_are_escaped():
    tally = Tally()
    tally.add("empty boxes", "a\x1b[31m.xml")
    assert r"(a\x1b[31m.xml)" in tally.faults()[0].sentence
