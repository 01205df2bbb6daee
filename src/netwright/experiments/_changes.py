"""The one thing a fork changes, done to copies of network, optimiser and rows.

    longer                goes on from the last weights, with batches of at most 64 rows
    rate                  every group's learning rate times a factor
    adam                  Adam at 3e-3 in place of the user's optimiser, with its weight decay
    inputs, targets       brought to mean 0 and standard deviation 1, with the training's figures
    loss averaged         the loss over the number of examples
    no regularisation     dropout layers pass everything, weight decay is 0
    fresh start           He et al. 2015: normal weights of variance 2 / inputs, biases 0
    all layers trained    every parameter takes gradients and is in the optimiser
    fewer examples        the first so many rows of a fixed permutation
    plain activations     relu in place of squashing or exploding ones, leaky relu of relu
    usual constants       epsilon 1e-8, momentum and Adam's first beta at most 0.9
    one batch             16 rows alone, without regularisation

Source: He et al. 2015, arXiv:1502.01852, section 2.2.
"""

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

import torch
from torch import Tensor, nn
from torch.nn import functional
from torch.overrides import TorchFunctionMode

from netwright.diagnosis import Fork
from netwright.experiments._trial import LossFunction, Pair, Trial
from netwright.models import KeyedDropout
from netwright.randomness import key, permutation

ADAM_RATE = 3e-3
MOST_BATCH = 64
ONE_BATCH = 16
EPSILON, MOMENTUM = 1e-8, 0.9
UNREGULARISED = ("no regularisation", "one batch")
WEIGHTED = ("linear", "conv1d", "conv2d", "conv3d", "matmul", "bmm", "addmm", "__matmul__")
PLAIN: Mapping[str, Callable[[Tensor], Tensor]] = {
    "sigmoid": torch.relu,
    "tanh": torch.relu,
    "exp": torch.relu,
    "softmax": torch.relu,
    "relu": functional.leaky_relu,
    "relu_": functional.leaky_relu,
}


class PlainActivations(nn.Module):
    """A network whose hidden activations are plain ones; those of its output stay.

    Args:
        model: the network, whatever it is made of.
        x: a few inputs, to see what it does.
    """

    def __init__(self, model: nn.Module, x: Tensor) -> None:
        super().__init__()
        self.model = model
        watched = _Swap(0)
        with torch.no_grad(), watched:
            model(x)
        self._weighted = max(
            (i for i, name in enumerate(watched.met) if name in WEIGHTED), default=0
        )

    def forward(self, x: Tensor) -> Tensor:
        """The network's answers with plain activations."""
        with _Swap(self._weighted):
            answer: Tensor = self.model(x)
        return answer


class _Swap(TorchFunctionMode):
    """Puts plain activations in place of others, up to one call of torch."""

    def __init__(self, until: int) -> None:
        super().__init__()
        self.until = until
        self.met: list[str] = []

    def __torch_function__(
        self,
        func: Callable[..., Tensor],
        types: Iterable[type],
        args: tuple[Tensor, ...] = (),
        kwargs: Mapping[str, object] | None = None,
    ) -> Tensor:
        """Call ``func``, or the plain activation in its place."""
        name = getattr(func, "__name__", "")
        self.met.append(name)
        if name in PLAIN and len(self.met) <= self.until:
            return PLAIN[name](args[0])
        return func(*args, **(kwargs or {}))


def changed_rows(trial: Trial, fork: Fork, seed: int) -> Trial:
    """The trial with its rows or its batch changed as the fork says."""
    what = fork.change
    if "inputs" in what:
        trial = _standardised_inputs(trial)
    if "targets" in what and trial.kind == "numbers":
        mean, spread = trial.y.mean(0), trial.y.std(0, correction=0).clamp_min(1e-12)
        trial = replace(trial, y=(trial.y - mean) / spread, held_y=(trial.held_y - mean) / spread)
    if what == "fewer examples":
        count = max(2, round(fork.factor * len(trial.x)))
        kept = torch.from_numpy(permutation(seed, "fewer", len(trial.x))[:count])
        trial = replace(trial, x=trial.x[kept], y=trial.y[kept])
    if what == "one batch":
        kept = torch.from_numpy(permutation(seed, "one batch", len(trial.x))[:ONE_BATCH])
        trial = replace(trial, x=trial.x[kept], y=trial.y[kept], batch=ONE_BATCH)
    if what == "longer":
        trial = replace(trial, batch=min(MOST_BATCH, trial.batch))
    return trial


