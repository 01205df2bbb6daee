"""One cause first, and no fork that nobody reads."""

import math

from netwright.diagnosis import (
    Facts,
    Fork,
    Forked,
    Inputs,
    Pass,
    Scores,
    Simple,
    Targets,
    Updates,
    diagnose,
)

POOR = Scores(fit=0.02, fit_error=0.01, skill=0.01, skill_error=0.02, held_out=True)
SIMPLE = Simple(within=0.9, within_error=0.01, across=0.9, across_error=0.01)
FAILED = Facts(
    scores=POOR,
    simple=SIMPLE,
    inputs=Inputs(examples=900, columns=8, largest=255.0, spread=90.0, column_ratio=1.0),
    targets=Targets(kind="classes", counts=(450, 450)),
    updates=Updates(steps=500, ratio=2e-3, ratio_early=2e-3, rate=0.1, method="SGD"),
    start=Pass(loss=0.7),
    end=Pass(loss=0.7),
)


def _reached(skill: float) -> Forked:
    return Forked(
        fit=skill,
        fit_error=0.01,
        skill=skill,
        skill_error=0.02,
        loss=0.1,
        steps=200,
        seeds=2,
        seconds=1,
    )


def test_the_first_certain_cause_explains_the_others():
    asked = []

    def run(fork: Fork) -> Forked:
        asked.append(fork.change)
        return _reached(0.95 if fork.change == "inputs standardised" else 0.0)

    diagnosis = diagnose(FAILED, run)
    assert (diagnosis.health, diagnosis.cause) == ("ill", "INPUT_SCALE")
    assert asked == ["nothing", "inputs standardised"]
    assert diagnosis.first is not None
    assert "skill 0.02" in diagnosis.harm


def test_forks_that_cannot_be_run_are_asked_for_once():
    asked = []
    diagnosis = diagnose(FAILED, lambda fork: asked.append(fork))
    assert len(asked) == len(set(asked)) > 3
    assert all(math.isnan(found.fit) for found in diagnosis.facts.forks.values())
    assert diagnosis.cause == "INPUT_SCALE"  # the first suspicion, for want of certainty


def test_without_harm_suspicions_are_kept_quiet():
    fine = Facts(
        scores=Scores(fit=0.95, fit_error=0.01, skill=0.9, skill_error=0.02, held_out=True)
    )
    diagnosis = diagnose(fine)
    assert (diagnosis.health, diagnosis.cause, diagnosis.consequences) == ("healthy", None, ())


def test_harm_without_a_cause_is_unsure():
    diagnosis = diagnose(Facts(scores=POOR))
    assert (diagnosis.health, diagnosis.cause) == ("unsure", None)


def test_a_cause_of_the_data_comes_before_one_of_the_output():
    both = Facts(
        inputs=Inputs(examples=9, nonfinite=1),
        targets=Targets(kind="classes", counts=(3, 3, 3)),
        scores=POOR,
    )
    assert diagnose(both).cause == "NAN_DATA"
