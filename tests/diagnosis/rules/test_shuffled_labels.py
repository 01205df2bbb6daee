"""Labels that have nothing to do with the inputs."""

from dataclasses import replace

from netwright.diagnosis import Facts, Inputs, Simple
from netwright.diagnosis.rules._shuffled_labels import judge

NONE = Simple(within=0.01, within_error=0.01, across=-0.02, across_error=0.02, examples=900)


def test_no_relation_and_nothing_learnt_is_ill(failed):
    verdict = judge(failed(simple=NONE))
    assert (verdict.health, verdict.cause) == ("ill", "LABELS_SHUFFLED")
    assert "900 training rows, 1.0 standard errors" in verdict.evidence[0]


def test_a_relation_that_moves_no_answer_is_one(failed):
    clicks = replace(NONE, relation=9.0)
    assert judge(failed(simple=clicks)).health == "healthy"
    assert judge(failed(simple=replace(NONE, relation=3.0))).health == "ill"


def test_a_network_that_finds_a_relation_is_healthy(fine):
    assert judge(fine(simple=NONE)).health == "healthy"


def test_a_network_that_fails_where_neighbours_do_well_is_another_matter(failed):
    assert judge(failed()).health == "healthy"


def test_data_learnt_by_heart_cannot_be_judged(failed):
    heart = Inputs(examples=256, inside=1.0)
    assert judge(failed(simple=NONE, inputs=heart)).health == "unsure"
    assert judge(Facts()).health == "unsure"
