"""Facts that rules are tried on: trainings that did well, that failed, and any figures at all.

    healthy_facts   a classifier, a regression, a gap that rows do not close, ...: no alarm
    sick_facts      each with one fault, before and after forks
    any_facts       figures of any size, likely or not, a function of a number

Cost: nothing; some hundred plain values.
"""

import dataclasses
import math
from collections.abc import Mapping
from typing import Any, get_args

import numpy as np

from netwright.diagnosis._data_facts import Inputs, Kind, Simple, Targets
from netwright.diagnosis._facts import Facts, Scores, Series
from netwright.diagnosis._forks import Change, Fork, Forked
from netwright.diagnosis._network_facts import Layer, Loss, Output, Pass, Updates
from netwright.diagnosis._own_figures import FIGURES
from netwright.randomness import generator

PARTS: Mapping[str, type[Any]] = {
    "inputs": Inputs,
    "targets": Targets,
    "simple": Simple,
    "output": Output,
    "loss": Loss,
    "updates": Updates,
    "scores": Scores,
}
OPERATIONS = ("linear", "relu", "sigmoid", "softmax", "exp", "batch_norm", "detach")
FALLING = tuple(2.3 * 0.97**i for i in range(100))
STANDING = tuple(2.3 + 0.01 * (-1) ** i for i in range(100))
DEAD = Pass(layers=(Layer(operation="linear", spread=1.0), Layer(operation="relu", dead=1.0)))


def healthy_facts() -> dict[str, Facts]:
    """Trainings without a fault, by what they are: no rule may be certain of one."""
    good = _classifier(fit=0.97, skill=0.94)
    epochs = tuple(2.0 * 0.8**i for i in range(12))
    rising = tuple(0.95 - 0.8 * 0.7**i for i in range(12))
    watched = Series(loss=FALLING, valid_loss=epochs, valid_metric=rising)
    momentum = Updates(steps=900, epochs=12.0, batch=32, ratio=4e-3, ratio_early=8e-3,
                       parameters=9_000, outside=0.0, frozen=0.0, unmoved=0.0, uncleared=0.0,
                       backwards=64, trained_in_eval=0.0, judged_in_train=0.0, rate=0.05,
                       method="SGD", momentum=0.9, decay=1e-4)  # fmt: skip
    return {
        "nothing known": Facts(),
        "classifier": good,
        "classifier with its history": dataclasses.replace(good, series=watched),
        "classifier with momentum": dataclasses.replace(good, updates=momentum),
        "half of a layer dead": dataclasses.replace(
            good, end=Pass(layers=(Layer(operation="relu", dead=0.5),), loss=0.1)
        ),
        "regression": dataclasses.replace(
            _classifier(fit=0.8, skill=0.75),
            targets=Targets(kind="numbers", mean=0.1, spread=1.0, low=-2.0, high=2.0),
            simple=Simple(within=0.6, within_error=0.02, across=0.6, across_error=0.02),
        ),
        "a gap that rows do not close": dataclasses.replace(
            _classifier(fit=1.0, skill=0.8),
            forks={Fork("nothing"): reached(0.8), Fork("fewer examples", 0.5): reached(0.79)},
        ),
    }


def sick_facts() -> dict[str, Facts]:
    """Trainings with a fault, by its name, before and after forks."""
    poor = _classifier(fit=0.01, skill=0.0)
    quick = dataclasses.replace(poor.updates, ratio=0.4, ratio_early=0.5, rate=5.0)
    slow = dataclasses.replace(poor.updates, ratio=1e-6, ratio_early=1e-6, rate=1e-6)
    lower = {Fork("nothing"): reached(0.0), Fork("rate", 0.01): reached(0.9)}
    sick = {
        "rate too high": dataclasses.replace(poor, updates=quick, end=DEAD),
        "rate too high, forks": dataclasses.replace(poor, updates=quick, end=DEAD, forks=lower),
        "rate too low": dataclasses.replace(poor, updates=slow, series=Series(loss=STANDING)),
        "loss not finite": dataclasses.replace(poor, series=Series(nonfinite_step=7)),
        "inputs of 255": dataclasses.replace(
            poor, inputs=Inputs(examples=900, columns=64, largest=255.0, spread=90.0)
        ),
        "rows not finite": dataclasses.replace(poor, inputs=Inputs(examples=900, nonfinite=3)),
        "gradients fade": dataclasses.replace(poor, start=Pass(gradients=(1e-8, 1e-4, 1.0))),
        "overfitted": _classifier(fit=1.0, skill=0.1),
        "too short": dataclasses.replace(poor, updates=Updates(steps=5, epochs=1.0, batch=512)),
    }
    unknown = Forked(fit=math.nan, fit_error=math.nan, skill=math.nan, skill_error=math.nan,
                     loss=math.nan, steps=0, seeds=0, seconds=0.0)  # fmt: skip
    all_forks = [*(Fork(change) for change in get_args(Change)), Fork("fewer examples", 0.5)]
    sick["no fork could be run"] = dataclasses.replace(
        poor, forks=dict.fromkeys(all_forks, unknown)
    )
    sick["all forks do well"] = dataclasses.replace(
        poor, forks=dict.fromkeys(all_forks, reached(0.95))
    )
    return sick


