"""A coach beside any training loop of PyTorch: it watches, and says at the end what is wrong.

    with netwright.watch(model, optimizer, loss_fn, train=(x, y), valid=(xv, yv)) as coach:
        for x, y in loader:
            optimizer.zero_grad(); loss = loss_fn(model(x), y); loss.backward(); optimizer.step()
            coach.step(loss)
    print(coach.report().text())

What it does, and when:

    on entering    copies network and optimiser, puts two hooks in place
    in the loop    a counter, a reference to the loss; now and then a sample (``_watch_tally``)
    on leaving     takes the hooks away, copies network and optimiser again
    in report()    reads the copies, asks the rules, runs the forks they need, within a time bound

The training is not changed: no random number is drawn, no weight, mode or gradient is touched, and
an error inside the coach becomes a note in its report. Forks compute for at most the larger of 4
seconds and a tenth of the time the loop took.

Cost: two copies of the weights and the optimiser's state; in the loop about a hundredth.
"""

import time
import warnings
from types import TracebackType
from typing import Self

import torch
from torch import Tensor

from netwright.api._watch_facts import Watched, facts_of
from netwright.api._watch_report import Report
from netwright.api._watch_rows import rows_of
from netwright.api._watch_runner import TimedRunner
from netwright.api._watch_tally import Tally
from netwright.diagnosis import diagnose
from netwright.errors import SettingError
from netwright.experiments import LossFunction, Pair, copied, randomness_kept

TASKS = ("classification", "regression", "several labels")
LEAST_SECONDS = 4.0
SHARE = 0.1


def watch(
    model: torch.nn.Module,
    optimizer: torch.optim.Optimizer,
    loss_fn: LossFunction,
    *,
    train: object,
    valid: object = None,
    task: str | None = None,
    seconds: float | None = None,
) -> "Coach":
    """Watch a training loop; use it in a ``with`` statement.

    Args:
        model: the network that is trained.
        optimizer: what steps it.
        loss_fn: (output, target) -> a loss of one number; a module, a function, a lambda.
        train: (x, y), or a DataLoader of such batches.
        valid: the same for held-out rows; None for none.
        task: "classification", "regression", "several labels"; None to see it from the targets.
        seconds: for the forks; None for the larger of 4 and a tenth of what the loop took.

    Returns:
        The coach: call its ``step(loss)`` after each update.

    Raises:
        SettingError: if the data are neither tensors nor a loader, or the task has no such name.

    Example:
        >>> x = torch.linspace(-1, 1, 64).unsqueeze(1)
        >>> net = torch.nn.Linear(1, 1)
        >>> adam = torch.optim.Adam(net.parameters(), lr=0.1)
        >>> loss_fn = torch.nn.MSELoss()
        >>> with watch(net, adam, loss_fn, train=(x, 2 * x)) as coach:
        ...     for _ in range(60):
        ...         adam.zero_grad()
        ...         loss = loss_fn(net(x), 2 * x)
        ...         loss.backward()
        ...         adam.step()
        ...         coach.step(loss)
        >>> coach.report().health
        'healthy'
    """
    expect_task(task)
    return Coach(model, optimizer, loss_fn, train=train, valid=valid, task=task, seconds=seconds)


def expect_task(task: str | None) -> None:
    """Refuse a task of another name.

    Args:
        task: one of ``TASKS``; None to see it from the targets.

    Raises:
        SettingError: if it is none of them.
    """
    if task is not None and task not in TASKS:
        raise SettingError("task", task, wanted=f"one of {', '.join(TASKS)}")


