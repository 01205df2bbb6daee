"""The coach as a callback of the Trainer of Hugging Face's transformers.

    callback = netwright.transformers_callback()
    trainer = transformers.Trainer(model, args, train_dataset=..., callbacks=[callback])
    trainer.train()
    print(callback.report().text())

    on_train_begin    optimiser and loader are there; two hooks on the model; the coach begins
    a pass            the loss is read from the model's own output
    on_step_end       one step: an update of several passes is one, with the mean of their losses
    on_evaluate       ``eval_loss``, and the loader of held-out rows
    on_train_end      the coach leaves

Batches are mappings: the coach lays their tensors side by side (``_callback_batches``). A Trainer
that smooths labels calls the model without them; the losses of the steps are then unknown.

Limits: one process. Cost: as ``netwright.watch``.
Source: transformers 5.23, ``TrainerCallback``.
"""

import math
from collections.abc import Mapping
from typing import Protocol

import torch
from torch import Tensor, nn
from torch.utils.hooks import RemovableHandle

from netwright.api._callback_batches import (
    Layout,
    MappingNetwork,
    answer_of,
    named_rows,
)
from netwright.api._callback_coach import CallbackCoach, LateCoach, joined, of_figure
from netwright.api._callback_losses import alike, loss_in, loss_like, part_of, usual_loss
from netwright.api._watch_rows import Rows
from netwright.errors import UnavailableError
from netwright.experiments import LossFunction, Pair, copied

COMPARED = 3  # passes on which the model's own loss is held against ``loss_fn``
SHARED = "num_items_in_batch"  # a model that divides by it gives parts of an update's loss


class TrainerSettings(Protocol):
    """What the callback reads of ``TrainingArguments``."""

    label_names: list[str] | None
    gradient_accumulation_steps: int


def transformers_callback(
    loss_fn: LossFunction | None = None,
    *,
    train: object = None,
    valid: object = None,
    task: str | None = None,
    seconds: float | None = None,
) -> "TransformersCallback":
    """The coach for ``transformers.Trainer(callbacks=[...])``; the training stays the same.

    Args:
        loss_fn: (logits, labels) -> a loss of one number; None for the one that models of
            transformers use. It is held against the model's own on a few batches.
        train: a mapping of names to tensors, a DataLoader of such batches, or (x, y); None for the
            trainer's own.
        valid: the same for held-out rows; None for those the trainer evaluates.
        task: "classification", "regression", "several labels"; None to see it from the labels.
        seconds: for the forks; None for the larger of 4 and a tenth of what the training took.

    Returns:
        The callback: its ``report()`` is that of ``netwright.watch``.

    Raises:
        UnavailableError: if transformers is not installed.
        SettingError: if the task has no such name.
    """
    try:
        from transformers import TrainerCallback
    except ImportError as error:
        raise UnavailableError(
            "transformers must be installed for a callback of its Trainer; got none",
            hint='pip install "netwright[transformers]"',
        ) from error
    made = joined(TransformersCallback, TrainerCallback)
    return made(loss_fn, train=train, valid=valid, task=task, seconds=seconds)


class MappingCoach(LateCoach):
    """A coach of a network that takes and returns mappings.

    Args:
        model: the network.
        optimizer: what steps it.
        loss_fn: (logits, labels) -> a loss of one number.
        train: its rows, side by side.
        layout: where which name lies in a row.
        task: what the labels are; None to see it from them.
        seconds: for the forks; None for the default bound.
    """

    def __init__(
        self,
        model: nn.Module,
        optimizer: torch.optim.Optimizer,
        loss_fn: LossFunction,
        *,
        train: Rows,
        layout: Layout,
        task: str | None,
        seconds: float | None,
    ) -> None:
        super().__init__(model, optimizer, loss_fn, train=train, task=task, seconds=seconds)
        self._layout = layout
        self._tally.read = lambda _args, named: layout.joined(named)

    def take_loss(self, loss_fn: LossFunction) -> None:
        """Take another loss than the one this coach began with."""
        self._loss_fn = loss_fn

    def hold_out(self, rows: Rows) -> None:
        """Take held-out rows."""
        self._valid = rows

    @property
    def has_held_out(self) -> bool:
        """Whether there are held-out rows."""
        return self._valid is not None

    def _copies(self) -> Pair:
        model, optimizer = copied(self._pair)
        return MappingNetwork(model, self._layout), optimizer


