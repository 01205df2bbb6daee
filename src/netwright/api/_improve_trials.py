"""A training of ``improve``: in memory, with another seed on the same splits, scored on val alone.

No run folder is made, and no row of test is looked at. The plan is that of the run that is
improved, so that both of a pair are executed alike; where the recipe says minutes, the steps that
fit them are counted for each network by itself.
"""

import math
import time
from collections.abc import Mapping
from typing import Any

from torch import Tensor

from netwright import store
from netwright.api._planning import Schedule, expect_compiler, make_schedule, schedule_from
from netwright.api._prepare import prepared_again
from netwright.api._prepared import Prepared, Watch, quiet
from netwright.api._run import Run
from netwright.api._transfer import whole_weights
from netwright.artefacts import build_network
from netwright.contracts import Score
from netwright.errors import RecipeError, SettingError
from netwright.experiments import Scored, name_of
from netwright.models import head_of
from netwright.recipe import Recipe
from netwright.training import (
    Stop,
    Trainer,
    choose_device,
    evaluate,
    kept_weights,
    steps_in_epoch,
)

HELD = 2  # recipes whose examples stay at hand: those of a pair


class Weights:
    """A ``contracts.Recorder`` that keeps the best weights in memory, and nothing else."""

    wants_tensors = False

    def __init__(self) -> None:
        self.kept: dict[str, Tensor] = {}
        self._found = False

    def history(self, line: Mapping[str, object]) -> None:
        """Leave it."""

    def timing(self, line: Mapping[str, object]) -> None:
        """Leave it."""

    def tensors(
        self, step: int, weights: Mapping[str, Tensor], gradients: Mapping[str, Tensor]
    ) -> None:
        """Leave them."""

    def checkpoint(
        self,
        step: int,
        tensors: Mapping[str, Mapping[str, Tensor]],
        state: Mapping[str, object],
        *,
        best: bool,
    ) -> None:
        """Keep the weights if they are the best so far, or if none were yet."""
        del step, state
        if best or not self._found:
            self.kept = {n: tensor.detach().clone() for n, tensor in kept_weights(tensors).items()}
        self._found = self._found or best


class Trials:
    """Trains recipes for a run that is improved; called with a recipe and a seed.

    Args:
        run: the run.
        stop: asked after every step.
        watch: told where a training is.

    Raises:
        UnavailableError: if the run's passes are compiled and there is no compiler any more.

    ``schedule`` is the run's own: its plan and its steps.
    """

    def __init__(self, run: Run, stop: Stop, watch: Watch | None) -> None:
        self._facts: Mapping[str, Any] = store.read_json(run.path / "data.json")
        self.schedule = schedule_from(store.read_json(run.path / "plan.json"))
        expect_compiler(self.schedule.plan)
        self._stop, self._watch = stop, watch
        self._held: dict[str, tuple[Prepared, Schedule]] = {}

    def __call__(self, recipe: Recipe, seed: int) -> Scored:
        """Train a recipe and score it on val.

        Args:
            recipe: whose own seed gives the splits.
            seed: of the training.

        Returns:
            The score; none, and why, where a setting cannot work with this network.

        Raises:
            DataError: if the data have changed since the run began.
            StoppedError: if a signal came; nothing of this training is kept.
        """
        began = time.perf_counter()
        try:
            prepared, schedule = self._at_hand(recipe)
            score = _score(prepared, self.weights(prepared, schedule, seed))
        except (RecipeError, SettingError) as error:
            said = " ".join(str(error).split())
            return Scored(score=None, error=None, seconds=time.perf_counter() - began, said=said)
        seconds = time.perf_counter() - began
        return Scored(score=score.value, error=_finite(score.standard_error), seconds=seconds)

    def prepared(self, recipe: Recipe) -> Prepared:
        """Task and examples of a recipe; refused if the data are not those of the run."""
        return prepared_again(self._facts, recipe)

    def weights(self, prepared: Prepared, schedule: Schedule, seed: int) -> Mapping[str, Tensor]:
        """Train, and hand back the weights that are kept.

        Args:
            prepared: task, examples, recipe.
            schedule: how to execute, and how many steps.
            seed: of the training.

        Returns:
            All parameters and buffers of the task's network, by name.

        Raises:
            RecipeError: naming the settings that cannot work with this network.
            SettingError: if one of them cannot.
            StoppedError: if a signal came; nothing of this training is kept.
        """
        learned = prepared.learned
        settings = learned.settings.model_copy(update={"seed": seed})
        choose_device(schedule.plan.device)  # sets what equal bits need
        kept = Weights()
        trainer = Trainer(
            task=learned.task,
            examples=learned.examples,
            settings=settings,
            plan=schedule.plan,
            steps=schedule.steps,
            recorder=kept,
            stop=self._stop,
            watch=self._watch,
        )
        trainer.begin(learned.begin)
        trainer.save()
        with self._stop.deferred():
            trainer.run()
        return whole_weights(prepared, kept.kept)

    def _at_hand(self, recipe: Recipe) -> tuple[Prepared, Schedule]:
        name = name_of(recipe)
        if name not in self._held:
            prepared = self.prepared(recipe)
            while len(self._held) >= HELD:
                del self._held[next(iter(self._held))]
            self._held[name] = prepared, self._scheduled(prepared)
        found = self._held[name] = self._held.pop(name)  # the newest is the last to go
        return found

    def _scheduled(self, prepared: Prepared) -> Schedule:
        learned = prepared.learned
        if learned.settings.minutes is not None:
            return make_schedule(prepared, quiet)
        epoch = steps_in_epoch(len(learned.examples.rows("train")), learned.settings.batch_size)
        steps = max(1, round(learned.settings.epochs * epoch))
        return Schedule(plan=self.schedule.plan, steps=steps, seconds=0.0)


def _score(prepared: Prepared, weights: Mapping[str, Tensor]) -> Score:
    """The goal on val; what is no number counts as ignoring the input."""
    learned = prepared.learned
    network = build_network(prepared.task, weights)
    asked = head_of(network) if learned.layer else network
    examples, task = learned.examples, learned.task
    rows, measure = examples.rows("val"), task.goal.measure
    score = evaluate(asked, task, examples, rows).scores[measure]
    if math.isfinite(score.value):
        return score
    train = examples.take(examples.rows("train"), task.targets)
    return Score(task.trivial(train, examples.take(rows, task.targets))[measure])


def _finite(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None
