"""The training loop: steps, evaluations, checkpoints; it never learns which subject it trains.

    for each step        Feed.batch -> Stepper.step
    at evaluation points train (a fixed part) and val measured alike; history, checkpoint; best kept
    on a signal          a checkpoint after the step at hand, then ``StoppedError``
    on a NaN             traced, said, stopped: what was saved before stands

Everything the next step needs is in the checkpoint; everything random is keyed by seed, epoch
and step. So a run that was killed and resumed ends byte-identical to one that was not.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import torch
from torch import Tensor

from netwright.contracts import Examples, Progress, Recorder, Score, Task
from netwright.errors import SettingError
from netwright.recipe import Settings
from netwright.training._evaluate import evaluate, train_subset
from netwright.training._feed import Feed
from netwright.training._guard import name_of_bad, trace
from netwright.training._plan import Plan
from netwright.training._points import evaluation_points
from netwright.training._schedules import learning_rate
from netwright.training._signals import Stop
from netwright.training._state import Checkpoint, Fitted, State
from netwright.training._stepper import NonFiniteError, Stepper
from netwright.training._timing import use_threads

WATCH_SECONDS = 0.2  # between two looks of whoever watches


@dataclass(kw_only=True)
class Trainer:
    """One training.

    Args:
        task: what is learned.
        examples: in stored form, with splits "train" and, where there is one, "val".
        settings: resolved.
        plan: how to execute.
        steps: in all, 1 or more.
        recorder: where history and checkpoints go.
        stop: asked after every step.
        watch: told where the training is, a few times a second; None for nobody.
    """

    task: Task
    examples: Examples
    settings: Settings
    plan: Plan
    steps: int
    recorder: Recorder
    stop: Stop
    watch: Callable[[Progress], None] | None = None
    state: State = field(default_factory=State)

    def __post_init__(self) -> None:
        use_threads(self.plan.chosen)
        device = torch.device(self.plan.device)
        self._stepper = Stepper(
            self.task, self.settings, self.plan.chosen, device, steps=self.steps
        )
        self._feed = Feed(
            self.task,
            self.examples,
            batch_size=self.settings.batch_size,
            seed=self.settings.seed,
            device=device,
            channels_last=self.plan.chosen.memory == "channels_last",
        )
        self._expect_batches()
        self._subset = train_subset(self.examples, self.settings.seed)
        self._points = evaluation_points(self.settings, self.steps, self._feed.steps)
        self._values: dict[str, float] = {}
        self._failed = False

    def _expect_batches(self) -> None:
        norms = (torch.nn.BatchNorm1d, torch.nn.BatchNorm2d)
        alone = self._feed.smallest < 2
        if alone and any(isinstance(part, norms) for part in self._stepper.model.modules()):
            raise SettingError(
                "batch_size",
                self.settings.batch_size,
                wanted="2 or more for a network with batch norm, and so must the training rows",
            )

    def begin(self, weights: Mapping[str, Tensor]) -> None:
        """Put weights learned elsewhere in the place of fresh ones, before the first step.

        Args:
            weights: by name; those that are not there stay fresh.
        """
        if weights:
            self._stepper.begin(weights)

    def restore(self, checkpoint: Checkpoint) -> None:
        """Go on from a checkpoint."""
        self._stepper.restore(checkpoint.tensors)
        self.state = State(**checkpoint.state)

    def save(self, *, best: bool = False) -> None:
        """Keep a checkpoint of this moment."""
        state = {name: getattr(self.state, name) for name in State.__slots__}
        self.recorder.checkpoint(self.state.step, self._stepper.tensors(), state, best=best)

    def run(self) -> Fitted:
        """Train to the end, or to the first reason to stop.

        Returns:
            How it ended.

        Raises:
            StoppedError: if a signal asked for it; a checkpoint holds what was reached.
        """
        began = watched = time.perf_counter()
        first = self.state.step
        while self.state.step < self.steps and not self.state.stopped:
            self._one_step()
            if self.state.step in self._points and not self.state.stopped:
                self._evaluate(began)
            if self.stop:
                self._save_and_stop()
            now = time.perf_counter()
            if self.watch and (now - watched >= WATCH_SECONDS or self.state.step == self.steps):
                watched = now
                done = max(1, self.state.step - first)  # 0 where the first step ended it
                left = (now - began) / done * (self.steps - self.state.step)
                self.watch(Progress(self.state.step, self.steps, left, self._values))
        return Fitted(
            steps=self.state.step,
            best_step=self.state.best_step,
            stopped=self.state.stopped,
            seconds=time.perf_counter() - began,
            failed=self._failed,
        )

    def _save_and_stop(self) -> None:
        try:
            self._stepper.expect_finite()
        except NonFiniteError:
            self.state.stopped = self.state.stopped or self._not_finite()
        if not self.state.stopped:
            self.save()
            self.stop.check(f"saved after step {self.state.step} of {self.steps}")
        self.stop.check(self.state.stopped)  # what was saved before stands

    def _not_finite(self) -> str:
        self._failed = True
        name = name_of_bad(self._stepper.flat, self._stepper.averages)
        return f"a weight was not finite at step {self.state.step}; first layer: {name}"

    def _one_step(self) -> None:
        number = self.state.step
        batch = self._feed.batch(number)
        rate = learning_rate(self.settings, number, self.steps, drops=self.state.drops)
        try:
            loss = self._stepper.step(batch, number, rate=rate)
        except NonFiniteError:
            rows = self._feed.example_rows(number)
            stepper = self._stepper
            found = trace(
                stepper.model,
                self.task,
                batch,
                stepper.flat,
                stepper.averages,
                step=number,
                rows=rows,
            )
            self.state.stopped, self._failed = str(found), True
            return
        self.state.loss_sum += float(loss)
        self.state.loss_count += 1
        self.state.step += 1

    def _evaluate(self, began: float) -> None:
        state, stepper = self.state, self._stepper
        try:
            stepper.expect_finite()
        except NonFiniteError:
            state.stopped = self._not_finite()
            return
        stepper.exchange()
        line, goal = self._measure()
        stepper.exchange()
        better = self._is_best(goal, line[f"{self._goal_split()}/loss"])
        state.waited = 0 if better else state.waited + 1
        if self.settings.patience and state.waited >= self.settings.patience:
            state.stopped = (
                f"no evaluation of {state.waited} was better; the best was at step "
                f"{state.best_step}, its {self.task.goal.measure} {state.best_value:.4g}"
            )
        self.recorder.history(line)
        self.recorder.timing({"step": state.step, "seconds": time.perf_counter() - began})
        self._values = {name: float(v) for name, v in line.items()}
        if self.recorder.wants_tensors:
            flat = stepper.flat
            self.recorder.tensors(state.step, flat.named(flat.values), flat.named(flat.gradients))
        self.save(best=better)

    def _is_best(self, goal: Score, loss: float) -> bool:
        """Keep the lowest loss among those no worse than the top by one standard error.

        Differences of the goal within its error are chance; following them keeps weights that
        were lucky on a few rows.
        """
        state, error = self.state, goal.standard_error or 0.0
        first = state.best_step < 0
        higher = first or self.task.goal.better(goal.value, state.top_value)
        if higher:
            state.top_value = goal.value
        if self.settings.schedule == "plateau":
            state.count_plateau(self.settings.plateau, better=higher)
        if abs(goal.value - state.top_value) > error:
            return False
        kept_is_near = abs(state.best_value - state.top_value) <= error
        if first or not kept_is_near or loss < state.best_loss:
            state.best_step, state.best_value, state.best_loss = state.step, goal.value, loss
            return True
        return False

    def _goal_split(self) -> str:
        return "val" if "val" in self.examples.splits else "train"

    def _measure(self) -> tuple[dict[str, float], Score]:
        state = self.state
        line: dict[str, float] = {
            "step": state.step,
            "epoch": state.step / self._feed.steps,
            "learning_rate": learning_rate(
                self.settings, state.step - 1, self.steps, drops=state.drops
            ),
            "batch/loss": state.loss_sum / max(1, state.loss_count),
        }
        splits, scores = {"train": self._subset}, dict[str, Mapping[str, Score]]()
        for split in ("train_dev", "val"):
            if split in self.examples.splits:
                splits[split] = self.examples.rows(split)
        for split, rows in splits.items():
            done = evaluate(self._stepper.model, self.task, self.examples, rows, looks=False)
            line[f"{split}/loss"] = done.loss
            scores[split] = done.scores
            for name, score in done.scores.items():
                line[f"{split}/{name}"] = score.value
        state.loss_sum, state.loss_count = 0.0, 0
        return line, scores[self._goal_split()][self.task.goal.measure]
