"""The network of a run, layer by layer, for the page.

    kept weights, a few rows nobody trained on  ->  models.anatomy  ->  report.LayerShown

It costs one pass forward and back over at most ``ROWS`` examples, fewer of large ones. A network
that cannot be taken apart has no rows: the page then says nothing of it, and nothing fails.
"""

from collections.abc import Sequence

import numpy as np
import torch
from torch import nn

from netwright.api._prepared import Prepared
from netwright.models import Layer, anatomy
from netwright.report import LayerShown

ROWS = 64  # examples looked at, at most
NUMBERS = 2**18  # numbers in their inputs, at most: every layer's result is held at once


def network_shown(prepared: Prepared, network: nn.Module) -> list[LayerShown]:
    """Take a network apart on the first rows of the validation split, or of train without one.

    Args:
        prepared: task and examples.
        network: with the kept weights, in eval mode, on the CPU; left as it is.

    Returns:
        A row for each layer; none if the network cannot be followed, or memory is short.
    """
    task, examples = prepared.task, prepared.examples
    rows = examples.rows("val" if "val" in examples.splits else "train")
    each = sum(array[:1].size for array in examples.arrays.values())
    taken = examples.take(rows[: max(1, min(ROWS, NUMBERS // max(1, each)))])
    batch = task.prepare({name: torch.from_numpy(np.array(a)) for name, a in taken.items()})
    code = network.forward.__code__
    arguments = code.co_varnames[1 : code.co_argcount]
    given = dict(zip(arguments, (batch[name] for name in task.inputs), strict=False))
    try:
        return layers_shown(anatomy(network, given, lambda output: task.loss(output, batch)))
    except RuntimeError:  # UnavailableError, or torch's word for too little memory
        return []


def layers_shown(layers: Sequence[Layer]) -> list[LayerShown]:
    """Turn the rows of ``anatomy`` into plain values for the page, one for one."""
    return [
        LayerShown(
            name=layer.name,
            kind=layer.kind,
            takes=layer.takes,
            shape=layer.shape,
            formula=layer.formula,
            parameters=layer.parameters,
            multiply_adds=layer.multiply_adds,
            sees=_seen(layer.sees),
            weights=layer.weights,
            activations=layer.activations,
            gradients=layer.gradients,
        )
        for layer in layers
    ]


def _seen(sees: tuple[int, int] | str | None) -> str:
    if sees is None or isinstance(sees, str):
        return sees or ""
    return f"{sees[0]} x {sees[1]}"
