"""What ``improve`` knows before it tries anything: the coach's causes, and what would be inferred.

causes   ``diagnose_run`` on the run: its training, and the ladder of its errors
known    the settings netwright would choose for these data and this network, and the rate
         that a range test suggests, where the test takes no longer than a training
"""

from netwright import store
from netwright.actions import Causes, Known
from netwright.api._diagnose import diagnose_run
from netwright.api._planning import schedule_from
from netwright.api._prepare import prepare
from netwright.api._prepared import Asked, Prepared, quiet
from netwright.api._run import Run
from netwright.recipe import Recipe
from netwright.tasks import optimiser_settings
from netwright.training import choose_device, range_test

KEPT = (
    *("task", "target", "model", "preset", "seed", "val_share", "test_share", "train_dev_share"),
    *("group", "time", "kinds", "side", "channels", "header", "damaged", "log_target"),
    *("pretrained", "freeze", "thaw", "minutes", "loss_weights", "plan", "device"),
)  # settings that say what is learned, from what and for how long
ASKED = ("user", "coach", "search")  # origins of settings that somebody chose
OPTIMISERS = ("adamw", "muon")
TEST_STEPS = 150
RULE = "valley"  # of the range test: the middle of the longest fall


def causes_of(run: Run, *, human: float | None, seconds: float) -> Causes:
    """What the coach names.

    Args:
        run: finished.
        human: the error of good people; None for unknown.
        seconds: that forks may compute.

    Returns:
        Codes.
    """
    found = diagnose_run(run.path, human=human, seconds=seconds)
    diagnosis = found.training.diagnosis
    others = dict.fromkeys(verdict.cause for verdict in diagnosis.consequences if verdict.cause)
    return Causes(
        first=diagnosis.cause or "",
        others=tuple(others),
        strategy=() if found.strategy is None else found.strategy.causes,
    )


def known_of(run: Run, prepared: Prepared) -> Known:
    """What is known of a run's data.

    Args:
        run: finished.
        prepared: of its recipe.

    Returns:
        Plain values.
    """
    data = store.read_json(run.path / "data.json")
    asked = Asked(data=data["data"], test=data["test"], user=_said(run.recipe))
    inferred = prepare(asked, quiet).recipe.settings.model_dump()
    return Known(
        inferred=inferred,
        optimisers={name: _optimiser(name, inferred) for name in OPTIMISERS},
        rate=_rate(run, prepared),
        channels=int(data.get("picture", {}).get("channels", 0)),
        classes=prepared.task.name != "table-regression",
    )


def _said(recipe: Recipe) -> dict[str, object]:
    values = recipe.settings.model_dump()
    return {
        name: values[name]
        for name in KEPT
        if recipe.origin(name) in ASKED and values[name] is not None
    }


def _optimiser(name: str, inferred: dict[str, object]) -> dict[str, object]:
    """An optimiser and what goes with it, beside the inferred one's."""
    settings = ("learning_rate", "momentum", "weight_decay")
    usual = {setting: inferred[setting] for setting in settings}
    return {**usual, **optimiser_settings(name, inferred), "optimiser": name}


def _rate(run: Run, prepared: Prepared) -> float | None:
    schedule = schedule_from(store.read_json(run.path / "plan.json"))
    if schedule.steps < TEST_STEPS:
        return None
    choose_device(schedule.plan.device)
    learned = prepared.learned
    found = range_test(
        learned.task, learned.examples, learned.settings, schedule.plan, start=learned.begin
    )
    return found.suggestions.get(RULE)
