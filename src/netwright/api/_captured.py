"""The graph that torch itself captures of a network, by torch.export: its operations and shapes."""

from collections.abc import Mapping

import torch
from torch import Tensor, nn

from netwright.errors import UnavailableError


def captured(network: nn.Module, given: Mapping[str, Tensor]) -> list[dict[str, object]]:
    """Capture a network in the mode it is in.

    Args:
        network: not changed.
        given: argument of ``forward`` -> batch.

    Returns:
        For each operation, in order: "name", "operation", "takes" (names) and "shape" (None where
        it has none).

    Raises:
        UnavailableError: if torch.export cannot capture it.
    """
    try:
        program = torch.export.export(network, (), kwargs=dict(given), strict=False)
    except (RuntimeError, TypeError, ValueError) as error:
        raise UnavailableError(
            f"network must be one that torch.export can capture; got {error}",
            hint="leave --graph out; the table of layers does not need it",
        ) from error
    return [
        {
            "name": node.name,
            "operation": str(node.target) if node.op == "call_function" else node.op,
            "takes": [source.name for source in node.all_input_nodes],
            "shape": _shape(node.meta.get("val")),
        }
        for node in program.graph.nodes
    ]


def _shape(value: object) -> list[int] | None:
    return [int(size) for size in value.shape] if isinstance(value, Tensor) else None
