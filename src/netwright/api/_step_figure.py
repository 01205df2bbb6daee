"""How far the largest steps of a training throw the weights, from one step of a fresh copy.

    ratio = the median over all matrices of |W_1 - W_0| / |W_0|, at the schedule's highest rate

Tasks of a kind of their own are judged without short runs on copies; this one step costs a pass.
"""

import math

import numpy as np
import torch
from numpy.typing import NDArray

from netwright.api._batch import prepared_batch
from netwright.api._diagnose_rows import first_network
from netwright.api._diagnose_stepped import Stepped
from netwright.api._prepared import Learned
from netwright.randomness import permutation

ROWS = 16  # in the batch, at most


def step_figures(learned: Learned) -> dict[str, float]:
    """The figure under the name of ``diagnosis``.

    Args:
        learned: task, examples, settings.

    Returns:
        "step/peak": the ratio; not-a-number where there is no matrix, or a loss is not finite.
    """
    task, examples = learned.task, learned.examples
    network = first_network(learned)
    optimizer = Stepped(network, learned.settings)
    batch = prepared_batch(task, examples.take(_rows(learned)))
    network.train()
    optimizer.zero_grad()
    loss = task.loss(network(*(batch[name] for name in task.inputs)), batch)
    if not bool(torch.isfinite(loss)):
        return {"step/peak": math.nan}
    torch.autograd.backward(loss)
    matrices = [one for one in network.parameters() if one.dim() >= 2 and one.requires_grad]
    before = [one.detach().clone() for one in matrices]
    optimizer.step()
    pairs = zip(before, matrices, strict=True)
    sizes = [float((new.detach() - old).norm() / old.norm().clamp_min(1e-12)) for old, new in pairs]
    return {"step/peak": sorted(sizes)[len(sizes) // 2] if sizes else math.nan}


def _rows(learned: Learned) -> NDArray[np.int64]:
    """The first rows of the first epoch, in the order the task needs."""
    train, settings = learned.examples.rows("train"), learned.settings
    order = learned.task.order(learned.examples, seed=settings.seed, epoch=0)
    if order is None:
        order = permutation(settings.seed, "order", len(train), epoch=0)
    return train[order[: min(ROWS, settings.batch_size)]]
