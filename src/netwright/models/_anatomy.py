"""A network taken apart: what each layer makes of a real batch, and what it costs.

    rows = anatomy(network, {"pictures": batch}, loss)

torch.fx follows the data through ``forward`` once, so that what stands between the layers (a sum
of two paths, a mean over the picture) has its row too. Then a real batch is run forward and back,
and each row is given the shape, mean and spread of what came out and of the slope of the loss
along it. How far a number sees grows from layer to layer,

    sees_l = sees_{l-1} + (reach_l - 1) jump_{l-1},   jump_l = jump_{l-1} stride_l           (1)

and where two paths meet the larger one counts. Refused: a network whose ``forward`` decides by
the values of its input; torch.fx cannot follow it.

Source: Araujo, Norris & Sim 2019, Distill, "Computing receptive fields of convolutional neural
networks", for (1).
"""

import inspect
import math
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import Tensor, fx, nn

from netwright.contracts import Layer, Spread
from netwright.errors import UnavailableError
from netwright.models._embeddings import TableEmbedding
from netwright.models._layer_facts import Facts, Shape, facts_of, flattened
from netwright.models._lenet import Subsampling

WHOLE = ("mean", "amax", "sum")  # calls whose results see their whole input


@dataclass(slots=True)
class _Sight:
    """How far a row sees, and how far apart two of its neighbours see."""

    sees: tuple[float, float]
    jump: tuple[float, float] = (1.0, 1.0)
    all: bool = False


@dataclass
class Traced:
    """A network as torch.fx saw it.

    Args:
        module: runs like the network, node by node.
        names: node -> row name.
    """

    module: fx.GraphModule
    names: dict[str, str] = field(default_factory=dict)


class _Tracer(fx.Tracer):
    def is_leaf_module(self, m: nn.Module, module_qualified_name: str) -> bool:
        return isinstance(m, TableEmbedding | Subsampling) or not any(m.children())


def arguments(network: nn.Module) -> tuple[str, ...]:
    """The names of what a network's ``forward`` takes, in its order."""
    return tuple(inspect.signature(network.forward).parameters)


def traced(network: nn.Module, given: Mapping[str, Tensor]) -> Traced:
    """Follow the data through a network.

    Args:
        network: its ``forward`` must not branch on values.
        given: argument of ``forward`` -> batch; arguments left out keep their defaults.

    Returns:
        The same network as a list of steps, and their names.

    Raises:
        UnavailableError: if torch.fx cannot follow it.
    """
    absent = {name: None for name in arguments(network) if name not in given}
    try:
        graph = _Tracer().trace(network, concrete_args=absent or None)
    except (RuntimeError, TypeError, ValueError) as error:  # what torch.fx raises
        raise UnavailableError(
            f"network must have a forward that torch.fx can follow; got {error}",
            hint="let forward decide by shapes and settings, not by the values of a tensor",
        ) from error
    for node in reversed(list(graph.nodes)):  # the arguments that were left out, and their checks
        checks = node.op == "call_function" and "assert" in str(node.target)
        left_out = node.op == "placeholder" and str(node.target) not in given
        if (checks or left_out) and not node.users:
            graph.erase_node(node)
    names: dict[str, str] = {}
    for node in graph.nodes:
        name = str(node.target) if node.op in ("call_module", "placeholder") else node.name
        before = sum(other == name or other.startswith(f"{name} (") for other in names.values())
        names[node.name] = f"{name} ({before + 1})" if before else name  # one layer, used again
    return Traced(fx.GraphModule(network, graph), names)


class _Recorder(fx.Interpreter):
    """Runs the steps and keeps what each gives."""

    def __init__(self, module: fx.GraphModule) -> None:
        super().__init__(module)
        self.values: dict[str, Any] = {}

    def run_node(self, n: fx.Node) -> object:
        value = super().run_node(n)
        if isinstance(value, Tensor) and value.requires_grad and n.op != "output":
            value.retain_grad()
        self.values[n.name] = value
        return value


def anatomy(
    network: nn.Module,
    given: Mapping[str, Tensor],
    loss: Callable[[Tensor], Tensor] | None = None,
) -> list[Layer]:
    """Take a network apart on a real batch. Its parameters and buffers stay as they are.

    Args:
        network: in the mode, training or not, in which it shall be looked at.
        given: argument of ``forward`` -> batch (n, ...), float32.
        loss: output -> (), for the gradients; None for none.

    Returns:
        A row for each layer and for what stands between them, in the order of computation.

    Raises:
        UnavailableError: if torch.fx cannot follow the network.
    """
    steps = traced(network, given)
    recorder = _Recorder(steps.module)
    order = [n.target for n in steps.module.graph.nodes if n.op == "placeholder"]
    with _left_as_it_is(network):
        output = recorder.run(*(given[str(name)] for name in order))
        if loss is not None:
            torch.autograd.backward(loss(output))
    return _rows(steps, recorder.values, picture=any(t.dim() == 4 for t in given.values()))


