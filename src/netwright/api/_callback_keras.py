"""The coach as a callback of Keras, whose backend must be torch.

    callback = netwright.keras_callback(train=(x, y), valid=(xv, yv))
    model.fit(x, y, validation_data=(xv, yv), callbacks=[callback])
    print(callback.report().text())

    on_train_begin        the model is built and compiled; the coach begins
    on_train_batch_end    one step; its loss is what Keras' running mean has grown by
    on_epoch_end          ``val_loss``
    on_train_end          the coach leaves

A callback of Keras sees neither rows nor labels, so the rows are given. The batch's loss is
taken from the sums of Keras' own metric,

    loss_t = (total_t - total_(t-1)) / (count_t - count_(t-1))                           (1)

and its optimiser, which is none of torch, has an equal for forks (``_callback_keras_optimizer``).

Cost: as ``netwright.watch``. Source: Keras 3.15, ``keras.callbacks.Callback``.
"""

from collections.abc import Callable, Mapping, Sequence
from types import ModuleType
from typing import Protocol

import torch
from torch import Tensor

from netwright.api._callback_coach import CallbackCoach, LateCoach, joined, of_figure
from netwright.api._callback_keras_network import KerasModel, KerasNetwork
from netwright.api._callback_keras_optimizer import (
    KerasSettings,
    equal_optimizer,
    has_equal,
    unlike,
)
from netwright.errors import SettingError, UnavailableError
from netwright.experiments import LossFunction, Pair

KerasLoss = Callable[[Tensor, Tensor], Tensor]


class KerasFigure(Protocol):
    """What is read of a number that Keras keeps."""

    value: Tensor


class KerasMean(Protocol):
    """What is read of a running mean of Keras."""

    name: str
    total: KerasFigure
    count: KerasFigure


class Compiled(KerasModel, Protocol):
    """What is read of a compiled model of Keras, which is a ``torch.nn.Module`` as well."""

    loss: object
    optimizer: object
    metrics: Sequence[KerasMean]


def keras_callback(
    loss_fn: LossFunction | None = None,
    *,
    train: object,
    valid: object = None,
    task: str | None = None,
    seconds: float | None = None,
) -> "KerasCallback":
    """The coach for ``model.fit(callbacks=[...])`` of Keras on torch; the training stays the same.

    Args:
        loss_fn: (output, target) -> a loss of one number; None for the loss the model is compiled
            with.
        train: (x, y), arrays or tensors, or a DataLoader of such batches.
        valid: the same for held-out rows; None for none.
        task: "classification", "regression", "several labels"; None to see it from the targets.
        seconds: for the forks; None for the larger of 4 and a tenth of what the training took.

    Returns:
        The callback: its ``report()`` is that of ``netwright.watch``.

    Raises:
        UnavailableError: if Keras is not installed, or its backend is not torch.
        SettingError: if the task has no such name.
    """
    made = joined(KerasCallback, keras_library().callbacks.Callback)
    return made(loss_fn, train=train, valid=valid, task=task, seconds=seconds)


def keras_library() -> ModuleType:
    """Keras on torch, imported now.

    Returns:
        The module.

    Raises:
        UnavailableError: if it is not installed, or its backend is not torch.
    """
    try:
        import keras
    except ImportError as error:
        raise UnavailableError(
            "keras must be installed for a callback of Keras; got none",
            hint='pip install "netwright[keras]", and set KERAS_BACKEND=torch',
        ) from error
    backend = keras.backend.backend()
    if backend != "torch":
        raise UnavailableError(
            f"Keras must compute with torch for the coach to see it; got {backend}",
            hint="set KERAS_BACKEND=torch in the environment before keras is imported",
        )
    library: ModuleType = keras
    return library


