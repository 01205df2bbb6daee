"""The network layer by layer: sizes, costs, what its numbers are like, and its graph.

    ReportContent.network  ->  totals, a table with a row for each layer, the graph

A long table, and a graph taller than a screen, are folded away. A column that no layer has
anything for is left out.
"""

from collections.abc import Callable, Sequence

from netwright.contracts import Layer
from netwright.report._content import ReportContent
from netwright.report._format import ABSENT, count, number
from netwright.report._graph import GraphNode, graph_svg
from netwright.report._markup import Markup, Node, element
from netwright.report._parts import (
    LONG,
    Column,
    Section,
    figure,
    folded,
    paragraph,
    scrolled,
    stack,
    table,
)
from netwright.report._svg import Words

TALL = 12  # boxes of a graph that fit a screen
SPREAD_DIGITS, MEAN_DIGITS = 3, 2
SPREADS = ("weights", "activations", "gradients")


def network_section(content: ReportContent) -> Section:
    """Show what the network is made of; absent where nobody took it apart.

    Args:
        content: what the report is made of.

    Returns:
        The section; its body is "" without layers.
    """
    layers = content.network
    if not layers:
        return Section("Network", Markup(""))
    words = graph_words(layers)
    graph = figure(scrolled("Graph", graph_svg(words, graph_nodes(layers))), words.told)
    return Section(
        "Network",
        stack(
            paragraph(totals(layers)),
            _fold(layers, LONG, f"Layer by layer, {count(len(layers))} rows", _table(layers)),
            _fold(layers, TALL, words.title, graph),
        ),
    )


def totals(layers: Sequence[Layer]) -> str:
    """Say what the layers cost together: parameters, and multiply-adds for an example."""
    parameters = sum(layer.parameters for layer in layers)
    multiply_adds = sum(layer.multiply_adds for layer in layers)
    return (
        f"{count(parameters)} parameters and {count(multiply_adds)} multiply-adds for each example."
    )


def graph_nodes(layers: Sequence[Layer]) -> list[GraphNode]:
    """Make the boxes of the network's graph; each notes the shape of what comes out."""
    return [GraphNode(layer.name, layer.kind, layer.takes, _sides(layer.shape)) for layer in layers]


def graph_words(layers: Sequence[Layer]) -> Words:
    """Say what the network's graph shows, for its title and description."""
    taken = {name for layer in layers for name in layer.takes}
    starts = ", ".join(layer.name for layer in layers if not layer.takes)
    ends = ", ".join(layer.name for layer in layers if layer.name not in taken)
    joins = sum(len(set(layer.takes)) > 1 for layer in layers)
    met = f"; paths meet in {count(joins)} of them" if joins else ""
    told = f"{count(len(layers))} steps from {starts} to {ends}{met}."
    return Words("Graph of the network", told)


def _fold(layers: Sequence[Layer], limit: int, summary: str, part: Markup) -> Markup:
    return folded(summary, part) if len(layers) > limit else part


def _table(layers: Sequence[Layer]) -> Markup:
    cells: dict[str, Callable[[Layer], Node]] = {
        "parameters": lambda layer: count(layer.parameters) if layer.parameters else ABSENT,
        "multiply-adds": lambda layer: (
            count(layer.multiply_adds) if layer.multiply_adds else ABSENT
        ),
        "sees": lambda layer: _seen(layer.sees),
        "weights": lambda layer: _spread(layer.weights),
        "activations": lambda layer: _spread(layer.activations),
        "gradients": lambda layer: _spread(layer.gradients),
    }
    kept = {
        name: cell
        for name, cell in cells.items()
        if any(getattr(layer, name.replace("-", "_")) for layer in layers)
    }
    columns = [
        *(Column(name) for name in ("layer", "kind", "output")),
        *(Column(name, numeric=True) for name in kept),
    ]
    rows = [
        [layer.name, layer.kind, _output(layer), *(cell(layer) for cell in kept.values())]
        for layer in layers
    ]
    note = paragraph(_note(layers), class_="note")
    return element("div", table("Layer by layer", columns, rows), note, class_="layers")


def _output(layer: Layer) -> Markup:
    """The shape above the formula it came by."""
    formula = element("span", layer.formula, class_="formula") if layer.formula else None
    return stack(_sides(layer.shape), formula)


def _spread(pair: tuple[float, float] | None) -> Node:
    """The standard deviation above the mean."""
    if pair is None:
        return ABSENT
    mean = element("span", f"mean {number(pair[0], MEAN_DIGITS)}", class_="trivial")
    return stack(number(pair[1], SPREAD_DIGITS), mean)


def _note(layers: Sequence[Layer]) -> str:
    """Words for the columns that are there."""
    said = ["Output: its shape for one example, and the formula of its sides."]
    if any(layer.sees for layer in layers):
        said.append("Sees: height x width of the stretch of the picture one number depends on.")
    found = [name for name in SPREADS if any(getattr(layer, name) for layer in layers)]
    if found:
        said.append(
            f"Of {_listed(found)}: the spread (standard deviation), and below it the mean; "
            "on a batch of examples, with the weights that were kept."
        )
    if "gradients" in found:
        said.append("Gradients: the slope of the loss along what comes out.")
    return " ".join(said)


def _listed(words: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(words[:-1]), words[-1])))


def _seen(sees: tuple[int, int] | str | None) -> str:
    return _sides(sees) if isinstance(sees, tuple) else sees or ABSENT


def _sides(shape: tuple[int, ...]) -> str:
    return " x ".join(map(str, shape)) or "one number"
