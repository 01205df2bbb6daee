"""What an embedder of people begins with where its trunk learned elsewhere.

    weights, pictures to train on --> the trunk as it was learned there, and the end that follows
                                      from what it says of the pictures (``whitened_end``)

This is computed on one core, so that equal pictures give equal bits however many cores there are.
With ``freeze=features``, as for few pictures, embeddings stay so where a margin is taught: what is
learned are the directions of the people, which are thrown away.
"""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

import numpy as np
import torch
from torch import Tensor, nn

from netwright.api._batch import prepared_batch
from netwright.api._begin_trunk import begin_trunk
from netwright.api._prepared import Learned, Prepared, Say
from netwright.api._transfer_weights import Pretrained
from netwright.contracts import Examples
from netwright.models import backbone_embedder, embedder_weights, encoder_network, whitened_end
from netwright.tasks import Verification

MOST = 2_000  # pictures that the end follows from; of more, these, evenly spread
FEW = 8  # pictures in a pass
LEARNS = {"features": "the output layer learns", "none": "all of it learns"}


def begin_people(
    prepared: Prepared, task: Verification, pretrained: Pretrained | None, say: Say
) -> Prepared:
    """Let an embedder begin with the weights of a trunk, and the end that follows from them.

    Args:
        prepared: examples, recipe, and the task.
        task: the same.
        pretrained: the weights; None for a fresh start.
        say: told what begins where.

    Returns:
        The same with its weights, and a note of them.

    Raises:
        SettingError: if the weights do not fit the trunk.
    """
    settings = prepared.recipe.settings
    puts = partial(_of_members, members=task.members)
    learns = LEARNS.get(settings.freeze, "the first stages stay")
    if settings.freeze == "features" and task.objective == "margin":
        learns = "both stay"  # the output layer is the directions, which are thrown away
    built = f"follows from the pictures; {learns}"
    prepared = begin_trunk(
        prepared, pretrained, say, channels=task.channels, puts=puts, built=built
    )
    if pretrained is None:
        return prepared
    begin = prepared.learned.begin
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        end = whitened_end(*_seen(task, prepared.examples, begin), task.dims)
    finally:
        torch.set_num_threads(before)
    start = Learned(
        task, prepared.examples, settings,
        begin={**begin, **_in_members(end, task.members)},
    )  # fmt: skip
    return replace(prepared, start=start)


def _of_members(
    network: nn.Module, weights: Mapping[str, Tensor], *, channels: int, members: int
) -> dict[str, Tensor]:
    return _in_members(embedder_weights(network, weights, channels=channels), members)


def _places(members: int) -> list[str]:
    """Where the network of each member stands in the whole."""
    return [f"networks.{m}.network." for m in range(members)] if members > 1 else ["network."]


def _in_members(weights: Mapping[str, Tensor], members: int) -> dict[str, Tensor]:
    return {place + name: tensor for place in _places(members) for name, tensor in weights.items()}


def _seen(
    task: Verification, examples: Examples, begin: Mapping[str, Tensor]
) -> tuple[Tensor, Tensor]:
    """What the trunk says of pictures to train on and of their mirror images, and who is there."""
    own = encoder_network(task.network.partition(":")[2], task.channels, width=task.width)
    network = backbone_embedder(own, task.dims, channels=task.channels)
    first = _places(task.members)[0]
    known = {n.removeprefix(first): t for n, t in begin.items() if n.startswith(first)}
    network.load_state_dict(known, strict=False)
    rows = examples.rows("train")
    if len(rows) > MOST:
        rows = rows[np.linspace(0, len(rows) - 1, MOST).round().astype(np.int64)]
    turns = (False, True) if task.augmentation.mirror else (False,)
    found, labels = [], []
    for start in range(0, len(rows), FEW):
        batch = prepared_batch(task, examples.take(rows[start : start + FEW]))
        for turned in turns:
            pictures = batch["picture"].flip(3) if turned else batch["picture"]
            with torch.inference_mode():
                found.append(network.eval().seen(pictures))
            labels.append(batch["label"])
    return torch.cat(found), torch.cat(labels)
