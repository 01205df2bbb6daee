"""What any remedy must do: call ``check_remedy`` on a remedy of your own, in a test.

    pure       the recipe stays as it is; equal recipes, equal results; no exception
    honest     only what it ``sets`` is changed, with the coach as its origin; the recipe itself
               comes back where nothing is; a second time changes nothing unless it ``repeats``
    finite     repeating it comes to an end
    complete   it has a name, an expectation and a cost, and a cause unless it is ``general``

Cost: about a hundred recipes made and compared, some tenths of a second.
"""

from collections.abc import Mapping

from netwright.actions._known import Known
from netwright.actions._remedy import ORIGIN, Remedy
from netwright.errors import SettingError
from netwright.recipe import Recipe, Settings, from_toml, resolve, to_toml

WRONG: Mapping[str, object] = {
    "learning_rate": 1.0,
    "init": "zero",
    "activation": "sigmoid",
    "dropout": 0.9,
    "weight_decay": 5.0,
    "l1": 0.1,
    "epochs": 1.0,
    "batch_size": 4096,
    "optimiser": "sgd",
    "schedule": "constant",
    "clip": 1e-4,
    "smoothing": 0.4,
    "ema": 0.999,
    "augment": "rotate:180",
    "width": 0.25,
    "patience": 1,
    "members": 2,
}
EDGE: Mapping[str, object] = {
    "learning_rate": 1e-9,
    "epochs": 1_000.0,
    "width": 4.0,
    "weight_decay": 9.0,
    "dropout": 0.6,
    "clip": 0.5,
    "warmup": 0.5,
    "optimiser": "muon",
    "schedule": "cosine",
}
RECIPES: Mapping[str, Mapping[str, object]] = {
    "the usual settings": {},
    "bounded by minutes": {"minutes": 1.0},
    "everything wrong": WRONG,
    "settings at their bounds": EDGE,
}
MOST = 40  # times that a remedy may change its own result


def check_remedy(remedy: Remedy) -> None:
    """Hold a remedy to what all remedies are held to.

    Args:
        remedy: yours.

    Raises:
        SettingError: naming the remedy, the recipe it was given, and what it got wrong.

    Example:
        >>> from netwright.actions import REMEDIES
        >>> check_remedy(REMEDIES[0])
    """
    said = remedy.name and remedy.expect and remedy.cost
    if not said or not (remedy.causes or remedy.general):
        wanted = "complete: a name, what to expect, a cost, and causes unless it is general"
        raise SettingError(f"remedy '{remedy.name}'", remedy.causes, wanted=wanted)
    if not remedy.sets or not set(remedy.sets) <= set(Settings.model_fields):
        wanted = "one that sets settings of a recipe"
        raise SettingError(f"remedy '{remedy.name}'", remedy.sets, wanted=wanted)
    for known in (Known(), _pictures()):
        for what, values in RECIPES.items():
            _tried(remedy, values, known, what)


def _pictures() -> Known:
    """Grey pictures of which everything is known."""
    usual = resolve(user={}).settings.model_dump()
    usual |= {"batch_size": 64, "learning_rate": 1e-2, "epochs": 20.0, "warmup": 0.25}
    usual |= {"smoothing": 0.05, "ema": 0.98, "augment": "shift"}
    rates = {"adamw": 1e-2, "muon": 0.1}
    optimisers = {
        name: {"optimiser": name, "learning_rate": rate, "momentum": 0.7, "weight_decay": 0.0}
        for name, rate in rates.items()
    }
    return Known(inferred=usual, optimisers=optimisers, rate=3e-3, channels=1)


def _tried(remedy: Remedy, values: Mapping[str, object], known: Known, what: str) -> None:
    recipe, same = resolve(user=values), resolve(user=values)
    after = _applied(remedy, recipe, known, what)
    if recipe != same or to_toml(recipe) != to_toml(same):
        raise _refused(remedy, what, "a changed argument", "pure, leaving the recipe as it is")
    if after != _applied(remedy, same, known, what):
        raise _refused(remedy, what, "two results", "the same for the same recipe")
    _expect_honest(remedy, recipe, after, what)
    again = _applied(remedy, after, known, what)
    if again is not after and not remedy.repeats:
        wanted = "one that changes nothing the second time, or says that it repeats"
        raise _refused(remedy, what, "another change", wanted)
    for _ in range(MOST):
        before, again = again, _applied(remedy, again, known, what)
        if again is before:
            return
    raise _refused(remedy, what, f"{MOST} changes", "one that comes to an end when it is repeated")


def _applied(remedy: Remedy, recipe: Recipe, known: Known, what: str) -> Recipe:
    """The result, once it is known to be a recipe that can be written and read."""
    try:
        after = remedy.apply(recipe, known)
    except Exception as error:  # whatever a remedy of somebody else may raise
        came = f"{type(error).__name__}: {error}"
        raise _refused(remedy, what, came, "one that gives a valid recipe") from error
    if not isinstance(after, Recipe) or from_toml(to_toml(after)) != after:
        raise _refused(remedy, what, after, "one that gives a recipe")
    return after


def _expect_honest(remedy: Remedy, recipe: Recipe, after: Recipe, what: str) -> None:
    old, new = recipe.settings.model_dump(), after.settings.model_dump()
    changed = {name for name in old if old[name] != new[name]}
    foreign = sorted(changed - set(remedy.sets))
    if foreign:
        wanted = f"one that changes only what it sets ({', '.join(remedy.sets)})"
        raise _refused(remedy, what, ", ".join(foreign), wanted)
    stamped = {name for name in old if after.origin(name) == ORIGIN}
    if stamped != changed:
        wanted = f"one whose changes have the origin '{ORIGIN}'"
        raise _refused(remedy, what, sorted(stamped ^ changed), wanted)
    if not changed and after is not recipe:
        wanted = "one that gives back the recipe itself where nothing changes"
        raise _refused(remedy, what, "a copy", wanted)


def _refused(remedy: Remedy, what: str, got: object, wanted: str) -> SettingError:
    hint = f"it was given: {what}"
    return SettingError(f"remedy '{remedy.name}'", got, wanted=wanted, hint=hint)
