r"""Explain a network layer by layer, on a real batch; check its gradients; draw its graph.

    what -> subject (network, batch, loss) -> rows of models.anatomy
                                          \-> check_gradients     double-sided, in float64
                                          \-> declare, captured   its graph by hand and by torch

Costs a forward and a backward run of one batch; the gradient check costs two forward runs for
each number it looks at.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from netwright.api._captured import captured
from netwright.api._declared import declare
from netwright.api._equations import EquationShown, equation_of
from netwright.api._gradient_check import GradientCheck, check_gradients
from netwright.api._subject import Subject, subject_of
from netwright.contracts import Layer
from netwright.errors import DataError
from netwright.models import anatomy

ROWS = 64  # examples in the batch that layers are measured on
CHECK_ROWS = 16  # and in the one that gradients are checked on


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A network's graph twice: declared by the reference, and captured by torch.

    Args:
        declared: the reference's graph, a line for each node.
        nodes: its nodes: "name", "does", "takes", "shape".
        captured: torch.export's operations: "name", "operation", "takes", "shape".
        outputs: largest difference between both outputs, relative to the largest output, in
            float64.
        gradients: the same for the gradients of all parameters.
    """

    declared: tuple[str, ...]
    nodes: tuple[Mapping[str, Any], ...]
    captured: tuple[Mapping[str, Any], ...]
    outputs: float
    gradients: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """What a network is, and whether its gradients are right.

    Args:
        subject: network, batch and task.
        layers: a row for each layer and for what stands between them.
        check: its gradients beside differences; None where they were not asked for.
        graph: its graph; None where it was not asked for.
        equation: the equation of a layer; None where none was asked for.
    """

    subject: Subject
    layers: tuple[Layer, ...]
    check: GradientCheck | None = None
    graph: Drawn | None = None
    equation: EquationShown | None = None

    @property
    def parameters(self) -> int:
        """Numbers that training moves, each counted once."""
        return sum(p.numel() for p in self.subject.network.parameters())

    @property
    def multiply_adds(self) -> int:
        """For one example."""
        return sum(layer.multiply_adds for layer in self.layers)

    def summary(self) -> dict[str, Any]:
        """What ``netwright explain --json`` prints."""
        subject = self.subject
        return {
            "model": subject.name,
            "run": None if subject.run is None else str(subject.run),
            "data": subject.data,
            "task": subject.task.name,
            "rows": len(next(iter(subject.batch.values()))),
            "parameters": self.parameters,
            "multiply_adds": self.multiply_adds,
            "layers": [_layer_facts(layer) for layer in self.layers],
            "gradients": _check_facts(self.check),
            "graph": None if self.graph is None else asdict(self.graph),
            "equation": None if self.equation is None else asdict(self.equation),
        }


def explain(
    what: str | Path,
    data: str | Path | None = None,
    *,
    check: bool = False,
    graph: bool = False,
    equation: str | None = None,
    **settings: object,
) -> Explanation:
    """Explain a network by name, as a training would start it, or the network of a run.

    Args:
        what: the name of a network, or a run's folder.
        data: where the batch comes from; None for the run's own, or the built-in digits.
        check: check the gradients.
        graph: declare the graph by hand, capture torch's, and compare them.
        equation: a layer, a kind of layer or an equation whose text is wanted.
        **settings: any setting of a training, for a network by name, such as ``width=2``.

    Returns:
        The explanation.

    Raises:
        SettingError: if ``what`` is neither, a setting cannot work, or there is no such equation.
        DataError: if the data cannot be used, or numbers on the way are not finite.
        UnavailableError: if a graph was asked for that cannot be followed.
    """
    place = None if data is None else str(data)
    subject = subject_of(str(what), place, ROWS, settings)
    layers = tuple(anatomy(subject.network, subject.given, subject.loss))
    _expect_finite(layers)
    shown = None if equation is None else equation_of(equation, layers)
    drawn = _drawn(subject) if graph else None
    checked = check_gradients(subject, CHECK_ROWS) if check else None
    return Explanation(subject=subject, layers=layers, check=checked, graph=drawn, equation=shown)


def _expect_finite(layers: Iterable[Layer]) -> None:
    for layer in layers:
        for what, pair in (
            ("numbers out of", layer.activations),
            ("slopes along", layer.gradients),
        ):
            if pair is not None and not all(map(math.isfinite, pair)):
                raise DataError(
                    f"{what} {layer.name} must be finite on this batch; got mean {pair[0]:g}",
                    hint="look for numbers far from those of training: netwright inspect DATA",
                )


def _drawn(subject: Subject) -> Drawn:
    """Both graphs, run forward and back on the same batch in float64."""
    precise = subject.precise()
    network, given = precise.network, precise.given
    declared = declare(network, given)
    network.zero_grad()
    output = network(**given)
    dy = np.random.default_rng(0).standard_normal(output.shape)
    output.backward(output.new_tensor(dy))
    values = declared.graph.run(declared.feed)
    by_hand = declared.gradients(declared.graph.differentiate(values, declared.output, dy=dy))
    gaps = [
        _gap(by_hand[name], parameter.grad.numpy())
        for name, parameter in network.named_parameters()
        if parameter.grad is not None and parameter.numel()
    ]
    nodes = (
        {
            "name": name,
            "does": node.does,
            "takes": list(node.inputs.values()),
            "shape": list(np.shape(values.of[name])),
        }
        for name, node in declared.graph.nodes.items()
    )
    return Drawn(
        declared=tuple(declared.graph.lines(values)),
        nodes=tuple(nodes),
        captured=tuple(captured(network.eval(), given)),
        outputs=_gap(values.of[declared.output], output.detach().numpy()),
        gradients=max(gaps),
    )


def _gap(found: NDArray[np.float64], wanted: NDArray[np.float64]) -> float:
    largest = float(np.abs(wanted).max())
    return float(np.abs(found - wanted).max()) / (largest or 1.0)


def _layer_facts(layer: Layer) -> dict[str, Any]:
    facts = asdict(layer)
    for name in ("weights", "activations", "gradients"):
        pair = facts[name]
        facts[name] = None if pair is None else {"mean": pair[0], "deviation": pair[1]}
    if isinstance(facts["sees"], tuple):
        facts["sees"] = list(facts["sees"])
    return {**facts, "takes": list(layer.takes), "shape": list(layer.shape)}


def _check_facts(check: GradientCheck | None) -> dict[str, Any] | None:
    if check is None:
        return None
    return {
        "right": check.right,
        "worst": check.worst,
        "directions": list(check.directions),
        "penalty": check.penalty,
        "loss": check.loss,
        "tensors": [{**asdict(tensor), "at": list(tensor.at)} for tensor in check.tensors],
    }
