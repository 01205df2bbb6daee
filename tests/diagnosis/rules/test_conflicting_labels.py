"""Equal inputs with different labels."""

from netwright.diagnosis import Inputs
from netwright.diagnosis.rules._conflicting_labels import judge


def test_many_conflicts_are_ill_without_further_harm(fine):
    verdict = judge(fine(inputs=Inputs(examples=900, conflicts=1.0, distinct=0.5)))
    assert (verdict.health, verdict.cause) == ("ill", "LABELS_CONFLICT")
    assert "100.0% of the training rows" in verdict.evidence[0]


def test_data_of_few_values_conflict_by_nature(fine):
    few = Inputs(examples=900, conflicts=0.6, distinct=0.05)
    assert judge(fine(inputs=few)).health == "healthy"


def test_some_conflicts_are_ill_with_harm_only(failed, fine):
    some = Inputs(examples=900, conflicts=0.05)
    assert judge(failed(inputs=some)).health == "ill"
    assert judge(fine(inputs=some)).health == "healthy"
