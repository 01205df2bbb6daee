"""What ``explain`` looks at: a network, a real batch, and the loss of its task."""

import copy
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Self

import numpy as np
import torch
from torch import Tensor, nn

from netwright import store
from netwright.api._batch import given_of, prepared_batch
from netwright.api._checks import check_user_settings
from netwright.api._evaluate import held_rows
from netwright.api._prepare import prepare
from netwright.api._prepared import Asked, quiet
from netwright.api._run import Run
from netwright.api._style_looked import scoring_task
from netwright.api._transfer import whole_weights
from netwright.artefacts import is_run
from netwright.contracts import Batch, Task
from netwright.errors import SettingError
from netwright.models import NETWORKS, nearest_network, without_dropout
from netwright.randomness import key, permutation
from netwright.recipe import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A network on a batch.

    Args:
        name: the network's.
        run: the run folder it comes from; None for a fresh one.
        data: what the batch was taken from.
        task: what it learns.
        settings: of the training, for the penalty and the optimiser.
        network: without dropout.
        batch: prepared, float32.
    """

    name: str
    run: Path | None
    data: str
    task: Task
    settings: Settings
    network: nn.Module
    batch: Batch

    @property
    def given(self) -> Mapping[str, Tensor]:
        """Argument of the network's ``forward`` -> its part of the batch."""
        return given_of(self.network, self.task, self.batch)

    def loss(self, output: Tensor) -> Tensor:
        """The task's loss on the batch, ()."""
        return self.task.loss(output, self.batch)

    def precise(self, rows: int | None = None) -> Self:
        """A copy in float64, of the first rows of the batch alone where their number is given."""
        taken = {name: part[:rows] for name, part in self.batch.items()}
        return replace(
            self,
            network=copy.deepcopy(self.network).double(),
            batch={n: t.double() if t.is_floating_point() else t for n, t in taken.items()},
        )


def subject_of(what: str, data: str | None, rows: int, user: Mapping[str, Any]) -> Subject:
    """Find the network a user means, and a batch for it.

    Args:
        what: a run's folder, or the name of a network.
        data: where the batch comes from; None for the run's own data, or the built-in digits.
        rows: examples in the batch, at most; 2 or more.
        user: settings, for a network by name.

    Returns:
        A run's network as it was kept, in eval mode, on rows it was not trained on; a fresh one as
        a training would start it, pretrained weights included, in training mode but for dropout,
        on rows of the training split.

    Raises:
        SettingError: if it is neither, or settings are given for a run.
        DataError: if the data cannot be used.
    """
    if rows < 2:
        raise SettingError("rows", rows, wanted="2 or more")
    if _means_a_run(what):
        run = _run(what)
        if user:
            named = ", ".join(sorted(user))
            raise SettingError(
                "settings",
                named,
                wanted="left out: a run has its own",
                hint="to look at a network with other settings, give its name",
            )
        return _of_run(run, data, rows)
    if data is None and nearest_network(what).gives != "classes":
        wanted = f"named for {what}, which gives {nearest_network(what).gives}"
        raise SettingError("data", None, wanted=wanted, hint=f"netwright explain {what} DATA")
    return _fresh(what, data or "digits", rows, user)


def _means_a_run(what: str) -> bool:
    """Whether a path was given: of a run, or of what is none, unless a network has that name."""
    path = Path(what)
    if is_run(path):
        return True
    return what not in NETWORKS and bool(what) and (len(path.parts) > 1 or path.exists())


def _run(what: str) -> Run:
    if Path(what).is_file():
        raise SettingError(
            "what",
            what,
            wanted="the name of a network or a run folder",
            hint=f"for a batch of these data: netwright explain NETWORK {what}",
        )
    return Run(what)


def _of_run(run: Run, data: str | None, rows: int) -> Subject:
    held = held_rows(run, data)
    count = len(held.names)
    chosen = np.sort(permutation(run.recipe.settings.seed, "explain", count)[:rows])
    facts = store.read_json(run.path / "data.json")
    return Subject(
        name=run.recipe.settings.model,
        run=run.path,
        data=data or str(facts["data"]),
        task=scoring_task(run.model.task, run.recipe.settings, facts),
        settings=run.recipe.settings,
        network=run.model.network,
        batch=prepared_batch(
            run.model.task, {k: np.asarray(v[chosen]) for k, v in held.arrays.items()}
        ),
    )


def _fresh(name: str, data: str, rows: int, user: Mapping[str, Any]) -> Subject:
    nearest_network(name)
    if user.get("model", name) != name:
        raise SettingError("model", user["model"], wanted=f"left out: {name} is to be explained")
    user = {**user, "model": name}
    check_user_settings(user)
    prepared = prepare(Asked(data=data, test=None, user=user), quiet)
    settings, examples = prepared.recipe.settings, prepared.examples
    torch.manual_seed(key(settings.seed, "start"))  # as the first step of a training finds it
    model = prepared.task.model()
    model.load_state_dict(whole_weights(prepared, prepared.learned.begin), strict=False)
    network = without_dropout(model)
    train = examples.rows("train")
    first = np.sort(train[permutation(settings.seed, "order", len(train))[:rows]])
    return Subject(
        name=name,
        run=None,
        data=data,
        task=prepared.whole,
        settings=settings,
        network=network,
        batch=prepared_batch(prepared.task, examples.take(first)),
    )
