"""A computation declared first, then fed and run, then differentiated node by node.

    graph = Graph()                                      nothing is computed while declaring
    x = graph.placeholder("x")                           a number that will be fed
    w = graph.variable("w", start)                       a number that training moves
    y = graph.apply("y", multiply, a=x, b=w)             any equation of the reference
    values = graph.run({"x": data})                      forward, in the order of declaration
    slopes = graph.differentiate(values, "y")            backward, in the opposite order
    graph = graph.descend(slopes, rate=0.1)              the same graph, its variables moved

With v_1, v_2, ... the nodes in the order they were declared, each made only of earlier ones:

    v_i = f_i(v_j, v_k, ...)                                                               (1)
    dL/dv_j = sum over all i that take v_j of (dL/dv_i) (dv_i/dv_j)                        (2)
    w = w - rate dL/dw                                                                     (3)

A sum over all paths from v_j to L would visit shared nodes again and again; (2) visits each node
once, which is why reverse mode costs about as much as a forward run however many inputs there are.

Source: Linnainmaa 1976, BIT 16, for (2); Baydin et al. 2018, arXiv:1502.05767, section 3.2.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Self

import numpy as np

from netwright.reference._arrays import Array, positive, real
from netwright.reference.gradient_check import Equation


@dataclass(frozen=True, slots=True)
class Node:
    """A placeholder, a variable, or an equation applied to earlier nodes.

    Args:
        name: once in a graph.
        kind: "placeholder", "variable" or "equation".
        equation: a file of the reference, for the third kind.
        inputs: argument of the equation -> name of a node.
        settings: further arguments of the equation: plain numbers.
    """

    name: str
    kind: str
    equation: Equation | None = None
    inputs: Mapping[str, str] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)

    @property
    def does(self) -> str:
        """The equation's name, or the kind."""
        return (
            self.kind if self.equation is None else str(self.equation.__name__).rpartition(".")[2]
        )


@dataclass(frozen=True, slots=True)
class Values:
    """What a run computed.

    Args:
        of: node -> its value.
        saved: node -> what its equation's ``backward`` needs.
    """

    of: Mapping[str, Any]
    saved: Mapping[str, Any]


class Graph:
    """A declaration; see the head of the file.

    Example:
        >>> from netwright.reference.operations import multiply
        >>> graph = Graph()
        >>> x, w = graph.placeholder("x"), graph.variable("w", np.array(3.0))
        >>> y = graph.apply("y", multiply, a=x, b=w)
        >>> values = graph.run({"x": np.array(2.0)})
        >>> float(values.of["y"]), float(graph.differentiate(values, "y")["w"])
        (6.0, 2.0)
    """

    def __init__(self) -> None:
        self.nodes: dict[str, Node] = {}
        self.variables: dict[str, Array] = {}

    def placeholder(self, name: str) -> str:
        """Declare a value that every run is fed; returns its name."""
        return self._declare(Node(name, "placeholder"))

    def variable(self, name: str, start: Array) -> str:
        """Declare a value that training moves, and where it starts; returns its name."""
        value = real(name, start, ...)
        self._declare(Node(name, "variable"))
        self.variables[name] = value
        return name

    def apply(self, name: str, equation: Equation, /, **arguments: object) -> str:
        """Declare an equation of earlier nodes.

        Args:
            name: of the new node.
            equation: a file of the reference with ``forward`` and ``backward``.
            **arguments: of its ``forward``: names of nodes, or plain numbers as settings.

        Returns:
            The name.

        Raises:
            ValueError: if an argument names no node that was declared before.
        """
        inputs = {k: v for k, v in arguments.items() if isinstance(v, str)}
        for argument, node in inputs.items():
            if node not in self.nodes:
                raise ValueError(f"{argument} must name a node declared before; got {node!r}")
        settings = {k: v for k, v in arguments.items() if k not in inputs}
        return self._declare(Node(name, "equation", equation, inputs, settings))

    def run(self, feed: Mapping[str, Any]) -> Values:
        """Compute every node from what is fed: equation (1).

        Args:
            feed: placeholder -> value, for all of them and nothing else.

        Returns:
            The values of all nodes.

        Raises:
            ValueError: if a placeholder is not fed, or something else is.
        """
        wanted = {name for name, node in self.nodes.items() if node.kind == "placeholder"}
        if set(feed) != wanted:
            raise ValueError(
                f"feed must name every placeholder, {sorted(wanted)}; got {sorted(feed)}"
            )
        of: dict[str, Any] = {**feed, **self.variables}
        saved: dict[str, Any] = {}
        for name, node in self.nodes.items():
            if node.equation is not None:
                arguments = {k: of[v] for k, v in node.inputs.items()}
                of[name], saved[name] = node.equation.forward(**arguments, **node.settings)  # (1)
        return Values(of, saved)

    def differentiate(
        self, values: Values, of: str, *, dy: Array | float | None = None
    ) -> dict[str, Array]:
        """The slope of one node along every node it depends on: equation (2).

        Args:
            values: of a run.
            of: the node L.
            dy: what to begin with, shaped like L's value; 1 where that is a single number.

        Returns:
            node -> dL/dnode, shaped like the node's value; nodes of whole numbers have none.

        Raises:
            ValueError: if there is no such node, or L is not a single number and dy is not given.
        """
        if of not in self.nodes:
            raise ValueError(f"of must name a node; got {of!r}")
        shape = np.shape(values.of[of])
        if dy is None and shape:
            raise ValueError(f"of must be a single number where dy is not given; got shape {shape}")
        slopes = {of: real("dy", 1.0 if dy is None else dy, *shape)}
        for name in reversed(self.nodes):
            node = self.nodes[name]
            if node.equation is None or name not in slopes:
                continue
            grads = node.equation.backward(slopes[name], values.saved[name])
            for grad in fields(grads):
                source = node.inputs.get(grad.name)
                if source is None:
                    continue  # the equation was given a plain number there
                part = getattr(grads, grad.name)
                slopes[source] = slopes[source] + part if source in slopes else part  # (2)
        return slopes

    def descend(self, slopes: Mapping[str, Array], *, rate: float) -> Self:
        """The same graph with its variables moved downhill: equation (3).

        Args:
            slopes: as ``differentiate`` gave them.
            rate: the learning rate, above 0.

        Returns:
            A new graph; this one keeps its variables.
        """
        rate = positive("rate", rate)
        moved = type(self)()
        moved.nodes = dict(self.nodes)
        moved.variables = {
            name: value - rate * slopes[name] if name in slopes else value  # (3)
            for name, value in self.variables.items()
        }
        return moved

    def lines(self, values: Values | None = None) -> list[str]:
        """The declaration as text, one line for each node, with shapes where a run is given."""
        rows = []
        for name, node in self.nodes.items():
            given = [f"{k}={v}" for k, v in node.inputs.items()]
            given += [f"{k}={_shown(v)}" for k, v in node.settings.items()]
            made = f"{node.does}({', '.join(given)})" if node.equation else node.kind
            shape = f"   {np.shape(values.of[name])}" if values else ""
            rows.append(f"{name} = {made}{shape}")
        return rows

    def _declare(self, node: Node) -> str:
        if node.name in self.nodes:
            raise ValueError(f"name must be new in this graph; got {node.name!r} again")
        self.nodes[node.name] = node
        return node.name


def _shown(setting: object) -> str:
    """A setting in a line of text: numbers as they are, arrays by their shape."""
    return f"<{setting.shape}>" if isinstance(setting, np.ndarray) else str(setting)
