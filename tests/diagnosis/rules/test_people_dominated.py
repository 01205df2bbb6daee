"""One person on most of the pictures."""

from netwright.diagnosis import Facts
from netwright.diagnosis.rules._people_dominated import judge

MUCH = {"people/largest": 0.8, "people/times": 40.0, "people/eer": 0.2}


def test_a_person_on_most_pictures_is_named_where_others_are_told_apart_badly():
    verdict = judge(Facts(own=MUCH))
    assert (verdict.health, verdict.cause) == ("ill", "IMBALANCE")
    assert "80%" in verdict.evidence[0]


def test_it_is_healthy_where_nothing_suffers_or_all_have_much():
    assert judge(Facts(own={**MUCH, "people/eer": 0.02})).health == "healthy"
    assert judge(Facts(own={**MUCH, "people/times": 3.0})).health == "healthy"
    assert judge(Facts(own={**MUCH, "people/largest": 0.1})).health == "healthy"
    assert judge(Facts()).health == "unsure"
