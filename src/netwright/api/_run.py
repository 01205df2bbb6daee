"""A finished run: what it learned, how well, and its answers to new inputs."""

from functools import cached_property
from pathlib import Path
from typing import Any

from netwright import store
from netwright.api._paths import expect_run
from netwright.api._predict_run import predict_run
from netwright.artefacts import Model, is_finished, load_model
from netwright.diagnosis import RunVerdict, verdict_from
from netwright.errors import DamageError, SettingError
from netwright.recipe import Recipe, from_toml

TIMING, VERDICT = "timing.jsonl", "verdicts.json"
BIG = ("checkpoints", "tensorboard")  # not hashed before an answer; verify does
READ = ("model", "recipe.toml", "data.json")  # what an answer or a score depends on


class Run:
    """A run folder, read when asked.

    Args:
        path: the folder.

    Raises:
        SettingError: if it is no run folder, not finished, or a picture of ``stylize``.
    """

    def __init__(self, path: str | Path) -> None:
        self.path = expect_run(path)
        self._whole = False  # not looked at yet
        if (self.path / "style.json").is_file():
            hint = f"its picture is {self.path / 'result.png'}"
            raise SettingError("run", str(path), wanted="a training, not a picture", hint=hint)
        if not is_finished(self.path):
            raise SettingError(
                "run",
                str(path),
                wanted="finished",
                hint=f"go on with: netwright train --resume {path}",
            )

    def __repr__(self) -> str:
        return f"Run({str(self.path)!r})"

    @cached_property
    def model(self) -> Model:
        """The network with everything needed to answer; refused if a byte of it has changed."""
        self._expect_whole()
        return load_model(self.path / "model")

    @cached_property
    def recipe(self) -> Recipe:
        """Every setting with its origin; refused if a byte of it has changed."""
        self._expect_whole()
        return from_toml((self.path / "recipe.toml").read_text(encoding="utf-8"))

    def _expect_whole(self) -> None:
        if self._whole:
            return
        wrong = [d for d in store.damages(self.path, without=BIG) if d.path.split("/")[0] in READ]
        if wrong:
            raise DamageError(
                f"{self.path} must be as training left it; got {wrong[0]}",
                hint=f"netwright verify {self.path} names every damaged file",
            )
        self._whole = True

    @property
    def goal(self) -> dict[str, Any]:
        """The one number: measure, value, standard_error, trivial, split."""
        return dict(self.model.about["goal"])

    @property
    def measures(self) -> dict[str, dict[str, float]]:
        """Split -> measure -> value."""
        return {
            split: {name: pair[0] for name, pair in scores.items()}
            for split, scores in self.model.about["measures"].items()
        }

    @property
    def history(self) -> list[dict[str, Any]]:
        """The evaluations during training, one mapping each."""
        return store.read_lines(self.path / "history.jsonl")

    @cached_property
    def verdict(self) -> RunVerdict | None:
        """What is wrong with the training, and what to do next.

        Returns:
            The verdict; None for a run made before there were verdicts.

        Raises:
            DamageError: if ``verdicts.json`` is there and holds none.
        """
        file = self.path / VERDICT
        return verdict_from(store.read_json(file)) if file.is_file() else None

    @property
    def seconds(self) -> dict[str, float]:
        """Part of the work -> how long it took, with what was resumed left out."""
        lines = store.read_lines(self.path / TIMING)
        parts = [line["seconds"] for line in lines if isinstance(line.get("seconds"), dict)]
        return dict(parts[-1]) if parts else {}

    @property
    def report(self) -> Path:
        """The page for people."""
        return self.path / "report.html"

    def predict(self, *inputs: object) -> list[dict[str, object]]:
        """Answer new inputs.

        Args:
            *inputs: pictures as paths, folders, bytes or arrays; rows as tables' paths, mappings,
                sequences of mappings or data frames.

        Returns:
            One answer for each picture or row, in the order given; of verification one for two
            pictures: the same or not.

        Raises:
            DataError: if an input cannot be used, naming it.
        """
        return predict_run(self.path, self.model, inputs).answers

    def summary(self) -> dict[str, Any]:
        """What ``netwright train --json`` prints."""
        about = self.model.about
        return {
            "run": str(self.path),
            "task": self.model.task.name,
            "model": self.recipe.settings.model,
            "goal": self.goal,
            "members": about.get("members", []),
            "measures": self.measures,
            "seconds": self.seconds,
            "parameters": about["parameters"],
            "steps": about["steps"],
            "best_step": about["best_step"],
            "stopped": about["stopped"],
            "verdict": _said(self.verdict),
            "report": str(self.report),
        }


def load(run: str | Path) -> Run:
    """Open a finished run.

    Args:
        run: the run folder.

    Returns:
        The run.

    Raises:
        SettingError: if it is no run folder, or not finished.
    """
    return Run(run)


def _said(verdict: RunVerdict | None) -> dict[str, Any] | None:
    """The verdict as ``train --json`` prints it; the rest is in the run's file."""
    if verdict is None:
        return None
    strategy = verdict.strategy
    return {
        "health": verdict.health,
        "cause": verdict.cause,
        "strategy": strategy and strategy.cause,
        "lines": list(verdict.lines),
    }
