"""A network of ours declared again as a graph of the reference: the same computation by hand.

    declared = declare(network, given)          every layer as its equation, weights copied
    values = declared.graph.run(declared.feed)  forward in NumPy
    declared.graph.differentiate(values, ...)   backward by the equations' own gradients

So a whole network has a witness that shares no line of code with torch: ``explain --graph`` runs
both on one batch and says how far apart outputs and gradients are. Refused: layers the reference
has no equation for.
"""

from collections.abc import Mapping

from torch import Tensor, fx, nn

from netwright.api._declared_layers import LAYERS, joined
from netwright.api._declaring import Declared, Declaring, as_array
from netwright.errors import UnavailableError
from netwright.models import kind_of, traced
from netwright.reference.layers import global_average_pool, global_max_pool
from netwright.reference.operations import add, flatten, multiply, repeat


def declare(network: nn.Module, given: Mapping[str, Tensor]) -> Declared:
    """Declare a network of ours as a graph of the reference.

    Args:
        network: in the mode, training or not, that is wanted; dropout is left out.
        given: argument of ``forward`` -> batch.

    Returns:
        The graph, its feed, and its variables by the network's names.

    Raises:
        UnavailableError: if the reference has no equation for a layer.
    """
    steps = traced(network, given)
    declaring = Declaring(steps.module, given)
    for node in steps.module.graph.nodes:
        if node.op == "output":
            declaring.made.output = declaring.nodes[node.all_input_nodes[0].name]
            continue
        declaring.nodes[node.name] = _declare(declaring, node, steps.names)
    return _without_unused(declaring.made)


def _without_unused(made: Declared) -> Declared:
    """Leave out placeholders that only gave their columns away."""
    used = {source for node in made.graph.nodes.values() for source in node.inputs.values()}
    unused = [name for name in made.feed if name not in used and name != made.output]
    for name in unused:
        del made.feed[name], made.graph.nodes[name]
    return made


def _declare(to: Declaring, node: fx.Node, names: Mapping[str, str]) -> str:
    """Declare what one of torch.fx's nodes does."""
    sources = [to.nodes[n.name] for n in node.all_input_nodes if n.name in to.nodes]
    name = names[node.name]
    if node.op == "placeholder":
        return to.fed(name, as_array(to.given[str(node.target)]))
    if node.op == "call_module":
        layer = to.network.get_submodule(str(node.target))
        for kind, declare_layer in LAYERS.items():
            if isinstance(layer, kind):
                return declare_layer(to, name, layer, sources)
        raise _unknown(kind_of(node, layer))
    return _between(to, name, node, sources)


def _between(to: Declaring, name: str, node: fx.Node, sources: list[str]) -> str:
    """Declare what is done between layers."""
    kind = kind_of(node, None)
    graph = to.made.graph
    if kind == "flatten":
        fed = to.made.feed.get(sources[0])
        flat = fed is not None and fed.ndim == 2
        return sources[0] if flat else graph.apply(name, flatten, x=sources[0])
    if kind in ("add", "iadd", "mul"):
        a, b = (to.nodes[x.name] if isinstance(x, fx.Node) else x for x in node.args)
        return graph.apply(name, multiply if kind == "mul" else add, a=a, b=b)
    if kind in ("cat", "stack"):
        parts, axis = _joining(to, node)
        if kind == "stack":  # along an axis of its own, which rows get by a repeat of one
            places = [f"{name}.{number}" for number in range(1, len(parts) + 1)]
            pairs = zip(places, parts, strict=True)
            parts = [graph.apply(place, repeat, x=part, times=1) for place, part in pairs]
        return joined(to, name, parts, axis=axis)
    if kind == "mean" and node.kwargs.get("dim") == (2, 3):
        return graph.apply(name, global_average_pool, x=sources[0])
    if kind == "amax" and node.kwargs.get("dim") == (2, 3):
        return graph.apply(name, global_max_pool, x=sources[0])
    if kind == "unsqueeze":
        return sources[0]  # expand, which follows, declares both
    if kind == "expand":
        return graph.apply(name, repeat, x=sources[0], times=node.args[2])
    match node.args:
        case (_, (slice(), int(column))) if kind == "getitem" and sources[0] in to.made.feed:
            return to.fed(f"{sources[0]}[{column}]", to.made.feed[sources[0]][:, column])
    raise _unknown(kind)


def _joining(to: Declaring, node: fx.Node) -> tuple[list[str], int]:
    """Give the names of what `cat` puts together, in its order and repeats, and the axis."""
    match node.args:
        case (list() | tuple() as parts, int(axis)):
            pass
        case (list() | tuple() as parts,):
            axis = int(str(node.kwargs.get("dim", 0)))
        case _:
            raise _unknown("cat")
    return [to.nodes[part.name] for part in parts if isinstance(part, fx.Node)], axis


def _unknown(kind: str) -> UnavailableError:
    return UnavailableError(
        f"network must be of layers the reference has equations for; got {kind}",
        hint="leave --graph out; the table of layers needs no equation",
    )
