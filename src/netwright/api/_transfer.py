"""A training that begins with weights learned elsewhere: what is taken over, and what still learns.

    freeze none         all weights begin as they were learned there, and go on learning
    freeze k, thaw t    so too, but the first stages stay, or join later
    freeze features     only the output layer learns. Where nothing changes what it is given (no
                        augmentation, no further views, no thaw) its features are made once, and
                        the loop trains the layer alone on them

In the last case the loop sees ``tasks.FrozenFeatures``; when the layer has learned it goes back
into its network, and what is scored and stored is one network like any other.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import torch
from torch import Tensor, nn

from netwright.api._batch import prepared_batch
from netwright.api._prepared import Learned, Prepared, Say
from netwright.api._transfer_features import cached_features
from netwright.api._transfer_weights import Pretrained
from netwright.contracts import Examples
from netwright.models import deepened, fitted, head_of, output_layer, weights_from_pictures
from netwright.recipe import Settings
from netwright.tasks import DataFacts, FrozenFeatures, transfer_settings
from netwright.training import choose_device

FORM = ("network", "width", "activation", "mean", "std")  # settings that features depend on
SAMPLE = 2_000  # pictures that say how their patches are spread
NUMBERS = SAMPLE * 3 * 64 * 64  # of these pictures at most: more would take the memory
OUTPUT = "output"  # what the layer is called by itself


def begin_with(prepared: Prepared, pretrained: Pretrained | None, say: Say) -> Prepared:
    """Let a training begin with weights, and make features where only the output layer learns.

    Args:
        prepared: task, examples, recipe.
        pretrained: the weights; None for a fresh start.
        say: told what begins where.

    Returns:
        The same with its weights, what the loop is to learn, and a note of it.

    Raises:
        SettingError: if the weights do not fit the network.
    """
    if pretrained is None:
        return begin_from_pictures(prepared)
    settings = prepared.recipe.settings
    network = prepared.task.model()
    layer = output_layer(network)
    weights = _taken(network, pretrained, prepared.task.network)
    alone = settings.freeze == "features" and is_constant(settings)
    new = not any(name.startswith(f"{layer}.") for name in weights)
    note = _note(pretrained, settings, layer if new else "")
    say(note)
    data = {
        **prepared.data,
        "notes": [*prepared.data["notes"], note],
        "pretrained": {"name": pretrained.name, "sha256": pretrained.digest},
    }
    prepared = replace(
        prepared,
        data=data,
        start=Learned(prepared.task, prepared.examples, settings, begin=weights),
    )
    return _alone(prepared, network, weights, layer) if alone else prepared


def begin_settings(
    pretrained: Pretrained | None, facts: DataFacts, user: Mapping[str, Any]
) -> dict[str, Any]:
    """Settings that weights bring with them: their network, its size, and how it goes on.

    Args:
        pretrained: the weights; None for none.
        facts: of the data.
        user: what the user asked for.

    Returns:
        Names and values, for the layer "inferred"; empty for a fresh start.
    """
    if pretrained is None:
        return {}
    thaw = float(user.get("thaw", 0.0))
    later = transfer_settings(facts, freeze=user.get("freeze"), thaw=thaw)
    if user.get("model", "auto") not in ("auto", pretrained.network):
        return later  # a deeper network of the family: its size is its own
    return {**later, **pretrained.size, "model": pretrained.network}


def is_constant(settings: Settings) -> bool:
    """Whether the frozen layers see the same pictures in every epoch, and in every answer."""
    return (
        settings.augment == "none"
        and settings.tta == "none"
        and not settings.thaw
        and not settings.dropout
        and settings.members == 1
    )


def begin_from_pictures(prepared: Prepared) -> Prepared:
    """A fresh start; what follows from the pictures themselves is put in.

    Args:
        prepared: task, examples, recipe; its first input are pictures or numbers.

    Returns:
        The same, with the weights of layers that whiten.
    """
    task, settings = prepared.task, prepared.recipe.settings
    size = max(1, prepared.examples.arrays[task.inputs[0]][0].size)
    few = max(1, min(SAMPLE, NUMBERS // size))
    stored = prepared.examples.take(prepared.examples.rows("train")[:few])
    weights = weights_from_pictures(task.model(), prepared_batch(task, stored)[task.inputs[0]])
    if not weights:
        return prepared
    return replace(prepared, start=Learned(task, prepared.examples, settings, begin=weights))


def whole_weights(prepared: Prepared, weights: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Put what has learned back among what was frozen.

    Args:
        prepared: says what was frozen.
        weights: as a checkpoint holds them.

    Returns:
        All parameters and buffers of the task's network, by name.
    """
    learned = prepared.learned
    if not learned.layer:
        return dict(weights)
    back = {name.replace(OUTPUT, learned.layer, 1): tensor for name, tensor in weights.items()}
    return {**learned.frozen, **back}


def _taken(network: nn.Module, pretrained: Pretrained, name: str) -> dict[str, Tensor]:
    """What a network takes over: all that fits, or what a deeper one of its family can use."""
    if name == pretrained.network:
        return fitted(network, pretrained.weights, origin=pretrained.name)
    given = pretrained.weights
    state = deepened(given, network)  # what is fresh in it is left for the training to draw
    return {n: tensor for n, tensor in state.items() if n in given and tensor is given[n]}


def _alone(
    prepared: Prepared, network: nn.Module, weights: Mapping[str, Tensor], layer: str
) -> Prepared:
    """The output layer alone, on features."""
    settings, examples = prepared.recipe.settings, prepared.examples
    output = head_of(network).output
    network.load_state_dict(dict(weights), strict=False)
    values = prepared.task.settings()
    about = {
        "data": prepared.data["digest"],
        "rows": examples.count,
        "task": {name: values[name] for name in FORM if name in values},
        "preprocess": dict(prepared.preprocess),
        "weights": prepared.data["pretrained"]["sha256"],
    }
    task = prepared.task
    made = cached_features(network, task, examples, about, choose_device(settings.device))
    network.to("cpu").to(memory_format=torch.contiguous_format)
    targets = {name: examples.arrays[name] for name in task.targets}
    prefix = f"{layer}."
    learned = Learned(
        FrozenFeatures(
            task=task,
            width=output.in_features,
            outputs=output.out_features,
            bias=output.bias is not None,
        ),
        Examples({"features": made, **targets}, examples.splits, examples.names),
        settings.model_copy(update={"freeze": "none", "stage_rate": 1.0}),
        begin={
            name.replace(layer, OUTPUT, 1): t
            for name, t in weights.items()
            if name.startswith(prefix)
        },
        frozen={n: t for n, t in network.state_dict().items() if not n.startswith(prefix)},
        layer=layer,
    )
    return replace(prepared, start=learned)


def _note(pretrained: Pretrained, settings: Settings, fresh: str) -> str:
    which = "" if settings.model == pretrained.network else f", a {pretrained.network}"
    from_where = f"{settings.model} begins with the weights of {pretrained.name}{which}"
    new = f"; its output layer, {fresh}, is new" if fresh else ""
    if settings.freeze == "none":
        return f"{from_where}{new}; all of it learns"
    first = f"the first {settings.freeze} stages"
    stays = "all but the output layer" if settings.freeze == "features" else first
    until = f" until {settings.thaw:.0%} of the steps" if settings.thaw else ""
    return f"{from_where}{new}; {stays} stay as they are{until}"
