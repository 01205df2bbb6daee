"""From data as they lie to examples, a task and a resolved recipe."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from netwright.contracts import Examples, Progress, Task
from netwright.data import PictureSource, TableSource, open_source
from netwright.errors import DataError
from netwright.recipe import Recipe, Settings
from netwright.tasks import AnyTask

if TYPE_CHECKING:
    from torch import Tensor

Say = Callable[[str], None]
Watch = Callable[[Progress], None]
NAMED = ("style", "features")  # parts of ``data.json`` that are other files, with their names


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the user asked for; nothing is inferred yet.

    Args:
        data: a path or a name.
        test: a file whose rows only score.
        user: settings by name.
        fixed: settings of a run that is repeated or resumed, with their origins; else None.
    """

    data: str
    test: str | None
    user: Mapping[str, Any]
    fixed: Recipe | None = None

    @classmethod
    def again(cls, facts: Mapping[str, Any], recipe: Recipe) -> "Asked":
        """What a run asked for: ``facts`` are its ``data.json``."""
        return cls(data=facts["data"], test=facts["test"], user={}, fixed=recipe)

    @property
    def task(self) -> str:
        """The task asked for, by name; empty where it is left to the data."""
        return str(self._settings.get("task") or "")

    def wants(self, task: str, holds: Callable[[str], bool]) -> bool:
        """Whether a task is meant: asked for, or clear from the data where nothing else is asked.

        Args:
            task: its name.
            holds: whether the data hold what it learns.

        Returns:
            Yes or no.
        """
        if self.task or self._settings.get("target"):
            return self.task == task
        return holds(self.data)

    @property
    def _settings(self) -> Mapping[str, Any]:
        return self.fixed.settings.model_dump() if self.fixed else self.user


@dataclass(frozen=True, slots=True)
class Learned:
    """What the loop is given of a training: all of it, or the output layer on features.

    Args:
        task: as the loop sees it.
        examples: in the form that task takes.
        settings: as the loop takes them.
        begin: weights to begin with, by name; those left out begin fresh.
        frozen: weights of the whole network that the loop never sees.
        layer: path of what it does see; empty for all of it.
    """

    task: Task
    examples: Examples
    settings: Settings
    begin: Mapping[str, "Tensor"] = field(default_factory=dict)
    frozen: Mapping[str, "Tensor"] = field(default_factory=dict)
    layer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """Everything a training needs but the plan.

    Args:
        task: what is learned.
        examples: in stored form, with splits.
        recipe: every setting, resolved.
        preprocess: plain values, for the model file.
        data: plain values, for ``data.json``.
        fields: row -> its cells as text, for tables; None for pictures.
        start: how it begins, where not afresh; ask ``learned``.
    """

    task: AnyTask
    examples: Examples
    recipe: Recipe
    preprocess: Mapping[str, Any]
    data: Mapping[str, Any]
    fields: Callable[[int], Mapping[str, str]] | None = None
    start: Learned | None = None

    @property
    def learned(self) -> Learned:
        """What the loop is given."""
        return self.start or Learned(self.task, self.examples, self.recipe.settings)

    @property
    def whole(self) -> Task:
        """What the whole network is trained for: ``task``, or one that knows more than is kept."""
        return self.task if self.start is None or self.start.layer else self.start.task


def open_asked(asked: Asked) -> PictureSource | TableSource:
    """Open the data that were asked for."""
    user = asked.user if asked.fixed is None else asked.fixed.settings.model_dump()
    return open_source(
        asked.data,
        target=user.get("target"),
        test=asked.test,
        header=user.get("header"),
        people=user.get("task") == "verification",
    )


def data_name(data: str) -> str:
    """A short name of the data, for the run's folder.

    Args:
        data: a path or a name.

    Returns:
        Small letters, digits and dashes, 40 at most.

    Example:
        >>> data_name("some where/My Photos!/"), data_name("digits"), data_name("a/mnist.npz")
        ('my-photos', 'digits', 'mnist')
    """
    stem = Path(data).name if Path(data).is_dir() else Path(data).stem
    words = "".join(c if c.isascii() and c.isalnum() else "-" for c in stem.lower())
    return "-".join(part for part in words.split("-") if part)[:40] or "data"


def quiet(line: str) -> None:
    """Say nothing."""
    del line


@dataclass(frozen=True, slots=True, kw_only=True)
class Listeners:
    """Who is told what.

    Args:
        say: lines of text.
        watch: where the training is, a few times a second.
    """

    say: Say = quiet
    watch: Watch | None = None


def expect_same_data(then: Mapping[str, Any], now: Mapping[str, Any]) -> None:
    """Make sure that a run goes on with the data it began with.

    Args:
        then: ``data.json``.
        now: what the data are today.

    Raises:
        DataError: naming what changed.
    """
    for name in ("digest", "rows", "held_out", "pretrained", *NAMED):
        if then.get(name) != now.get(name):
            what = then[name]["name"] if name in NAMED else then["data"]
            raise DataError(
                f"{what} must be as it was when the run began; got another {name}",
                hint="put the data back as they were, or train anew",
            )
