"""Stylize: one picture painted as another one is, as a run that can be stopped and gone on with."""

import time
from collections.abc import Callable, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

import torch

from netwright import store
from netwright.api._paths import nearest
from netwright.api._prepared import Listeners, Say, Watch, quiet
from netwright.api._run import VERDICT
from netwright.api._style_features import Looker, find_looker
from netwright.api._style_pictures import StylePictures, read_again, read_style_pictures
from netwright.api._stylize_end import ENDED, finish_style
from netwright.api._stylize_kinds import expect_path
from netwright.api._stylize_run import (
    PREVIEWS,
    RESULT,
    SETTINGS,
    is_style_run,
    kept_state,
    new_style_run,
    recorded,
)
from netwright.api._stylize_settings import StylizeSettings, given_settings, kept_settings
from netwright.artefacts import CHECKPOINTS, RunFolder, is_finished
from netwright.contracts import Progress
from netwright.diagnosis import RunVerdict, verdict_from
from netwright.errors import DamageError, DataError, SettingError, StoppedError
from netwright.training import Stop, StyleState, sized, stop_on_signals
from netwright.training import stylize as states_of

FACTS = {"settings", "given", "pictures", "features"}


class Stylized:
    """A picture that was made.

    Args:
        path: the run's folder, finished.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def __repr__(self) -> str:
        return f"Stylized({str(self.path)!r})"

    @property
    def picture(self) -> Path:
        """The file with the result."""
        return self.path / RESULT

    @property
    def report(self) -> Path:
        """The page for people."""
        return self.path / "report.html"

    @property
    def history(self) -> list[dict[str, Any]]:
        """The steps, one mapping each."""
        return store.read_lines(self.path / "history.jsonl")

    @cached_property
    def verdict(self) -> RunVerdict:
        """What is wrong with the picture's making, and what to do next."""
        return verdict_from(store.read_json(self.path / VERDICT))

    def summary(self) -> dict[str, Any]:
        """What ``netwright stylize --json`` prints."""
        ended = store.read_json(self.path / ENDED)
        features = store.read_json(self.path / SETTINGS)["features"]
        verdict = self.verdict
        return {
            "run": str(self.path),
            "picture": str(self.picture),
            "features": {name: features[name] for name in ("name", "content", "style")},
            **{name: ended[name] for name in ("height", "width", "steps", "evaluations")},
            "cost": ended["cost"],
            "unchanged": ended["unchanged"],
            "verdict": {
                "health": verdict.health,
                "cause": verdict.cause,
                "lines": list(verdict.lines),
            },
            "report": str(self.report),
        }


def stylize(
    content: str | Path,
    style: str | Path,
    *,
    out: str | Path = "runs",
    say: Say = quiet,
    watch: Watch | None = None,
    **settings: Any,  # noqa: ANN401  each is checked against the settings there are
) -> Stylized:
    """Make a picture that shows what one shows, painted as another one is.

    Args:
        content: the picture whose things are kept.
        style: the picture whose manner is taken.
        out: the folder in which the run's folder is made.
        say: told what is done, a line at a time.
        watch: told where the making is.
        **settings: of ``StylizeSettings``, such as ``sizes=(256, 512)`` or ``style_weight=30``.

    Returns:
        The finished run.

    Raises:
        RecipeError: if there is no setting of a name.
        SettingError: if a setting cannot work, or something is of another kind than it must be.
        DataError: if a picture cannot be used.
        UnavailableError: if the weights of the network that looks cannot be had.
        StoppedError: if a signal came; the run can be gone on with.
    """
    given = {name: value for name, value in settings.items() if value is not None}
    chosen = given_settings(given)
    for name, path in (("content", content), ("style", style), ("out", out)):
        expect_path(name, path)
    with stop_on_signals() as stop:
        try:
            pictures = read_style_pictures(str(content), str(style), smallest=chosen.sizes[0])
            looker = _looker(chosen)
            facts = {
                "settings": chosen.to_dict(),
                "given": sorted(given),
                "pictures": {name: dict(values) for name, values in pictures.facts.items()},
                "features": _features(looker),
            }
            folder = new_style_run(Path(out), facts, pictures)
        except StoppedError as error:
            said = "stopped before the first step; nothing is left behind"
            raise StoppedError(error.signal_number, said) from error
        say(f"content at {', '.join(looker.layers.content)} and style at "
            f"{', '.join(looker.layers.style)} of {looker.name}")  # fmt: skip
        say(f"run: {folder}")
        with store.locked(folder):
            _go_on(folder, facts, chosen, pictures, looker, Listeners(say=say, watch=watch), stop)
    return Stylized(folder)