def compiled_loss(loss: object) -> LossFunction:
    """The loss of a compiled model in the coach's order of arguments.

    Args:
        loss: as given to ``compile``: a name, a function or a loss of Keras.

    Returns:
        (output, target) -> the mean loss.

    Raises:
        SettingError: if there is none, or one for each of several outputs.
    """
    if loss is None or isinstance(loss, Mapping | list | tuple):
        hint = "keras_callback(loss_fn=...) takes a function of output and target"
        raise SettingError("loss", loss, wanted="one loss, given to compile()", hint=hint)
    found: KerasLoss = keras_library().losses.get(loss)

    def mean(output: Tensor, target: Tensor) -> Tensor:
        if output.dim() == target.dim() + 1 and output.shape[-1] == 1:
            target = target.unsqueeze(-1)  # as Keras does in fit
        return found(target, output).mean()

    return mean


class KerasCoach(LateCoach):
    """A coach of a Keras model.

    Args:
        model: built and compiled.
        loss_fn: (output, target) -> a loss of one number.
        train: rows of the training.
        valid: held-out rows; None for none.
        task: what the targets are; None to see it from them.
        seconds: for the forks; None for the default bound.
    """

    def __init__(
        self,
        model: Compiled,
        loss_fn: LossFunction,
        *,
        train: object,
        valid: object,
        task: str | None,
        seconds: float | None,
    ) -> None:
        module: object = model
        if not isinstance(module, torch.nn.Module):
            raise SettingError("model", type(model).__name__, wanted="a Keras model on torch")
        super().__init__(
            module,
            equal_optimizer(model.optimizer, module.parameters()),
            loss_fn,
            train=train,
            valid=valid,
            task=task,
            seconds=seconds if has_equal(model.optimizer) else 0.0,
        )
        self._model = model
        self._tally.rate = lambda: KerasSettings(model.optimizer).rate
        for words in unlike(model.optimizer):
            self.say(words)

    def _copies(self) -> Pair:
        network = KerasNetwork(self._model)
        return network, equal_optimizer(self._model.optimizer, network.parameters())


class KerasCallback(CallbackCoach):
    """The callback without its framework; ``keras_callback`` makes one that Keras takes.

    Args:
        loss_fn: (output, target) -> a loss of one number; None for the compiled one.
        train: rows of the training.
        valid: held-out rows; None for none.
        task: what the targets are; None to see it from them.
        seconds: for the forks; None for the default bound.
    """

    model: Compiled  # Keras sets it

    def __init__(
        self,
        loss_fn: LossFunction | None = None,
        *,
        train: object,
        valid: object = None,
        task: str | None = None,
        seconds: float | None = None,
    ) -> None:
        super().__init__(train=train, valid=valid, task=task, seconds=seconds)
        self._loss_fn = loss_fn
        self._mean: KerasMean | None = None
        self._before: tuple[Tensor, Tensor] | None = None

    def on_train_begin(self, logs: object = None) -> None:
        """Begin to watch the model as it is compiled."""
        model = self.model
        loss_fn = compiled_loss(model.loss) if self._loss_fn is None else self._loss_fn
        coach = KerasCoach(
            model,
            loss_fn,
            train=self._train,
            valid=self._valid,
            task=self._task,
            seconds=self._seconds,
        )
        self._mean = next((one for one in model.metrics if one.name == "loss"), None)
        if self._mean is None:
            coach.say("Keras keeps no running loss: the losses of the steps are unknown")
        self._begin(coach)

    def on_epoch_begin(self, epoch: int, logs: object = None) -> None:
        """Keras begins its running mean anew."""
        self._before = None

    def on_train_batch_end(self, batch: int, logs: object = None) -> None:
        """Count an update."""
        if self._coach is not None:
            self._coach.step(self._loss())

    def on_epoch_end(self, epoch: int, logs: object = None) -> None:
        """Hand over the loss of held-out rows, if Keras has measured it."""
        if self._coach is not None:
            self._coach.epoch(valid_loss=of_figure(logs, "val_loss"))

    def on_train_end(self, logs: object = None) -> None:
        """Leave the model as it was found."""
        self._end()

    def _loss(self) -> Tensor | None:
        if self._mean is None:
            return None
        now = tuple(one.value.detach().clone() for one in (self._mean.total, self._mean.count))
        total, count = now
        if self._before is not None:
            total, count = total - self._before[0], count - self._before[1]
        self._before = (now[0], now[1])
        return total / count  # (1)
