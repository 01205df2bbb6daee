"""The network of a run, layer by layer, for the page.

    kept weights, a few rows nobody trained on  ->  models.anatomy

It costs one pass forward and back over at most ``ROWS`` examples, fewer of large ones. A network
that cannot be taken apart has no rows: the page then says nothing of it, and nothing fails.
"""

from torch import nn

from netwright.api._batch import given_of, prepared_batch
from netwright.api._prepared import Prepared
from netwright.contracts import Layer
from netwright.models import anatomy

ROWS = 64  # examples looked at, at most
NUMBERS = 2**18  # numbers in their inputs, at most: every layer's result is held at once


def network_shown(prepared: Prepared, network: nn.Module) -> list[Layer]:
    """Take a network apart on the first rows of the validation split, or of train without one.

    Args:
        prepared: task and examples.
        network: with the kept weights, in eval mode, on the CPU; left as it is.

    Returns:
        A row for each layer; none if the network cannot be followed, or memory is short.
    """
    task, examples = prepared.whole, prepared.examples
    rows = examples.rows("val" if "val" in examples.splits else "train")
    each = sum(array[:1].size for array in examples.arrays.values())
    taken = examples.take(rows[: max(1, min(ROWS, NUMBERS // max(1, each)))])
    batch = prepared_batch(task, taken)
    given = given_of(network, task, batch)
    try:
        return anatomy(network, given, lambda output: task.loss(output, batch))
    except RuntimeError:  # UnavailableError, or torch's word for too little memory
        return []
