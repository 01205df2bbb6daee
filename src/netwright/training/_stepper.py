"""One training step, and everything it changes: weights, optimiser, running means.

    gradients = 0;  L = loss(model(x));  backward;  optimiser;  mean_w += (1 - d)(w - mean_w)   (1)
    where a clip c is set:  g <- g min(1, c / norm g) before the optimiser, g all gradients    (2)

No hook, no measure, no Python for each example. On a CPU two sums a step look whether all is
finite; on an accelerator the look is taken every ``LOOK`` steps, since each one waits for it,
and always before anything is saved.

Source: Pascanu, Mikolov & Bengio 2013, arXiv:1211.5063, algorithm 1, for (2).
"""

from collections.abc import Callable, Mapping

import torch
from torch import Tensor, nn

from netwright.contracts import Batch, Task
from netwright.models import KeyedDropout, seek_dropout
from netwright.randomness import key
from netwright.recipe import Settings
from netwright.training._flat import FlatParameters
from netwright.training._kinds import kinds_of
from netwright.training._optimisers import make_optimiser, optimiser_tensors, restore_optimiser
from netwright.training._passes import ReplayedPasses, plain_pass
from netwright.training._plan import Candidate
from netwright.training._progressive import smaller
from netwright.training._schedules import learning_rate
from netwright.training._stages import Frozen

LOOK = 50  # steps between two looks on an accelerator


class NonFiniteError(ArithmeticError):
    """A step gave a number that is not finite; the loop traces it and stops."""