def resume_style(run: str | Path, *, say: Say = quiet, watch: Watch | None = None) -> Stylized:
    """Go on with a picture that was stopped or killed; a finished one is returned unchanged.

    Args:
        run: the run's folder.
        say: told what is done, a line at a time.
        watch: told where the making is.

    Returns:
        The finished run, byte-identical to one that was never stopped.

    Raises:
        SettingError: if it is no such folder.
        DataError: if a picture or the network has changed since.
        DamageError: if its settings cannot be read, or no checkpoint is whole.
        StoppedError: if a signal came; the run can be gone on with again.
    """
    folder = expect_path("run", run)
    if not is_style_run(folder):
        hint = nearest(folder) if not folder.exists() else ""
        raise SettingError("run", str(run), wanted="a run of netwright stylize", hint=hint)
    if is_finished(folder):
        say(f"{folder} is finished; nothing was done")
        return Stylized(folder)
    with stop_on_signals() as stop, store.locked(folder):
        for place in (folder, folder / CHECKPOINTS, folder / PREVIEWS):
            store.sweep(place)
        facts = store.read_json(folder / SETTINGS)
        if not isinstance(facts, dict) or set(facts) != FACTS:
            raise DamageError(f"{folder / SETTINGS} must hold {sorted(FACTS)}; got other keys")
        chosen = kept_settings(facts["settings"])
        pictures = read_again(facts["pictures"], smallest=chosen.sizes[0])
        looker = _looker(chosen)
        if _features(looker) != facts["features"]:
            raise DataError(
                f"{looker.name} must be as it was when the run began; got another network",
                hint="put the weights back as they were, or begin anew",
            )
        torch.set_num_threads(int(store.read_json(folder / "environment.json")["threads"]))
        _go_on(folder, facts, chosen, pictures, looker, Listeners(say=say, watch=watch), stop)
    return Stylized(folder)


def _looker(chosen: StylizeSettings) -> Looker:
    return find_looker(
        chosen.features,
        content=chosen.content_layers,
        style=chosen.style_layers,
        average_pools=chosen.average_pools,
    )


def _features(looker: Looker) -> dict[str, Any]:
    return {
        "name": looker.name,
        "network": looker.network,
        "sha256": looker.digest,
        "content": list(looker.layers.content),
        "style": list(looker.layers.style),
    }


def _go_on(
    folder: Path,
    facts: Mapping[str, Any],
    chosen: StylizeSettings,
    pictures: StylePictures,
    looker: Looker,
    listeners: Listeners,
    stop: Stop,
) -> None:
    began = time.perf_counter()
    state, history, passed = kept_state(folder)
    for name in passed:
        listeners.say(f"checkpoint {name} is damaged; going on from an older one")
        store.discard(folder / CHECKPOINTS / name)  # it would count as one of the newest
    cost = chosen.cost(looker.layers.content, looker.layers.style)
    states = states_of(
        looker.features, cost, pictures.content, pictures.style, chosen.recipe, state=state
    )
    recorder = RunFolder(folder, history=history)
    try:
        with stop.deferred():
            state = recorded(folder, recorder, states, stop, _told(listeners, chosen)) or state
        seconds = {"train": time.perf_counter() - began}
        recorder.timing({"seconds": seconds})
    finally:
        recorder.close()
    picture = sized(pictures.content, chosen.sizes[-1])[0] if state is None else state.shown
    finish_style(folder, facts, looker, chosen, pictures, picture, seconds)


def _told(listeners: Listeners, chosen: StylizeSettings) -> Callable[[StyleState], None]:
    wanted = sum(chosen.evaluations)

    def tell(state: StyleState) -> None:
        if listeners.watch is not None:
            done = wanted if state.done else min(state.evaluations, wanted)
            values = {"train/loss": state.costs.get("total", 0.0)}
            listeners.watch(Progress(step=done, steps=wanted, values=values))

    return tell
