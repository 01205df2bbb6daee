"""The coach as a callback of Lightning.

    callback = netwright.lightning_callback(loss_fn)
    lightning.Trainer(callbacks=[callback], ...).fit(module, loader, valid_loader)
    print(callback.report().text())

    on_train_start        the trainer's first optimiser and its loaders; the coach begins
    on_train_batch_end    one step where ``global_step`` has grown: an update of several batches
                          is one, with the sum of their losses, which Lightning divides before
    on_validation_end     ``val_loss``, if the module logs it
    on_train_end          the coach leaves

Limits: one process, one optimiser that Lightning steps. Cost: as ``netwright.watch``.
Source: Lightning 2.6, ``lightning.pytorch.callbacks.Callback``.
"""

import sys
from collections.abc import Mapping, Sequence
from types import ModuleType
from typing import Protocol

import torch
from torch import Tensor, nn

from netwright.api._callback_coach import CallbackCoach, LateCoach, joined, of_figure
from netwright.errors import SettingError, UnavailableError
from netwright.experiments import LossFunction

NO_FORWARD = ("LightningModule.forward", "_forward_unimplemented")


class LightningTrainer(Protocol):
    """What the callback reads of a trainer."""

    optimizers: list[torch.optim.Optimizer]
    train_dataloader: object
    val_dataloaders: object
    callback_metrics: dict[str, Tensor]
    sanity_checking: bool
    global_step: int


def lightning_callback(
    loss_fn: LossFunction,
    *,
    train: object = None,
    valid: object = None,
    network: nn.Module | None = None,
    task: str | None = None,
    seconds: float | None = None,
) -> "LightningCallback":
    """The coach for ``lightning.Trainer(callbacks=[...])``; the training stays the same.

    Args:
        loss_fn: (output, target) -> a loss of one number, as ``training_step`` computes it.
        train: (x, y), or a DataLoader of such batches; None for the trainer's own.
        valid: the same for held-out rows; None for the trainer's own, if it has them.
        network: what makes x an output; None for the module itself, or for its only part with
            weights if the module has no ``forward``.
        task: "classification", "regression", "several labels"; None to see it from the targets.
        seconds: for the forks; None for the larger of 4 and a tenth of what the training took.

    Returns:
        The callback: its ``report()`` is that of ``netwright.watch``.

    Raises:
        UnavailableError: if Lightning is not installed.
        SettingError: if the task has no such name.
    """
    made = joined(LightningCallback, lightning_library().Callback)
    return made(loss_fn, train=train, valid=valid, network=network, task=task, seconds=seconds)


def lightning_library() -> ModuleType:
    """Lightning, imported now, under the name that the user has imported it by.

    Returns:
        ``lightning.pytorch``, or ``pytorch_lightning``.

    Raises:
        UnavailableError: if it is not installed.
    """
    try:
        from lightning import pytorch
    except ImportError as error:
        older = sys.modules.get("pytorch_lightning")
        if older is not None:
            return older
        raise UnavailableError(
            "lightning must be installed for a callback of Lightning; got none",
            hint='pip install "netwright[lightning]"',
        ) from error
    library: ModuleType = pytorch
    return library


class LightningCallback(CallbackCoach):
    """The callback without its framework; ``lightning_callback`` makes one that Lightning takes.

    Args:
        loss_fn: (output, target) -> a loss of one number.
        train: rows of the training; None for the trainer's own.
        valid: held-out rows; None for the trainer's own.
        network: what makes x an output; None to find it.
        task: what the targets are; None to see it from them.
        seconds: for the forks; None for the default bound.
    """

    def __init__(
        self,
        loss_fn: LossFunction,
        *,
        train: object = None,
        valid: object = None,
        network: nn.Module | None = None,
        task: str | None = None,
        seconds: float | None = None,
    ) -> None:
        super().__init__(train=train, valid=valid, task=task, seconds=seconds)
        self._loss_fn, self._network = loss_fn, network
        self._losses: list[Tensor] = []
        self._steps = 0

    def on_train_start(self, trainer: LightningTrainer, pl_module: nn.Module) -> None:
        """Begin to watch, with the trainer's optimiser and loaders."""
        train = trainer.train_dataloader if self._train is None else self._train
        valid = _only(trainer.val_dataloaders) if self._valid is None else self._valid
        if not trainer.optimizers:
            raise SettingError("configure_optimizers", "none", wanted="there, with one optimiser")
        coach = LateCoach(
            network_of(pl_module) if self._network is None else self._network,
            trainer.optimizers[0],
            self._loss_fn,
            train=_only(train),
            valid=valid,
            task=self._task,
            seconds=self._seconds,
        )
        if len(trainer.optimizers) > 1:
            coach.say(f"the coach knows the first of {len(trainer.optimizers)} optimisers only")
        self._losses, self._steps = [], trainer.global_step
        self._begin(coach)

    def on_train_batch_end(
        self,
        trainer: LightningTrainer,
        pl_module: nn.Module,
        outputs: object,
        batch: object,
        batch_idx: int,
    ) -> None:
        """Count an update, if this batch ended one."""
        loss = outputs.get("loss") if isinstance(outputs, Mapping) else outputs
        if isinstance(loss, Tensor):
            self._losses.append(loss.detach())
        if self._coach is None or trainer.global_step == self._steps:
            return
        self._steps = trainer.global_step
        self._coach.step(torch.stack(self._losses).sum() if self._losses else None)
        self._losses.clear()

    def on_validation_end(self, trainer: LightningTrainer, pl_module: nn.Module) -> None:
        """Hand over the loss of held-out rows, if the module logs one."""
        if self._coach is not None and not trainer.sanity_checking:
            loss = of_figure(trainer.callback_metrics, "val_loss", "valid_loss")
            self._coach.epoch(valid_loss=loss)

    def on_train_end(self, trainer: LightningTrainer, pl_module: nn.Module) -> None:
        """Leave the network as it was found."""
        self._end()

    def on_exception(
        self, trainer: LightningTrainer, pl_module: nn.Module, exception: BaseException
    ) -> None:
        """Leave the network as it was found; what was seen can be reported."""
        self._end()

    def _end(self) -> None:
        if self._coach is not None and not self._coach.passes:
            self._coach.say(
                "training_step did not call the network the coach looked at; "
                "name the one it calls: lightning_callback(..., network=module.net)"
            )
        super()._end()


def network_of(module: nn.Module) -> nn.Module:
    """What makes an input an output: the module, or its only part with weights.

    Args:
        module: a LightningModule.

    Returns:
        The module itself if it has a ``forward``, or if it has not one such part.
    """
    if getattr(type(module).forward, "__qualname__", "") not in NO_FORWARD:
        return module
    parts = [part for part in module.children() if next(part.parameters(), None) is not None]
    return parts[0] if len(parts) == 1 else module


def _only(loaders: object) -> object:
    """The first of several loaders; ``(x, y)`` of tensors stays as it is."""
    if isinstance(loaders, Sequence) and loaders and not isinstance(loaders[0], Tensor):
        return loaders[0] if hasattr(loaders[0], "dataset") else loaders
    return loaders
