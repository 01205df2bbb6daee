"""Examples of a batch that see each other."""

from netwright.diagnosis import Layer, Output, Pass
from netwright.diagnosis.rules._mixing import judge


def test_an_answer_that_depends_on_other_examples_is_ill(failed):
    verdict = judge(failed(output=Output(units=3, mixing=0.7)))
    assert (verdict.health, verdict.cause) == ("ill", "BATCH_MIX")
    assert "changes by 0.7" in verdict.evidence[0]


def test_batch_normalisation_mixes_by_intent(failed):
    norm = Pass(layers=(Layer(operation="batch_norm"),))
    assert judge(failed(output=Output(units=3, mixing=0.7), start=norm)).health == "healthy"


def test_rounding_is_not_mixing(failed):
    assert judge(failed(output=Output(units=3, mixing=1e-7))).health == "healthy"