def _standardised_inputs(trial: Trial) -> Trial:
    """Each column, or each channel of a picture, to mean 0 and standard deviation 1."""
    axes = [0] if trial.x.dim() <= 2 else [axis for axis in range(trial.x.dim()) if axis != 1]
    mean = trial.x.mean(axes, keepdim=True)
    spread = trial.x.std(axes, correction=0, keepdim=True)
    spread = torch.where(spread > 1e-6 * spread.max().clamp_min(1e-30), spread, 1.0)
    held = (trial.held_x - mean) / spread if len(trial.held_x) else trial.held_x
    return replace(trial, x=(trial.x - mean) / spread, held_x=held)


def changed_pair(pair: Pair, trial: Trial, fork: Fork, seed: int) -> Pair:
    """Network and optimiser, already copies, changed in place as the fork says."""
    model, optimizer = pair
    factor = fork.factor if fork.change == "rate" else 1.0
    for group in optimizer.param_groups:
        group["lr"] *= factor * trial.rate
    if fork.change == "adam":
        decay = float(optimizer.param_groups[0].get("weight_decay", 0.0))
        optimizer = torch.optim.Adam(model.parameters(), lr=ADAM_RATE, weight_decay=decay)
    if fork.change in UNREGULARISED:
        _unregularised(model, optimizer)
    if fork.change == "usual constants":
        _usual_constants(optimizer)
    if fork.change == "fresh start":
        fresh_start(model, seed)
    if fork.change == "all layers trained":
        _all_trained(model, optimizer)
    if fork.change == "plain activations":
        model = PlainActivations(model, trial.x[:2])
    return model, optimizer


def _unregularised(model: nn.Module, optimizer: torch.optim.Optimizer) -> None:
    for group in optimizer.param_groups:
        group["weight_decay"] = 0.0
    for part in model.modules():
        if isinstance(part, nn.modules.dropout._DropoutNd):
            part.p = 0.0
        elif isinstance(part, KeyedDropout):
            part.share = 0.0


def _usual_constants(optimizer: torch.optim.Optimizer) -> None:
    for group in optimizer.param_groups:
        if isinstance(group.get("eps"), float):  # a pair where it is not Adam's
            group["eps"] = EPSILON
        if isinstance(group.get("momentum"), int | float):
            group["momentum"] = min(MOMENTUM, group["momentum"])
        if "betas" in group:
            first, *others = group["betas"]
            group["betas"] = (min(MOMENTUM, first), *others)


def fresh_start(model: nn.Module, seed: int) -> None:
    """Draw all matrices and filters anew; vectors that are not all 1 become 0."""
    draws = torch.Generator().manual_seed(key(seed, "fresh start"))
    with torch.no_grad():
        for weight in model.parameters():
            if weight.dim() >= 2:
                inputs = weight[0].numel()
                normal = torch.randn(weight.shape, generator=draws, dtype=torch.float32)
                weight.copy_(normal * math.sqrt(2 / inputs))
            elif not bool((weight == 1).all()):
                weight.zero_()


def _all_trained(model: nn.Module, optimizer: torch.optim.Optimizer) -> None:
    held = {id(one) for group in optimizer.param_groups for one in group["params"]}
    missing = [one for one in model.parameters() if id(one) not in held]
    for one in model.parameters():
        one.requires_grad_(True)
    if missing:
        optimizer.param_groups[0]["params"].extend(missing)


def changed_loss(trial: Trial, fork: Fork) -> LossFunction:
    """The loss of the fork."""
    loss_fn = trial.loss_fn
    if fork.change == "loss averaged":
        return lambda output, target: loss_fn(output, target) / len(target)
    return loss_fn
