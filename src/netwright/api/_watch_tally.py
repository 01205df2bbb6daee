"""What is written down while the user's loop runs: as little as possible, and nothing is changed.

    every step     the loss (a reference), a counter
    every pass     the mode, a counter
    first passes   whether gradients of the update before are still there
    now and then   a few rows the network was given; weights before and after one update

"Now and then" is every step up to the 8th, then twice in each doubling of the number of steps: 8
samples for the next 128 steps, 6 more for the next thousand. A sample copies at most 8 matrices of
at most 16384 numbers each and 128 rows.

The hooks return nothing, so what passes through them stays as it is; no random number is drawn.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import torch
from torch import Tensor, nn
from torch.autograd.graph import register_multi_grad_hook
from torch.utils.hooks import RemovableHandle

FIRST = 8  # steps that are all sampled
PER_DOUBLING = 2
BACKWARDS = 64  # updates looked at for gradients that were not cleared
MATRICES = 8
NUMBERS = 16384
ROWS = 128
MOST_KEPT = 2**22  # numbers of inputs, in all
CHUNK = 256  # losses read at once: a device is waited for once in so many steps


Reading = Callable[[tuple[object, ...], Mapping[str, object]], Tensor | None]


def first_argument(args: tuple[object, ...], _named: Mapping[str, object]) -> Tensor | None:
    """The rows of a network that is called with one tensor."""
    return args[0] if args and isinstance(args[0], Tensor) else None


@dataclass(slots=True)
class Tally:
    """What was counted and sampled.

    Args:
        model: the user's network.
        optimizer: the user's optimiser.
        read: the rows in what the network is called with; None for none.
        rate: the learning rate now; None to read it from the optimiser.
    """

    model: nn.Module
    optimizer: torch.optim.Optimizer
    read: Reading = first_argument
    rate: Callable[[], float] | None = None
    steps: int = 0
    losses: list[float] = field(default_factory=list)
    waiting: list[Tensor] = field(default_factory=list)
    seen: list[Tensor] = field(default_factory=list)
    batches: list[int] = field(default_factory=list)
    rates: list[float] = field(default_factory=list)
    ratios: list[tuple[int, float]] = field(default_factory=list)
    passes: int = 0
    passes_in_eval: int = 0
    judged: int = 0
    judged_in_train: int = 0
    backwards: int = 0
    pieces: list[int] = field(default_factory=list)
    since: int = 0
    uncleared: int = 0
    without_graph: int = 0
    next_sample: int = 1
    hook: RemovableHandle | None = None
    backward_hook: RemovableHandle | None = None
    before: list[Tensor] = field(default_factory=list)

    def attach(self) -> None:
        """Put the hooks in place."""
        self.hook = self.model.register_forward_pre_hook(self._passing, with_kwargs=True)
        trainable = [one for one in self.model.parameters() if one.requires_grad]
        if trainable:
            last = min(reversed(trainable[-2:]), key=Tensor.numel)
            look = self._backward_of(last)
            self.backward_hook = register_multi_grad_hook((last,), look, mode="any")

    def detach(self) -> None:
        """Take the hooks away."""
        for hook in (self.hook, self.backward_hook):
            if hook is not None:
                hook.remove()
        self.hook = self.backward_hook = None

    def step(self, loss: Tensor | float | None) -> None:
        """Count one update.

        Args:
            loss: of the batch, as the user's loop has it; None where it is not known.
        """
        self.steps += 1
        if self.since:
            self.pieces.append(self.since)
            self.since = 0
        if isinstance(loss, Tensor):
            self.waiting.append(loss.detach() if loss.dim() == 0 else loss.detach().mean())
            if not loss.requires_grad:
                self.without_graph += 1
            if len(self.waiting) >= CHUNK:
                self.read_losses()
        elif loss is not None:
            self.read_losses()
            self.losses.append(float(loss))
        if self.before:
            self._measure_update()
        if self.steps >= self.next_sample:
            self._sample()
        if self.backward_hook is not None and self.backwards >= BACKWARDS:
            self.backward_hook.remove()
            self.backward_hook = None

    def read_losses(self) -> None:
        """Turn the losses that wait into numbers."""
        if self.waiting:
            self.losses += torch.stack(self.waiting).double().tolist()
            self.waiting.clear()

    def _sample(self) -> None:
        self.next_sample = self.steps + 1
        if self.steps >= FIRST:
            self.next_sample = math.ceil(self.steps * 2 ** (1 / PER_DOUBLING))
        rate = self.optimizer.param_groups[0]["lr"] if self.rate is None else self.rate()
        self.rates.append(float(rate))
        self.before = [one.clone() for one in self._watched()]

    def _watched(self) -> list[Tensor]:
        """Parts of a few weight matrices, the first and the last among them."""
        matrices = [one.detach() for one in self.model.parameters() if one.dim() >= 2]
        spaced = max(1, -(-len(matrices) // MATRICES))
        few = matrices[::spaced] or [one.detach() for one in self.model.parameters()][:MATRICES]
        return [one.flatten()[:NUMBERS] for one in few]

    def _measure_update(self) -> None:
        pairs = list(zip(self.before, self._watched(), strict=True))
        self.before = []
        moved = [(new - old).norm() / old.norm().clamp_min(1e-12) for old, new in pairs]
        if moved:
            self.ratios.append((self.steps, float(torch.stack(moved).median())))

    def _passing(
        self, module: nn.Module, args: tuple[object, ...], named: Mapping[str, object]
    ) -> None:
        if torch.is_grad_enabled():
            self.passes += 1
            self.passes_in_eval += not module.training
            if self.steps + 1 >= self.next_sample:
                rows = self.read(args, named)
                if rows is not None:
                    self._keep(rows)
        else:
            self.judged += 1
            self.judged_in_train += module.training

    def _keep(self, x: Tensor) -> None:
        self.batches.append(len(x))
        left = MOST_KEPT - sum(one.numel() for one in self.seen)
        if left > 0 and len(x):
            rows = max(1, min(ROWS, left // max(1, x[0].numel())))
            spaced = max(1, -(-len(x) // rows))
            self.seen.append(x.detach()[::spaced].clone())

    def _backward_of(self, weight: Tensor) -> Callable[[Tensor], None]:
        def look(_grad: Tensor) -> None:
            self.since += 1
            if self.since > 1:  # one update of several passes: their gradients add up by intent
                return
            self.backwards += 1
            old = weight.grad
            self.uncleared += old is not None and bool((old != 0).any())

        return look
