"""One pass through a copy of a network, read by what torch is asked to do.

A ``TorchFunctionMode`` sees every call of torch in a forward pass, whatever the modules are called
and whether there are any: a network that is one opaque module is read like one of many layers.
Kept are the operations that have weights, that squash, drop or normalise, with numbers of what
comes out of each; then the gradients of one backward pass.

Cost: one forward and backward pass of at most 512 rows, and a few sums over each output.
"""

import math
import re
from collections.abc import Callable, Iterable, Mapping

import torch
from torch import Tensor, nn
from torch.overrides import TorchFunctionMode

from netwright.diagnosis import Layer, Pass
from netwright.experiments import LossFunction
from netwright.models import KeyedDropout


def _named(words: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", words))


WEIGHTED = _named(
    "linear conv1d conv2d conv3d conv_transpose1d conv_transpose2d conv_transpose3d matmul bmm mm "
    "addmm bilinear einsum embedding lstm gru rnn_tanh rnn_relu multi_head_attention_forward "
    "scaled_dot_product_attention __matmul__ __rmatmul__"
)
RECTIFYING = _named("relu relu_ relu6 clamp clamp_ clamp_min clamp_min_ threshold maximum")
SQUASHING = _named("sigmoid sigmoid_ tanh tanh_ hardsigmoid hardtanh softsign")
BENDING = _named(
    "leaky_relu elu elu_ selu celu gelu silu mish softplus logsigmoid hardswish prelu rrelu exp "
    "sin cos square pow abs glu softmin"
)
OTHER = _named(
    "softmax log_softmax detach detach_ dropout dropout1d dropout2d dropout3d alpha_dropout "
    "feature_dropout batch_norm layer_norm group_norm instance_norm rms_norm max_pool1d max_pool2d "
    "max_pool3d"
)
KNOWN = WEIGHTED | RECTIFYING | SQUASHING | BENDING | OTHER
SLOPELESS = 5.0  # beyond it a sigmoid's slope is below 0.7 % and a tanh's below 0.02 %
ALIVE = 0.01  # share of examples a living unit answers at least


class Listener(TorchFunctionMode):
    """Writes down the operations of a forward pass while it is entered."""

    def __init__(self) -> None:
        super().__init__()
        self.layers: list[Layer] = []
        self.dropped = 0.0

    def __torch_function__(
        self,
        func: Callable[..., object],
        types: Iterable[type],
        args: tuple[object, ...] = (),
        kwargs: Mapping[str, object] | None = None,
    ) -> object:
        """Call ``func`` and write it down."""
        name = getattr(func, "__name__", "")
        before = args[0].detach() if name in SQUASHING and isinstance(args[0], Tensor) else None
        result = func(*args, **(kwargs or {}))
        if name in KNOWN and isinstance(result, Tensor) and result.is_floating_point():
            self.layers.append(_layer(name, result.detach(), before, args, kwargs or {}))
            if "dropout" in name:
                share = (kwargs or {}).get("p", args[1] if len(args) > 1 else 0.5)
                self.dropped = max(self.dropped, float(str(share)))
        return result


def _layer(
    name: str,
    out: Tensor,
    before: Tensor | None,
    args: tuple[object, ...],
    kwargs: Mapping[str, object],
) -> Layer:
    finite = bool(torch.isfinite(out).all())
    dead = saturated = float("nan")
    if name in RECTIFYING and out.dim() > 1:
        units = out.movedim(1, -1).flatten(0, -2) if out.dim() > 2 else out
        if out.dim() > 2:  # a filter is alive in an example if it answers anywhere
            units = out.flatten(2).amax(2)
        dead = float(((units > 0).float().mean(0) < ALIVE).float().mean())
    if before is not None:
        saturated = float((before.abs() > SLOPELESS).float().mean())
    axis = None
    if name in ("softmax", "log_softmax"):
        given = kwargs.get("dim", args[1] if len(args) > 1 else -1)
        axis = int(str(given)) % out.dim() if given is not None else None
    return Layer(
        operation=name,
        spread=float(out.std(correction=0)) if finite else float("nan"),
        nonfinite=not finite,
        dead=dead,
        saturated=saturated,
        axis=axis,
    )


def read_pass(model: nn.Module, loss_fn: LossFunction, x: Tensor, y: Tensor) -> Pass:
    """One forward and backward pass in training mode; the network is a copy and is changed.

    Args:
        model: a copy.
        loss_fn: (output, target) -> a loss of one number.
        x: inputs, the first axis counts examples.
        y: their targets.

    Returns:
        What was seen.
    """
    model.train()
    for one in model.parameters():
        one.grad = None
    with Listener() as heard:
        output = model(x)
    loss = loss_fn(output, y).mean()
    if loss.requires_grad and bool(torch.isfinite(loss)):
        torch.autograd.backward(loss)
    weights = [one.detach() for one in model.parameters()]
    sizes = [_size(one) for one in weights if one.dim() >= 2]
    return Pass(
        layers=tuple(heard.layers),
        loss=float(loss.detach()),
        gradients=tuple(_gradients(model)),
        nonfinite_weights=not all(bool(torch.isfinite(one).all()) for one in weights),
        alike=max(map(_alike, _hidden(model)), default=0.0),
        dropout=max(heard.dropped, *_keyed(model)),
        smallest=min(sizes, default=float("nan")),
        largest=max(sizes, default=float("nan")),
        cut=_cut(model) if bool(torch.isfinite(loss)) else float("nan"),
    )


def _keyed(model: nn.Module) -> list[float]:
    """Shares that netwright's own dropouts drop: a mask of theirs is a product like any other."""
    return [0.0, *(one.share for one in model.modules() if isinstance(one, KeyedDropout))]


def _gradients(model: nn.Module) -> list[float]:
    """Gradient norm over weight norm of each matrix that takes gradients, in order.

    Not-a-number for weights that are all 0, as those of an output layer may be at first.
    """
    found = []
    for one in model.parameters():
        if one.dim() >= 2 and one.requires_grad:
            grad = 0.0 if one.grad is None else float(one.grad.norm())
            size = float(one.detach().norm())
            found.append(grad / size if size > 0 else math.nan)
    return found


def _cut(model: nn.Module) -> float:
    """Share of the trainable numbers without any gradient, where others have one."""
    trainable = [one for one in model.parameters() if one.requires_grad]
    total = sum(one.numel() for one in trainable)
    without = sum(one.numel() for one in trainable if one.grad is None)
    return without / total if total else float("nan")


def _hidden(model: nn.Module) -> list[Tensor]:
    """All matrices but the last: an output layer may begin at 0, targets tell its units apart."""
    named = [(name, one.detach()) for name, one in model.named_parameters() if one.dim() >= 2]
    return [one for name, one in named if not name.endswith("bias")][:-1]


def _size(weight: Tensor) -> float:
    """Spread of a matrix times the root of its inputs: what it does to the spread of its input."""
    return float(weight.float().square().mean().sqrt()) * math.sqrt(weight[0].numel())


def _alike(weight: Tensor) -> float:
    """Share of the rows of a matrix that equal another row; 0 for a single row."""
    rows = weight.flatten(1).float()
    if len(rows) < 2 or not bool(torch.isfinite(rows).all()):
        return 0.0
    same = torch.unique(rows, dim=0)
    return 1 - (len(same) - 1) / (len(rows) - 1)
