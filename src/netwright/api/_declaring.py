"""A graph of the reference in the making, from a network of torch."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from torch import Tensor, fx, nn

from netwright.reference.graph import Graph

Array = NDArray[Any]


@dataclass
class Declared:
    """A graph, what to feed it, and where torch's parameters went.

    Args:
        graph: of the reference.
        feed: placeholder -> value.
        output: the node that is the network's output.
        turned: variables that are the transpose of the network's parameter of the same name.
    """

    graph: Graph = field(default_factory=Graph)
    feed: dict[str, Array] = field(default_factory=dict)
    output: str = ""
    turned: set[str] = field(default_factory=set)

    def gradients(self, slopes: Mapping[str, Array]) -> dict[str, Array]:
        """Slopes of the variables, named and laid out like the network's parameters."""
        return {
            name: slopes[name].T if name in self.turned else slopes[name]
            for name in self.graph.variables
            if name in slopes
        }


class Declaring:
    """What is declared so far, and the ways to declare more of it.

    Args:
        network: as torch.fx traced it.
        given: argument of its ``forward`` -> batch.
    """

    def __init__(self, network: fx.GraphModule, given: Mapping[str, Tensor]) -> None:
        self.network, self.given = network, given
        self.made = Declared()
        self.nodes: dict[str, str] = {}  # torch.fx's node -> ours
        self.names = {id(p): name for name, p in network.named_parameters()}

    def weight(self, tensor: Tensor, *, turned: bool = False) -> str:
        """A parameter as a variable, once however often it is used."""
        name = self.names[id(tensor)]
        if name not in self.made.graph.variables:
            value = as_array(tensor)
            self.made.graph.variable(name, value.T if turned else value)
            if turned:
                self.made.turned.add(name)
        return name

    def fed(self, name: str, value: Array) -> str:
        """A placeholder and its value."""
        self.made.feed[name] = value
        return self.made.graph.placeholder(name)

    def bias(self, layer: nn.Module, size: int) -> object:
        """A layer's bias, or zeros where it has none."""
        bias = getattr(layer, "bias", None)
        return np.zeros(size) if bias is None else self.weight(bias)


def as_array(tensor: Tensor) -> Array:
    """A tensor as NumPy has it: floats as float64, all else as it is."""
    array = tensor.detach().cpu().numpy()
    return array.astype(np.float64) if array.dtype.kind == "f" else array