@contextmanager
def _left_as_it_is(network: nn.Module) -> Iterator[None]:
    """Put buffers and gradients back as they were, whatever happens."""
    buffers = {name: b.clone() for name, b in network.named_buffers()}
    held = {name: p.grad for name, p in network.named_parameters()}
    network.zero_grad()  # backward would add to the gradients that are held
    try:
        yield
    finally:
        with torch.no_grad():
            for name, buffer in network.named_buffers():
                buffer.copy_(buffers[name])
        for name, parameter in network.named_parameters():
            parameter.grad = held[name]


def _rows(steps: Traced, values: Mapping[str, Any], *, picture: bool) -> list[Layer]:
    rows: list[Layer] = []
    sights: dict[str, _Sight] = {}
    for node in steps.module.graph.nodes:
        if node.op == "output" or not isinstance(values[node.name], Tensor):
            continue
        sources = [n.name for n in node.all_input_nodes if n.name in sights]
        value = values[node.name]
        shape = tuple(value.shape[1:])
        before = tuple(values[sources[0]].shape[1:]) if sources else ()
        layer = steps.module.get_submodule(node.target) if node.op == "call_module" else None
        kind = kind_of(node, layer)
        facts = (
            facts_of(layer, before, shape) if layer is not None else _between(kind, before, shape)
        )
        sight = sights[node.name] = _sight([sights[name] for name in sources], facts)
        rows.append(
            Layer(
                name=steps.names[node.name],
                kind=kind,
                takes=tuple(steps.names[name] for name in sources),
                shape=shape,
                formula=facts.formula,
                parameters=sum(p.numel() for p in layer.parameters()) if layer is not None else 0,
                multiply_adds=facts.multiply_adds,
                sees=_seen(sight) if picture else None,
                weights=_spread(getattr(layer, "weight", None)),
                activations=_spread(value),
                gradients=_spread(value.grad) if value.requires_grad else None,
            )
        )
    return rows


def kind_of(node: fx.Node, layer: nn.Module | None) -> str:
    """What a step does: the class of its layer, "input", or the name of the call.

    Args:
        node: of a traced network.
        layer: the one it calls; None where it calls none.

    Returns:
        A name as torch and this room have it; of a private class that of its first public base.
    """
    if layer is not None:
        kind = type(layer)
        while kind.__name__.startswith("_"):  # a private form of a known layer
            kind = kind.__mro__[1]
        return kind.__name__
    if node.op == "placeholder":
        return "input"
    return str(getattr(node.target, "__name__", node.target))


def _between(kind: str, before: Shape, after: Shape) -> Facts:
    """What is done between layers."""
    if kind == "flatten":
        return Facts(flattened(before))
    return Facts(sees_all=kind in WHOLE and len(after) < len(before))


def _sight(sources: list[_Sight], facts: Facts) -> _Sight:
    """Equation (1); where paths meet, the larger one."""
    if not sources:
        return _Sight((1.0, 1.0))
    sees = tuple(max(s.sees[i] for s in sources) for i in (0, 1))
    jump = tuple(max(s.jump[i] for s in sources) for i in (0, 1))
    if facts.window is not None:
        reach, stride = facts.window.reach, facts.window.stride
        if facts.window.grows:
            reach = (math.ceil(reach[0] / stride[0]), math.ceil(reach[1] / stride[1]))
        sees = tuple(sees[i] + (reach[i] - 1) * jump[i] for i in (0, 1))
        factor = [1 / s if facts.window.grows else s for s in stride]
        jump = tuple(jump[i] * factor[i] for i in (0, 1))
    whole = facts.sees_all or any(s.all for s in sources)
    return _Sight((sees[0], sees[1]), (jump[0], jump[1]), whole)


def _seen(sight: _Sight) -> tuple[int, int] | str:
    return "all" if sight.all else (math.ceil(sight.sees[0]), math.ceil(sight.sees[1]))


def _spread(values: Tensor | None) -> Spread | None:
    if not isinstance(values, Tensor) or not values.is_floating_point() or not values.numel():
        return None
    numbers = values.detach().double()
    return float(numbers.mean()), float(numbers.std(correction=0))