class Stepper:
    """A network in training.

    Args:
        task: what is learned.
        settings: optimiser, schedule, clip, frozen stages, running mean, seed.
        candidate: how to execute.
        device: where.
        steps: in all, for the schedule.
    """

    def __init__(
        self,
        task: Task,
        settings: Settings,
        candidate: Candidate,
        device: torch.device,
        *,
        steps: int,
    ) -> None:
        self.task, self.settings, self.steps = task, settings, steps
        torch.manual_seed(key(settings.seed, "start"))
        self.model: nn.Module = task.model().to(device)
        if candidate.memory == "channels_last":
            self.model.to(memory_format=torch.channels_last)
        self.flat = FlatParameters(self.model, kinds_of(self.model, settings))
        self.optimiser = make_optimiser(settings, self.flat)
        self.averages = self.flat.values.clone() if settings.ema else None
        self._frozen = Frozen(self.model, settings, steps) if settings.freezes else None
        self._half = candidate.dtype == "bf16"
        self._device = device
        self._dropouts = [m for m in self.model.modules() if isinstance(m, KeyedDropout)]
        self._replayed: ReplayedPasses | None = None
        self._forward: Callable[..., Tensor] = self.model
        if candidate.passes == "replayed":
            self._replayed = ReplayedPasses(self._loss, self.flat, self._dropouts)
        elif candidate.passes == "compiled":
            for dropout in self._dropouts:
                dropout.hold()  # an offset that differs in each step would be compiled anew
            self._forward = torch.compile(self.model)
        self._mean_buffers = {n: b.clone() for n, b in self.flat.buffers().items()}
        self._norms = [b for b in self.flat.buffers().values() if b.is_floating_point()]

    def step(self, batch: Batch, number: int, *, rate: float | None = None) -> Tensor:
        """Equation (1) for one batch.

        Args:
            batch: prepared.
            number: the step, from 0.
            rate: the learning rate; None for that of the schedule, before any drop.

        Returns:
            The loss, shape (), before the step.

        Raises:
            NonFiniteError: if loss, gradients, weights or running means are not finite.
        """
        if self._dropouts:
            seek_dropout(self._dropouts, self.settings.seed, number)
        frozen = self._frozen.hold(number) if self._frozen else 0
        if self.settings.progressive:
            batch = smaller(batch, self.settings, number, self.steps)
        if self._replayed is not None:
            loss = self._replayed(batch, frozen)
        else:
            loss = plain_pass(self._loss, self.flat, batch)
        look = self._device.type == "cpu" or number % LOOK == 0
        if look:
            _expect_finite(loss + self.flat.gradients.sum())
        if self.settings.clip:
            clip_norm(self.flat.gradients, self.settings.clip)
        if rate is None:
            rate = learning_rate(self.settings, number, self.steps)
        self.optimiser.step(rate, frozen=frozen)
        if self.averages is not None:
            self._average(number)
        if look:
            self.expect_finite()
        return loss

    def expect_finite(self) -> None:
        """Look at weights and running means, those of the norms among them.

        Raises:
            NonFiniteError: if one is not finite.
        """
        total = self.flat.values.sum()
        if self.averages is not None:
            total = total + self.averages.sum()
        for mean in self._norms:
            total = total + mean.sum()
        _expect_finite(total)

    def tensors(self) -> dict[str, dict[str, Tensor]]:
        """Everything a checkpoint must hold, by group and name, on the CPU."""
        weights = {**self.flat.named(self.flat.values), **self._buffers()}
        groups = {"weights": weights, "optimiser": optimiser_tensors(self.optimiser, self.flat)}
        if self.averages is not None:
            groups["ema"] = {**self.flat.named(self.averages), **self._mean_buffers}
        return {
            group: {name: tensor.detach().cpu().clone() for name, tensor in tensors.items()}
            for group, tensors in groups.items()
        }

    def begin(self, weights: Mapping[str, Tensor]) -> None:
        """Put weights learned elsewhere in the place of fresh ones; those not named stay fresh."""
        tensors = self.tensors()
        for group in {"weights", "ema"} & set(tensors):
            tensors[group].update(weights)
        self.restore(tensors)

    def restore(self, tensors: Mapping[str, Mapping[str, Tensor]]) -> None:
        """Put back what ``tensors`` gave."""
        self.flat.fill(self.flat.values, tensors["weights"])
        for name, buffer in self.flat.buffers().items():
            buffer.copy_(tensors["weights"][name])
        restore_optimiser(self.optimiser, self.flat, tensors["optimiser"])
        if self.averages is not None:
            self.flat.fill(self.averages, tensors["ema"])
            self._mean_buffers = {
                n: tensors["ema"][n].to(b.device, copy=True) for n, b in self.flat.buffers().items()
            }

    def exchange(self) -> None:
        """Put the running means in the weights' place; a second call puts them back."""
        if self.averages is None:
            return
        held = self.flat.values.clone()
        self.flat.values.copy_(self.averages)
        self.averages.copy_(held)
        for name, buffer in self.flat.buffers().items():
            mean = self._mean_buffers[name].clone()
            self._mean_buffers[name].copy_(buffer)
            buffer.copy_(mean)

    def _loss(self, batch: Batch) -> Tensor:
        inputs = [batch[name] for name in self.task.inputs]
        if not self._half:
            return self.task.loss(self._forward(*inputs), batch)
        with torch.autocast(self._device.type, dtype=torch.bfloat16):
            output = self._forward(*inputs)
        return self.task.loss(output.float(), batch)

    def _average(self, number: int) -> None:
        if self.averages is None:
            return
        # early means would remember the start: they follow more quickly
        decay = min(self.settings.ema, (number + 1) / (number + 10))
        self.averages.lerp_(self.flat.values, 1 - decay)
        for name, buffer in self.flat.buffers().items():
            if buffer.is_floating_point():
                self._mean_buffers[name].lerp_(buffer, 1 - decay)
            else:
                self._mean_buffers[name].copy_(buffer)

    def _buffers(self) -> dict[str, Tensor]:
        return {name: buffer.detach().contiguous() for name, buffer in self.flat.buffers().items()}


def clip_norm(gradients: Tensor, limit: float) -> None:
    """Shorten gradients in place to the norm ``limit``, where they are longer: equation (2).

    Args:
        gradients: of all parameters, (d,).
        limit: c, above 0.
    """
    # in units of the largest one: the squares of an exploded gradient overflow before it does
    top = gradients.abs().max().clamp(min=torch.finfo(gradients.dtype).tiny)
    norm = torch.linalg.vector_norm(gradients / top)
    gradients.mul_((limit / top / norm).clamp(max=1.0))  # (2)


def _expect_finite(total: Tensor) -> None:
    value = total.item()
    if value - value != 0:  # true for infinities and for what is not a number
        raise NonFiniteError(f"total must be finite; got {value}")
