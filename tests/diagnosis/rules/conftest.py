"""Golden facts: a training that failed, one that did well, and what a fork reached."""

import pytest

from netwright.diagnosis import Facts, Fork, Forked, Inputs, Pass, Scores, Simple, Targets, Updates

LENGTH = Updates(steps=500, epochs=10.0, batch=32, ratio=2e-3, ratio_early=2e-3, rate=0.01)
SIMPLE = Simple(
    within=0.9, within_error=0.01, across=0.9, across_error=0.01, examples=1000, disagree_error=0.01
)


def _facts(fit: float, skill: float, changes: dict) -> Facts:
    known = {
        "inputs": Inputs(examples=1000, columns=20, largest=3.0, spread=1.0, inside=0.0),
        "targets": Targets(kind="classes", counts=(500, 500), valid_counts=(100, 100)),
        "simple": SIMPLE,
        "updates": LENGTH,
        "start": Pass(loss=0.7),
        "end": Pass(loss=0.6),
        "scores": Scores(
            fit=fit,
            fit_error=0.01,
            skill=skill,
            skill_error=0.02,
            held_out=True,
            recalls=(0.9, 0.9),
        ),
    }
    return Facts(**{**known, **changes})


@pytest.fixture
def failed():
    """Facts of a training that learnt nothing, with changes."""
    return lambda fit=0.02, skill=0.01, **changes: _facts(fit, skill, changes)


@pytest.fixture
def fine():
    """Facts of a training that did well, with changes."""
    return lambda fit=0.95, skill=0.92, **changes: _facts(fit, skill, changes)


@pytest.fixture
def forks():
    """Forks by name, each with the skill it reached."""

    def made(**reached: float) -> dict[Fork, Forked]:
        return {
            _named(name): Forked(
                fit=skill,
                fit_error=0.01,
                skill=skill,
                skill_error=0.02,
                loss=1 - skill,
                steps=200,
                seeds=2,
                seconds=0.1,
            )
            for name, skill in reached.items()
        }

    return made


def _named(name: str) -> Fork:
    """``rate_001`` is a hundredth of the rate; other names are changes with spaces."""
    if name.startswith("rate_"):
        digits = name.removeprefix("rate_")
        return Fork("rate", float(f"0.{digits[1:]}") if digits[0] == "0" else float(digits))
    return Fork("fewer examples", 0.5) if name == "half" else Fork(name.replace("_", " "))