class TransformersCallback(CallbackCoach):
    """The callback without its framework; ``transformers_callback`` makes one a Trainer takes.

    Args:
        loss_fn: (logits, labels) -> a loss of one number; None to find it.
        train: rows of the training; None for the trainer's own.
        valid: held-out rows; None for those the trainer evaluates.
        task: what the labels are; None to see it from them.
        seconds: for the forks; None for the default bound.
    """

    def __init__(
        self,
        loss_fn: LossFunction | None = None,
        *,
        train: object = None,
        valid: object = None,
        task: str | None = None,
        seconds: float | None = None,
    ) -> None:
        super().__init__(train=train, valid=valid, task=task, seconds=seconds)
        self._given = loss_fn
        self._loss_fn: LossFunction = usual_loss if loss_fn is None else loss_fn
        self._mapped: MappingCoach | None = None
        self._hook: RemovableHandle | None = None
        self._losses: list[Tensor] = []
        self._labels, self._main = "labels", "x"
        self._parts, self._pieces, self._compared = False, 1, 0

    def on_train_begin(
        self,
        args: TrainerSettings,
        state: object,
        control: object,
        *,
        model: nn.Module,
        optimizer: torch.optim.Optimizer,
        train_dataloader: object = None,
        **known: object,
    ) -> None:
        """Begin to watch, with the trainer's optimiser and loader."""
        self._labels = (args.label_names or ["labels"])[0]
        self._main = str(getattr(model, "main_input_name", "x"))
        train = train_dataloader if self._train is None else self._train
        rows, layout = self._rows(train, "train")
        stepped = getattr(optimizer, "optimizer", optimizer)  # accelerate wraps it
        coach = MappingCoach(
            model,
            stepped,
            self._loss_fn,
            train=rows,
            layout=layout,
            task=self._task,
            seconds=self._seconds,
        )
        if self._valid is not None:
            coach.hold_out(self._rows(self._valid, "valid")[0])
        self._losses, self._parts, self._compared = [], False, 0
        self._pieces = args.gradient_accumulation_steps
        self._begin(coach)
        self._mapped = coach
        self._hook = model.register_forward_hook(self._passed, with_kwargs=True)

    def on_step_end(
        self, args: TrainerSettings, state: object, control: object, **known: object
    ) -> None:
        """Count an update."""
        if self._mapped is None:
            return
        loss = torch.stack(self._losses) if self._losses else None
        if loss is None:
            self._mapped.say("the model was called without labels: the steps' losses are unknown")
            self._mapped.step(None)
        else:
            self._mapped.step(loss.sum() if self._parts else loss.mean())
        self._losses.clear()

    def on_evaluate(
        self,
        args: TrainerSettings,
        state: object,
        control: object,
        *,
        metrics: Mapping[str, float] | None = None,
        eval_dataloader: object = None,
        **known: object,
    ) -> None:
        """Hand over the loss of held-out rows; read them once."""
        if self._mapped is None or self._hook is None:
            return
        self._mapped.epoch(valid_loss=of_figure(metrics, "eval_loss"))
        if not self._mapped.has_held_out and eval_dataloader is not None:
            try:
                self._mapped.hold_out(self._rows(eval_dataloader, "valid")[0])
            except Exception as error:  # the trainer's own rows: the coach goes on without
                self._mapped.say_error("the held-out rows could not be read", error)

    def on_train_end(
        self, args: TrainerSettings, state: object, control: object, **known: object
    ) -> None:
        """Leave the model as it was found."""
        self._end()

    def _rows(self, data: object, name: str) -> tuple[Rows, Layout]:
        return named_rows(data, name=name, targets=self._labels, inputs=self._main)

    def _end(self) -> None:
        if self._hook is not None:
            self._hook.remove()
            self._hook = None
        super()._end()

    def _passed(
        self, model: nn.Module, args: tuple[object, ...], named: dict[str, object], output: object
    ) -> None:
        """After a pass: keep its loss."""
        if self._mapped is None or not torch.is_grad_enabled():
            return
        try:
            self._read_loss(named, output)
        except Exception as error:  # never at the cost of the user's training
            self._mapped.say_error("a loss could not be read", error)

    def _read_loss(self, named: Mapping[str, object], output: object) -> None:
        labels = named.get(self._labels)
        loss = loss_in(output) if labels is not None else None
        if isinstance(labels, Tensor) and (loss is None or self._compared < COMPARED):
            with torch.no_grad():
                answer = answer_of(output).detach()
                if loss is None:
                    loss = self._loss_fn(answer, labels).mean()
                else:
                    items = _number(named.get(SHARED))
                    self._compare(float(loss.detach()), answer, labels, items)
        if loss is not None:
            self._losses.append(loss.detach().reshape(()))

    def _compare(self, own: float, answer: Tensor, labels: Tensor, items: float) -> None:
        """See whether losses of an update are its parts, and whether they are ``loss_fn``."""
        if self._mapped is None:
            return
        if self._given is None and not self._compared:
            self._loss_fn = loss_like(own, answer, labels, items)
            self._mapped.take_loss(self._loss_fn)
        self._compared += 1
        usual = float(self._loss_fn(answer, labels).mean())
        part = part_of(self._loss_fn, labels, items)
        if self._pieces > 1 and abs(own) < abs(usual) * math.sqrt(part):
            self._parts = True
        if not (alike(own, usual) or alike(own, usual * part)):
            self._compared = COMPARED
            self._mapped.say(
                f"the model's own loss is {own:.4g} where loss_fn of its logits is {usual:.4g}: "
                "what is said of the loss is about loss_fn; "
                "give the model's as transformers_callback(loss_fn=...)"
            )


def _number(items: object) -> float:
    return float(items) if isinstance(items, Tensor | int | float) else 0.0
