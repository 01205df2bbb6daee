"""One training step, and everything it changes: weights, optimiser, running means.

    gradients = 0;  L = loss(model(x));  backward;  optimiser;  mean_w += (1 - d)(w - mean_w)   (1)
    where a clip c is set:  g <- g min(1, c / norm g) before the optimiser, g all gradients    (2)
    where lookahead is set: slow weights and ``_lookahead`` behind the optimiser, before the means

No hook, no measure, no Python for each example. On a CPU a sum a step looks whether loss and
gradients are finite. Weights and running means are looked at every ``LOOK`` steps: a weight that a
step spoils spoils the next step's loss. On an accelerator all of it is looked at every ``LOOK``
steps, since each look waits for it. Whoever saves asks for a look at all of it before.

Source: Pascanu, Mikolov & Bengio 2013, arXiv:1211.5063, algorithm 1, for (2).
"""

from collections.abc import Callable, Mapping
from functools import partial

import torch
from torch import Tensor, nn

from netwright.contracts import Batch, Task
from netwright.models import KeyedDropout, seek_dropout
from netwright.randomness import key
from netwright.recipe import Settings
from netwright.training._flat import FlatParameters
from netwright.training._kinds import kinds_of
from netwright.training._lookahead import Lookahead
from netwright.training._optimisers import make_optimiser, optimiser_tensors, restore_optimiser
from netwright.training._passes import Gradients, ReplayedPasses, plain_pass
from netwright.training._pieces import Pass, Pieces, agree, piece_sizes
from netwright.training._plan import RESIDENT, Candidate
from netwright.training._progressive import smaller
from netwright.training._resident import HALF, Resident
from netwright.training._schedules import learning_rate
from netwright.training._stages import Frozen

LOOK = 50  # steps between two looks at all there is


class NonFiniteError(ArithmeticError):
    """A step gave a number that is not finite; the loop traces it and stops."""


