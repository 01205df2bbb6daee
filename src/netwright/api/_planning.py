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
from netwright.errors import DamageError, SettingError
from netwright.recipe import Settings
from netwright.training import (
    Candidate,
    Plan,
    choose_device,
    estimate,
    evaluation_points,
    measure_plan,
    plan_from,
    steps_within,
    train_subset,
    use_threads,
)

PLAN_SHARE = 0.03  # of the training's time that planning may take
BOUND = 1.0  # seconds it may take in any case
FIGURES = ("task", "model", "width", "members", "dropout", "augment", "batch_size", "optimiser")


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """What is fixed before step 1.

    Args:
        plan: how to execute.
        steps: in all.
        epoch: steps in an epoch.
        seconds: foreseen; 0 where nothing was timed.
    """

    plan: Plan
    steps: int
    epoch: int
    seconds: float

    def to_dict(self) -> dict[str, Any]:
        """Plain values, for ``plan.json``."""
        return {
            "plan": self.plan.to_dict(),
            "steps": self.steps,
            "epoch": self.epoch,
            "seconds": self.seconds,
        }


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
            epoch=int(values["epoch"]),
            seconds=float(values["seconds"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise DamageError(f"plan.json must hold a plan and its steps; got {error}") from error


def make_schedule(prepared: Prepared, say: Say) -> Schedule:
    """Choose the plan and the number of steps.

    Args:
        prepared: task, examples, recipe.
        say: told the estimate.

    Returns:
        The schedule, fixed from now on.
    """
    settings = prepared.recipe.settings
    plan = _plan(prepared)
    use_threads(plan.chosen)
    count = len(prepared.examples.rows("train"))
    epoch = max(1, -(-count // settings.batch_size))
    steps = max(1, round(settings.epochs * epoch))
    rows = len(train_subset(prepared.examples, settings.seed))
    rows += sum(len(r) for n, r in prepared.examples.splits.items() if n in ("val", "train_dev"))
    times: dict[str, Any] = {
        "step_seconds": plan.step_seconds,
        "row_seconds": plan.row_seconds,
        "evaluated_rows": rows,
    }
    if settings.minutes is not None:
        # as many evaluations as epochs, and both follow from the time: the second try is exact
        evaluations = 1
        for _ in range(4):
            steps = steps_within(settings.minutes * 60, evaluations=evaluations, **times)
            evaluations = len(evaluation_points(settings, steps, epoch))
    evaluations = len(evaluation_points(settings, steps, epoch))
    seconds = estimate(steps, evaluations=evaluations, **times) if plan.step_seconds else 0.0
    said = f"about {_time(seconds)}" if seconds else "not timed"
    say(
        f"{steps:,} steps of {settings.batch_size} in {steps / epoch:.3g} epochs, {said}; "
        f"plan: {plan.chosen.name} ({plan.because})"
    )
    return Schedule(plan=plan, steps=steps, epoch=epoch, seconds=seconds)


def _plan(prepared: Prepared) -> Plan:
    settings = prepared.recipe.settings
    device = choose_device(settings.device)
    plain = Candidate(
        dtype="fp32", memory="contiguous", threads=cores() if device.type == "cpu" else 0
    )
    if settings.plan == "fp32":
        if settings.minutes is None:
            return Plan(chosen=plain, device=device.type)
    elif settings.plan != "auto":
        return _plan_of(Path(settings.plan))
    path = store.cache_folder("plans") / f"{_key(prepared, device.type)}.json"
    try:
        return plan_from(store.read_json(path), name=path.name)
    except OSError:
        pass  # not measured yet, or damaged: measure
    seconds = (settings.minutes or 0) * 60
    bound = max(BOUND, PLAN_SHARE * seconds)
    plan = measure_plan(
        prepared.task,
        prepared.examples,
        settings,
        device,
        cores=cores(),
        bound=bound,
        only_plain=settings.plan == "fp32",
    )
    store.write_json(path, plan.to_dict())
    return plan


def _plan_of(run: Path) -> Plan:
    if not is_run(run):
        raise SettingError(
            "plan",
            str(run),
            wanted="auto, fp32 or a run folder",
            hint=nearest(run) or "auto measures which is fastest",
        )
    return schedule_from(store.read_json(run / "plan.json")).plan


def _key(prepared: Prepared, device: str) -> str:
    settings: Settings = prepared.recipe.settings
    values = settings.model_dump()
    facts = {
        "environment": environment(device=device, threads=cores()),
        "settings": {name: values[name] for name in FIGURES},
        "task": {k: v for k, v in asdict(prepared.task).items() if k in ("side", "channels")},
        "shapes": {n: list(a.shape[1:]) for n, a in prepared.examples.arrays.items()},
        "outputs": len(getattr(prepared.task, "classes", ())),
        "rows": min(len(prepared.examples.rows("train")), 4 * settings.batch_size),
        "plan": settings.plan,
        "minutes": settings.minutes,
    }
    text = json.dumps(facts, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _time(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 120 else f"{seconds / 60:.1f} min"