def any_facts(number: int) -> Facts:
    """Figures of any size, in any company: what a rule must bear.

    Args:
        number: which; equal numbers give equal facts.

    Returns:
        Facts that no training need ever have.
    """
    draws = generator(number, "any facts")
    parts = {
        name: part(**{field.name: _any_of(draws, field) for field in dataclasses.fields(part)})
        for name, part in PARTS.items()
    }
    start, end = (_any_pass(draws) for _ in range(2))
    changes = get_args(Change)
    kept = [Fork(one) for one in changes if draws.random() < 0.5]
    kept += [Fork("rate", 10.0**power) for power in range(-3, 3) if draws.random() < 0.5]
    series = Series(
        loss=tuple(_number(draws) for _ in range(draws.integers(0, 30))),
        valid_loss=tuple(_number(draws) for _ in range(draws.integers(0, 12))),
        valid_metric=tuple(_number(draws) for _ in range(draws.integers(0, 12))),
        nonfinite_step=int(draws.integers(-1, 3)),
    )
    forks = {fork: _any_fork(draws) for fork in kept}
    own = {name: _number(draws) for name in FIGURES if draws.random() < 0.5}
    return Facts(**parts, start=start, end=end, series=series, own=own, forks=forks)


def reached(skill: float) -> Forked:
    """A fork of 200 updates and two seeds that has reached this skill on both splits."""
    return Forked(fit=skill, fit_error=0.01, skill=skill, skill_error=0.02, loss=1 - skill,
                  steps=200, seeds=2, seconds=0.1)  # fmt: skip


def _classifier(*, fit: float, skill: float) -> Facts:
    """Two classes, a thousand rows, 500 updates."""
    return Facts(
        inputs=Inputs(examples=1000, columns=20, largest=3.0, spread=1.0, inside=0.0),
        targets=Targets(kind="classes", counts=(500, 500), valid_counts=(100, 100)),
        simple=Simple(within=0.9, within_error=0.01, across=0.9, across_error=0.01, examples=1000),
        updates=Updates(steps=500, epochs=16.0, batch=32, ratio=2e-3, ratio_early=2e-3, rate=0.01),
        start=Pass(loss=2.3),
        end=Pass(loss=2.3 * (1 - max(0.0, fit))),
        series=Series(loss=FALLING if fit > 0.5 else STANDING),
        scores=Scores(fit=fit, fit_error=0.01, skill=skill, skill_error=0.02, held_out=True,
                      recalls=(0.5 + skill / 2, 0.5 + skill / 2)),
    )  # fmt: skip


def _number(draws: np.random.Generator) -> float:
    choices = (math.nan, math.inf, 0.0, -1.0, 0.5, 1.0, 1e308, float(draws.lognormal(0, 4)))
    return choices[int(draws.integers(len(choices)))]


def _any_of(draws: np.random.Generator, field: "dataclasses.Field[Any]") -> object:
    """A value of the type of the field's default."""
    if field.name == "kind":
        return str(draws.choice(get_args(Kind)))
    if field.name == "reads":
        return str(draws.choice(("scores", "probabilities", "log probabilities", "numbers")))
    match field.default:
        case bool():
            return bool(draws.integers(2))
        case int():
            return int(draws.integers(-1, 300))
        case float():
            return _number(draws)
        case tuple():
            return tuple(int(x) for x in draws.integers(0, 90, int(draws.integers(0, 4))))
    return field.default


def _any_pass(draws: np.random.Generator) -> Pass:
    layers = tuple(
        Layer(
            operation=str(draws.choice(OPERATIONS)),
            spread=_number(draws),
            dead=_number(draws),
            saturated=_number(draws),
            nonfinite=bool(draws.integers(2)),
        )
        for _ in range(int(draws.integers(0, 5)))
    )
    gradients = tuple(_number(draws) for _ in range(int(draws.integers(0, 5))))
    return Pass(layers=layers, loss=_number(draws), gradients=gradients, alike=_number(draws),
                cut=_number(draws), dropout=float(draws.random()))  # fmt: skip


def _any_fork(draws: np.random.Generator) -> Forked:
    return Forked(fit=_number(draws), fit_error=0.01, skill=_number(draws), skill_error=0.01,
                  loss=_number(draws), steps=100, seeds=2, seconds=0.1)  # fmt: skip