class Coach:
    """What ``watch`` gives: ``step`` after each update, ``report`` at the end.

    Args:
        model: the network that is trained.
        optimizer: what steps it.
        loss_fn: (output, target) -> a loss of one number.
        train: (x, y), or a DataLoader of such batches.
        valid: the same for held-out rows; None for none.
        task: what the targets are; None to see it from them.
        seconds: for the forks; None for the default bound.
    """

    def __init__(
        self,
        model: torch.nn.Module,
        optimizer: torch.optim.Optimizer,
        loss_fn: LossFunction,
        *,
        train: object,
        valid: object = None,
        task: str | None = None,
        seconds: float | None = None,
    ) -> None:
        self._train = rows_of(train, name="train")
        self._valid = None if valid is None else rows_of(valid, name="valid")
        self._pair: Pair = (model, optimizer)
        self._loss_fn, self._task, self._seconds = loss_fn, task, seconds
        self._tally = Tally(model, optimizer)
        self._first: Pair | None = None
        self._last: Pair | None = None
        self._valid_loss: list[float] = []
        self._valid_metric: list[float] = []
        self._notes: list[str] = []
        self._began = 0.0
        self._took = 0.0
        self._kept_at = -1
        self._report: Report | None = None

    def __enter__(self) -> Self:
        """Copy what is there and begin to watch."""
        try:
            self._first = _begun(self._copies())
            self._tally.attach()
        except Exception as error:  # the user's loop goes on without a coach
            self._note("the network could not be copied", error)
        self._began = time.perf_counter()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Leave the network as it was found."""
        self._took = time.perf_counter() - self._began
        self._tally.detach()
        self._keep_last()

    def step(self, loss: Tensor | float | None) -> None:
        """Count one update.

        Args:
            loss: of the batch, as the loop has it; a tensor is not kept in its graph. None where
                it is not known.
        """
        try:
            self._tally.step(loss)
        except Exception as error:  # never at the cost of the user's training
            self._note("a step could not be read", error)

    def epoch(self, *, valid_loss: float | None = None, valid_metric: float | None = None) -> None:
        """Hand over what was measured after an epoch.

        Args:
            valid_loss: on held-out rows.
            valid_metric: whatever the user goes by.
        """
        try:
            if valid_loss is not None:
                self._valid_loss.append(float(valid_loss))
            if valid_metric is not None:
                self._valid_metric.append(float(valid_metric))
        except Exception as error:  # a figure that is none
            self._note("an epoch could not be read", error)

    def report(self) -> Report:
        """Judge what was seen so far; takes its time once for as many steps."""
        if self._last is None or self._kept_at != self._tally.steps:
            self._keep_last()
            self._report = None
        if self._report is None:
            self._report = self._judged()
        return self._report

    def _copies(self) -> Pair:
        """Network and optimiser as they are now, in the form the coach can ask."""
        return copied(self._pair)

    def _keep_last(self) -> None:
        try:
            self._tally.read_losses()
            self._last, self._kept_at = self._copies(), self._tally.steps
        except Exception as error:  # a network that holds what cannot be copied
            self._note("the trained network could not be copied", error)

    def _judged(self) -> Report:
        if self._first is None or self._last is None:
            return Report.of_nothing(self._notes)
        watched = Watched(
            first=self._first,
            last=self._last,
            loss_fn=self._loss_fn,
            train=self._train,
            valid=self._valid,
            tally=self._tally,
            valid_loss=self._valid_loss,
            valid_metric=self._valid_metric,
            task=self._task,
            notes=self._notes,
        )
        return judged(watched, self._allowed())

    def _allowed(self) -> float:
        seconds = self._seconds
        if seconds is None:
            seconds = max(LEAST_SECONDS, SHARE * self._took)
        return seconds

    def _note(self, what: str, error: Exception) -> None:
        _note(self._notes, what, error)


def judged(watched: Watched, seconds: float) -> Report:
    """Make the facts of a training, ask the rules, and run the forks they need.

    Args:
        watched: the training; its notes grow.
        seconds: that the forks may compute.

    Returns:
        The report; unsure, with a note, if the training could not be judged.
    """
    try:
        with randomness_kept(), torch.enable_grad(), warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the coach asks networks out of their way
            facts, trial = facts_of(watched)
            runner = TimedRunner(trial, facts.updates.steps, facts.scores.fit, seconds)
            diagnosis = diagnose(facts, runner)
    except Exception as error:  # a report without a diagnosis is better than none
        _note(watched.notes, "the training could not be judged", error)
        return Report.of_nothing(watched.notes)
    return Report(diagnosis, (*watched.notes, *runner.words()))


def _begun(pair: Pair) -> Pair:
    """A schedule that warms up begins at 0; forks go at the rate that it rises to."""
    for group in pair[1].param_groups:
        group["lr"] = group["lr"] or group.get("initial_lr", 0.0)
    return pair


def _note(notes: list[str], what: str, error: Exception) -> None:
    words = f"{what}: {type(error).__name__}: {error}"[:200]
    if words not in notes:
        notes.append(words)
