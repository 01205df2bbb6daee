"""Schedules, beside the fast path's and beside torch's, which go from rate to rate."""

from fractions import Fraction
from typing import get_args

import numpy as np
import torch
from torch.optim import lr_scheduler as torchs

from netwright.recipe import Settings
from netwright.recipe._settings import Schedule
from netwright.reference.schedules import (
    constant,
    cosine,
    exponential_decay,
    flat_cosine,
    inverse_time,
    linear_decay,
    one_cycle,
    plateau,
    step_decay,
    warm_up,
)
from netwright.training import State, learning_rate
from twins.harness import Twin

FAST = {
    "constant": constant,
    "linear": linear_decay,
    "cosine": cosine,
    "one-cycle": one_cycle,
    "flat-cosine": flat_cosine,
    "step": step_decay,
    "inverse-time": inverse_time,
    "exponential": exponential_decay,
    "plateau": plateau,
}
assert set(FAST) == set(get_args(Schedule))
FORMULA = "float64 on both sides, one formula"
CHAIN = "float64; torch computes each rate from the one before, up to 60 times"


def _fast_case(rng):
    steps = int(rng.integers(1, 300))
    case = {
        "step": int(rng.integers(0, steps)),
        "steps": steps,
        "rate": float(rng.uniform(0.01, 1.0)),
    }
    if rng.random() < 0.5:
        case["warmup"] = float(rng.choice([0.05, 0.1, 0.5, 0.6]))
    return case


def _step_of_fast_case(rng):
    drop = float(rng.choice([2.0, 10.0]))
    return {**_fast_case(rng), "factor": 1 / drop}


def _inverse_time_case(rng):
    """What ends at a share of the rate: drop - 1 over all steps."""
    case = _fast_case(rng)
    case.pop("warmup", None)
    return {**case, "decay": float(rng.choice([1.0, 9.0])) / case["steps"]}


def _exponential_case(rng):
    case = _fast_case(rng)
    case.pop("warmup", None)
    return {**case, "factor": float(rng.choice([2.0, 10.0])) ** (-1 / case["steps"])}


def _plateau_case(rng):
    return {**plateau.example(rng), "threshold": 0.0}


FAST_CASES = {
    "step": _step_of_fast_case,
    "inverse-time": _inverse_time_case,
    "exponential": _exponential_case,
    "plateau": _plateau_case,
}
DROPS = {  # from the reference's words to the factor of the recipe
    "step": lambda a: 1 / a["factor"],
    "inverse-time": lambda a: 1 + a["decay"] * a["steps"],
    "exponential": lambda a: a["factor"] ** -a["steps"],
    "plateau": lambda a: 1 / a["factor"],
}


def _fast(schedule):
    def run(arguments):
        settings = Settings(
            schedule=schedule,
            learning_rate=arguments["rate"],
            warmup=arguments.get("warmup", 0.0),
            rate_drop=DROPS[schedule](arguments) if schedule in DROPS else 10.0,
        )
        if schedule == "plateau":
            return learning_rate(settings, 0, 1, drops=_drops(arguments))
        return learning_rate(settings, arguments["step"], arguments["steps"])

    return run


def _drops(arguments):
    """How often the loop would have dropped the rate, losses for its goal."""
    state, best = State(), np.inf
    for loss in arguments["losses"].tolist():
        state.count_plateau(arguments["patience"] + 1, better=loss < best)
        best = min(best, loss)
    return state.drops


def _walked(make):
    """The rate that a scheduler of torch has come to after ``step`` steps."""

    def run(arguments):
        optimiser = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=arguments["rate"])
        scheduler = make(optimiser, arguments)
        for _ in range(arguments["step"]):
            optimiser.step()
            scheduler.step()
        return optimiser.param_groups[0]["lr"]

    return run


def _case(rng, **more):
    """Steps of an even number, and a share of them that is whole."""
    steps = 2 * int(rng.integers(2, 30))
    step = int(rng.integers(0, steps))
    return {"step": step, "steps": steps, "rate": float(rng.uniform(0.01, 1.0)), **more}


def _falling_case(rng):
    return _case(rng, end=float(rng.choice([0.0, 0.002, 0.1])))


def _rising_case(rng):
    case = _case(rng, start=float(rng.choice([0.1, 0.01])))
    return {**case, "warmup": int(rng.integers(1, case["steps"])) / case["steps"]}


