"""The plan of a run: measured, taken from the cache, or from another run; and its steps."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from netwright import store
from netwright.api._paths import nearest
from netwright.api._prepared import Prepared, Say
from netwright.artefacts import cores, environment, is_run
from netwright.errors import DamageError, SettingError, UnavailableError
from netwright.recipe import Settings
from netwright.training import (
    Candidate,
    Cost,
    Plan,
    candidates_for,
    choose_device,
    evaluation_points,
    expect_any_side,
    find_compiler,
    measure_plan,
    plan_from,
    planning_seconds,
    step_cost,
    steps_in_epoch,
    steps_within,
    train_subset,
    use_threads,
)

SHAPE = ("side", "channels", "numbers", "sizes")
TABLE_MOST = 4  # times the usual steps: a table is overfitted long before
FIGURES = (
    "task",
    "model",
    "width",
    "members",
    "dropout",
    "augment",
    "mosaic",
    "anchors",
    "up",
    "adversarial",
    "features",
    "batch_size",
    "optimiser",
    "ema",
    "lookahead",
    "freeze",
    "thaw",
    "stage_rate",
    "l1",
    "clip",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """What is fixed before step 1.

    Args:
        plan: how to execute.
        steps: in all.
        seconds: foreseen; 0 where nothing was timed.
    """

    plan: Plan
    steps: int
    seconds: float

    def to_dict(self) -> dict[str, Any]:
        """Plain values, for ``plan.json``."""
        return {"plan": self.plan.to_dict(), "steps": self.steps, "seconds": self.seconds}


def schedule_from(values: Mapping[str, Any]) -> Schedule:
    """Make a schedule of what ``to_dict`` gave.

    Args:
        values: plain values.

    Returns:
        The schedule.

    Raises:
        DamageError: if a value is missing or of another kind.
    """
    try:
        return Schedule(
            plan=plan_from(values["plan"]),
            steps=int(values["steps"]),
            seconds=float(values["seconds"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise DamageError(f"plan.json must hold a plan and its steps; got {error}") from error


def expect_compiler(plan: Plan) -> None:
    """Make sure that a plan made elsewhere, or earlier, can be executed here and now.

    Args:
        plan: whose passes may be compiled.

    Raises:
        UnavailableError: if they are, and there is no compiler that ``torch.compile`` can use.
    """
    problem = _compiler_problem(plan)
    if problem:
        raise UnavailableError(
            f"a C++ compiler must be there for compiled passes, as in the plan "
            f"{plan.chosen.name!r}; got: {problem}",
            hint="install one with Python's headers, or train anew with --plan auto",
        )


def make_schedule(prepared: Prepared, say: Say) -> Schedule:
    """Choose the plan and the number of steps.

    Args:
        prepared: task, examples, recipe.
        say: told the estimate.

    Returns:
        The schedule, fixed from now on.
    """
    settings, examples = prepared.learned.settings, prepared.learned.examples
    expect_any_side(prepared.learned.task, examples, settings)
    epoch = steps_in_epoch(len(examples.rows("train")), settings.batch_size)
    steps = max(1, round(settings.epochs * epoch))
    plan = _plan(prepared, steps)
    use_threads(plan.chosen)
    rows = len(train_subset(examples, settings.seed))
    rows += sum(len(r) for n, r in examples.splits.items() if n in ("val", "train_dev"))
    cost = Cost(
        step_seconds=plan.step_seconds * step_cost(settings),
        row_seconds=plan.row_seconds,
        rows=rows,
        evaluations=lambda n: len(evaluation_points(settings, n, epoch)),
    )
    enough = ""
    if settings.minutes is not None:
        # what planning cost counts too, also where it was measured before: equal commands agree
        fits = steps_within(settings.minutes * 60 - plan.seconds, cost)
        most = TABLE_MOST * steps if prepared.preprocess["kind"] == "table" else fits
        enough = "; more steps would not help a table" if most < fits else ""
        steps = min(fits, most)
    seconds = cost.seconds(steps) if plan.step_seconds else 0.0
    said = f"about {_time(seconds)}" if seconds else "not timed"
    say(
        f"{steps:,} steps of {settings.batch_size} in {steps / epoch:.3g} epochs, {said}{enough}; "
        f"plan: {plan.chosen.name} ({plan.because})"
    )
    return Schedule(plan=plan, steps=steps, seconds=seconds)


def _plan(prepared: Prepared, steps: int) -> Plan:
    learned = prepared.learned
    settings = learned.settings
    if settings.plan not in ("auto", "fp32"):
        plan = _plan_of(Path(settings.plan), settings.device)
        device, candidates = choose_device(plan.device), [plan.chosen]
        if settings.minutes is None:
            return plan
    elif settings.plan == "auto":
        device = choose_device(settings.device)
        candidates = candidates_for(learned.task, device, cores=cores())
    else:
        device = choose_device(settings.device)
        threads = cores() if device.type == "cpu" else 0
        candidates = [Candidate(dtype="fp32", memory="contiguous", threads=threads)]
        if settings.minutes is None:
            return Plan(chosen=candidates[0], device=device.type)
    path = store.cache_folder("plans") / f"{_key(prepared, device.type, candidates)}.json"
    kept = _kept(path)
    if kept is not None:
        return kept

    def bound(plain_seconds: float) -> float:
        training = steps * plain_seconds if settings.minutes is None else settings.minutes * 60
        return planning_seconds(training)

    plan = measure_plan(learned.task, learned.examples, settings, device, candidates, bound=bound)
    store.write_json(path, plan.to_dict())
    return plan


def _kept(path: Path) -> Plan | None:
    """The plan that was measured before; None where it is not there, damaged or of no use now."""
    try:
        plan = plan_from(store.read_json(path), name=path.name)
    except OSError:
        return None
    return None if _compiler_problem(plan) else plan


def _compiler_problem(plan: Plan) -> str:
    return find_compiler().problem if plan.chosen.passes == "compiled" else ""


def _plan_of(run: Path, device: str) -> Plan:
    if not is_run(run):
        raise SettingError(
            "plan",
            str(run),
            wanted="auto, fp32 or a run folder",
            hint=nearest(run) or "auto measures which is fastest",
        )
    plan = schedule_from(store.read_json(run / "plan.json")).plan
    if device not in ("auto", plan.device):
        raise SettingError("device", device, wanted=f"{plan.device}, as in the plan of {run}")
    expect_compiler(plan)
    return plan


def _key(prepared: Prepared, device: str, candidates: list[Candidate]) -> str:
    settings: Settings = prepared.learned.settings
    values = settings.model_dump()
    facts = {
        "environment": environment(device=device, threads=cores()),
        "settings": {name: values[name] for name in FIGURES},
        "task": {k: v for k, v in asdict(prepared.task).items() if k in SHAPE},
        "candidates": [candidate.name for candidate in candidates],
        "shapes": {n: list(a.shape[1:]) for n, a in prepared.learned.examples.arrays.items()},
        "outputs": len(getattr(prepared.task, "classes", ())),
        "rows": min(len(prepared.examples.rows("train")), 4 * settings.batch_size),
        "minutes": settings.minutes,
    }
    text = json.dumps(facts, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _time(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 120 else f"{seconds / 60:.1f} min"