class Stepper:
    """A network in training.

    Args:
        task: what is learned.
        settings: optimiser, schedule, clip, frozen stages, lookahead, running mean, seed.
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
        self._network: nn.Module = task.model().to(device)
        if candidate.memory == "channels_last":
            self._network.to(memory_format=torch.channels_last)
        self.flat = FlatParameters(self._network, kinds_of(self._network, settings))
        products = None if candidate.dtype == "fp32" else HALF
        self.optimiser = make_optimiser(settings, self.flat, products=products)
        ahead = settings.lookahead
        self._lookahead = Lookahead(self.flat.values, ahead) if ahead else None
        self.averages = self.flat.values.clone() if settings.ema else None
        self._frozen = Frozen(self._network, settings, steps) if settings.freezes else None
        self._dtype, self._device = candidate.dtype, device
        self._resident = Resident(self._network, self.flat) if self._dtype == RESIDENT else None
        self._dropouts = [m for m in self._network.modules() if isinstance(m, KeyedDropout)]
        self._forward: Callable[..., Tensor] = self._network
        if candidate.passes == "compiled":
            for dropout in self._dropouts:
                dropout.hold()  # an offset that differs in each step would be compiled anew
            self._forward = torch.compile(self._network)
        self._pass = self._passes(candidate)
        self._mean_buffers = {
            n: b.clone(memory_format=torch.contiguous_format)
            for n, b in self.flat.buffers().items()
        }
        self._norms = [b for b in self.flat.buffers().values() if b.is_floating_point()]

    @property
    def model(self) -> nn.Module:
        """The network in fp32, as it is evaluated and saved; a step may round its weights again."""
        if self._resident is not None:
            self._resident.leave()
        return self._network

    def step(self, batch: Batch, number: int, *, rate: float | None = None) -> Tensor:
        """Equation (1) for one batch.

        Args:
            batch: prepared.
            number: the step, from 0.
            rate: the learning rate; None for that of the schedule, before any drop.

        Returns:
            The loss, shape (), before the step.

        Raises:
            NonFiniteError: if a look finds that loss, gradients, weights or running means are
                not finite.
        """
        if self._dropouts:
            seek_dropout(self._dropouts, self.settings.seed, number)
        frozen = self._frozen.hold(number) if self._frozen else 0
        if self.settings.progressive:
            batch = smaller(batch, self.settings, number, self.steps)
        if self._resident is not None:
            self._resident.enter()
        loss = self._pass(batch, frozen)
        look = number % LOOK == 0
        if look or self._device.type == "cpu":
            _expect_finite(loss + self.flat.gradients.sum())
        if self.settings.clip:
            clip_norm(self.flat.gradients, self.settings.clip)
        if rate is None:
            rate = learning_rate(self.settings, number, self.steps)
        self.optimiser.step(rate, frozen=frozen)
        if self._lookahead is not None:
            self._lookahead.step(number)
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
        if self._lookahead is not None:
            groups["slow"] = {**weights, **self.flat.named(self._lookahead.slow)}
        if self.averages is not None:
            groups["ema"] = {**self.flat.named(self.averages), **self._mean_buffers}
        return {
            group: {name: tensor.detach().cpu().clone() for name, tensor in tensors.items()}
            for group, tensors in groups.items()
        }

    def begin(self, weights: Mapping[str, Tensor]) -> None:
        """Put weights learned elsewhere in the place of fresh ones; those not named stay fresh."""
        tensors = self.tensors()
        for group in {"weights", "slow", "ema"} & set(tensors):
            tensors[group].update(weights)
        self.restore(tensors)

    def restore(self, tensors: Mapping[str, Mapping[str, Tensor]]) -> None:
        """Put back what ``tensors`` gave."""
        if self._resident is not None:
            self._resident.leave()  # it rounds anew what it is given
        self.flat.fill(self.flat.values, tensors["weights"])
        for name, buffer in self.flat.buffers().items():
            buffer.copy_(tensors["weights"][name])
        restore_optimiser(self.optimiser, self.flat, tensors["optimiser"])
        if self._lookahead is not None:
            self.flat.fill(self._lookahead.slow, tensors["slow"])
        if self.averages is not None:
            self.flat.fill(self.averages, tensors["ema"])
            self._mean_buffers = {
                n: tensors["ema"][n].to(b.device, copy=True) for n, b in self.flat.buffers().items()
            }

    def exchange(self) -> None:
        """Put what is served in the weights' place; a second call puts them back.

        That is the running means, or else the slow weights; without either nothing is done.
        """
        if self.averages is None:
            if self._lookahead is not None:
                _swap(self.flat.values, self._lookahead.slow)
            return
        _swap(self.flat.values, self.averages)
        for name, buffer in self.flat.buffers().items():
            mean = self._mean_buffers[name].clone()
            self._mean_buffers[name].copy_(buffer)
            buffer.copy_(mean)

    def piece_sizes(self, batch: Batch, *, cache: int) -> list[int]:
        """Sizes of pieces in which such batches may be computed: those that give the same numbers.

        Args:
            batch: prepared.
            cache: bytes that activations may take.

        Returns:
            Rows of a piece, none, one or two sizes.
        """
        found, flat = list[int](), self.flat
        for rows in piece_sizes(self._network, self._loss, batch, cache=cache):
            seek_dropout(self._dropouts, self.settings.seed, 0)
            pieces = Pieces(self._pass, flat, self._dropouts, rows=rows)
            if agree(self._pass, pieces, flat, batch):
                found.append(rows)
        return found

    def _passes(self, candidate: Candidate) -> Pass:
        """Loss and gradients of a batch, as a candidate computes them."""
        flat: Gradients = self._resident or self.flat
        one: Pass = partial(plain_pass, self._loss, flat)
        if candidate.passes == "replayed":
            one = ReplayedPasses(self._loss, flat, self._dropouts)
        return Pieces(one, flat, self._dropouts, rows=candidate.micro) if candidate.micro else one

    def _loss(self, batch: Batch) -> Tensor:
        inputs = [batch[name] for name in self.task.inputs]
        if self._dtype == "fp32":
            return self.task.loss(self._forward(*inputs), batch)
        if self._resident is not None:
            rounded = [x.to(HALF) if x.is_floating_point() else x for x in inputs]
            return self.task.loss(self._forward(*rounded).float(), batch)
        with torch.autocast(self._device.type, dtype=HALF):
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


def _swap(one: Tensor, other: Tensor) -> None:
    held = one.clone()
    one.copy_(other)
    other.copy_(held)


def _expect_finite(total: Tensor) -> None:
    value = total.item()
    if value - value != 0:  # true for infinities and for what is not a number
        raise NonFiniteError(f"total must be finite; got {value}")
