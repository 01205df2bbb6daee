"""Hidden activations that hold the network back."""

from netwright.diagnosis import Facts, Layer, Pass
from netwright.diagnosis.rules._activation_choice import judge

SQUASHED = Pass(layers=(Layer(operation="sigmoid"), Layer(operation="linear")), loss=0.7)


def test_activations_that_lose_to_plain_ones_are_ill_and_named(failed, forks):
    verdict = judge(failed(start=SQUASHED, forks=forks(nothing=0.0, plain_activations=0.9)))
    assert (verdict.health, verdict.cause) == ("ill", "ACT_CHOICE")
    assert "in place of sigmoid" in verdict.advice[0].action


def test_the_fork_is_asked_for_with_harm_only(failed, fine):
    needs = [fork.change for fork in judge(failed(start=SQUASHED)).needs]
    assert needs == ["nothing", "plain activations"]
    assert judge(fine(start=SQUASHED)).health == "healthy"
    assert judge(Facts()).health == "unsure"