def _risen(a):
    return round(a["warmup"] * a["steps"])


def _warm_up(optimiser, a):
    return torchs.LinearLR(optimiser, start_factor=a["start"], total_iters=_risen(a))


def _linear(optimiser, a, after=0):
    return torchs.LinearLR(
        optimiser, start_factor=1.0, end_factor=a["end"], total_iters=a["steps"] - after
    )


def _cosine(optimiser, a):
    return torchs.CosineAnnealingLR(optimiser, T_max=a["steps"], eta_min=a["end"] * a["rate"])


def _one_cycle(optimiser, a):
    parts = [_warm_up(optimiser, a), _linear(optimiser, a, after=_risen(a))]
    return torchs.SequentialLR(optimiser, parts, milestones=[_risen(a)])


def _flat_cosine(optimiser, a):
    half = a["steps"] // 2
    parts = [
        torchs.ConstantLR(optimiser, factor=1.0),
        torchs.CosineAnnealingLR(optimiser, T_max=half),
    ]
    return torchs.SequentialLR(optimiser, parts, milestones=[half])


def _step_case(rng):
    case = _case(rng, factor=float(rng.choice([0.1, 0.5])))
    every = int(rng.integers(1, case["steps"]))
    return {**case, "places": tuple(np.arange(every, case["steps"], every) / case["steps"])}


def _step(optimiser, a):
    every = round(a["places"][0] * a["steps"])
    return torchs.StepLR(optimiser, step_size=every, gamma=a["factor"])


def _exponential(optimiser, a):
    return torchs.ExponentialLR(optimiser, gamma=a["factor"])


def _inverse_time(a):
    """In fractions, without rounding: the harmonic series, scaled."""
    return float(
        1 / (1 / Fraction(a["rate"]) + a["step"] * Fraction(a["decay"]) / Fraction(a["rate"]))
    )


def _plateau(a):
    optimiser = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=a["rate"])
    scheduler = torchs.ReduceLROnPlateau(
        optimiser, factor=a["factor"], patience=a["patience"], threshold=a["threshold"], eps=0.0
    )
    for loss in a["losses"].tolist():
        scheduler.step(loss)
    return optimiser.param_groups[0]["lr"]


def _torch_row(reference, other, make, case):
    return Twin(
        reference=reference,
        other=other,
        run=_walked(make),
        tolerance=1e-10,
        because=CHAIN,
        case=case,
    )


ROWS = [
    Twin(
        reference=reference,
        other=learning_rate,
        name=name,
        run=_fast(name),
        tolerance=1e-13,
        because=FORMULA,
        case=FAST_CASES.get(name, _fast_case),
    )
    for name, reference in FAST.items()
] + [
    Twin(
        reference=warm_up,
        other=learning_rate,
        name="rising",
        run=_fast("constant"),
        tolerance=1e-13,
        because=FORMULA,
        case=lambda rng: {"warmup": 0.0, **_fast_case(rng)},
    ),
    _torch_row(constant, torchs.ConstantLR, lambda o, a: torchs.ConstantLR(o, factor=1.0), _case),
    _torch_row(warm_up, torchs.LinearLR, _warm_up, _rising_case),
    _torch_row(linear_decay, torchs.LinearLR, _linear, _falling_case),
    _torch_row(cosine, torchs.CosineAnnealingLR, _cosine, _falling_case),
    _torch_row(
        one_cycle,
        torchs.SequentialLR,
        _one_cycle,
        lambda rng: {**_rising_case(rng), "end": float(rng.choice([0.0, 0.1]))},
    ),
    _torch_row(flat_cosine, torchs.SequentialLR, _flat_cosine, _case),
    _torch_row(step_decay, torchs.StepLR, _step, _step_case),
    _torch_row(exponential_decay, torchs.ExponentialLR, _exponential, None),
    Twin(
        reference=inverse_time,
        other=Fraction,
        run=_inverse_time,
        tolerance=1e-13,
        because="exact on one side; torch has none",
    ),
    Twin(
        reference=plateau,
        other=torchs.ReduceLROnPlateau,
        run=_plateau,
        tolerance=1e-12,
        because="float64 on both sides, losses above 0: below it torch's threshold turns around",
    ),
]
