"""A finished model: weights and one JSON file of plain values, from our own tables only.

    model/model.safetensors     the weights
    model/model.json            task by name, its settings, preprocessing, what it was trained on

Loading it makes a task from ``tasks.TASKS``, a network from ``models.NETWORKS``, and fills it
with numbers. No name in the file is ever imported, opened or fetched.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from torch import Tensor, nn

from netwright import store
from netwright.artefacts._tensors import read_tensors, write_tensors
from netwright.errors import DamageError, SettingError
from netwright.models import shapes_alone
from netwright.tasks import AnyTask, task_from

FORMAT = 1
KEYS = {"format", "task", "settings", "preprocess", "about"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """A network ready to answer.

    Args:
        task: what it answers.
        network: in eval mode, on the CPU.
        preprocess: plain values, as the data room wrote them.
        about: what it was trained on and how well it did.
    """

    task: AnyTask
    network: nn.Module
    preprocess: Mapping[str, Any]
    about: Mapping[str, Any]

    @property
    def parameters(self) -> int:
        """How many numbers were learned."""
        return sum(p.numel() for p in self.network.parameters())


def save_model(
    folder: Path,
    task: AnyTask,
    weights: Mapping[str, Tensor],
    *,
    preprocess: Mapping[str, Any],
    about: Mapping[str, Any],
) -> None:
    """Write a model folder, replacing one that is there.

    Args:
        folder: where.
        task: what is answered.
        weights: parameters and buffers by name.
        preprocess: plain values.
        about: plain values.

    Raises:
        StorageError: if the disk is full or not writable.
    """
    store.discard(folder)
    with store.staged(folder) as temporary:
        write_tensors(temporary / "model.safetensors", weights)
        facts = {
            "format": FORMAT,
            "task": task.name,
            "settings": task.settings(),
            "preprocess": dict(preprocess),
            "about": dict(about),
        }
        store.write_json(temporary / "model.json", facts)


def load_model(folder: Path) -> Model:
    """Read a model folder.

    Args:
        folder: ``model/`` of a run.

    Returns:
        The model.

    Raises:
        StorageError: if a file is not there.
        DamageError: if a value in it is unknown, of another kind, or does not fit the weights.
    """
    facts = store.read_json(folder / "model.json")
    if not isinstance(facts, dict) or set(facts) != KEYS:
        raise DamageError(f"{folder / 'model.json'} must hold {sorted(KEYS)}; got other keys")
    if facts["format"] != FORMAT:
        raise DamageError(
            f"{folder / 'model.json'} must be of format {FORMAT}; got {facts['format']!r}",
            hint="it was written by another version of netwright",
        )
    for name in ("settings", "preprocess", "about"):
        if not isinstance(facts[name], dict):
            raise DamageError(f"{name} in model.json must be a table; got {facts[name]!r}")
    task = task_from(str(facts["task"]), facts["settings"])
    network = build_network(task, read_tensors(folder / "model.safetensors"))
    return Model(task=task, network=network, preprocess=facts["preprocess"], about=facts["about"])


def build_network(task: AnyTask, weights: Mapping[str, Tensor]) -> nn.Module:
    """A task's network with the given weights, in eval mode.

    Args:
        task: what is answered.
        weights: parameters and buffers by name.

    Returns:
        The network, on the CPU.

    Raises:
        DamageError: if names or shapes do not fit the network.
    """
    try:
        _expect_enough(task, weights)
        network = task.model()
        network.load_state_dict(dict(weights))
    except (RuntimeError, SettingError, TypeError) as error:
        first = str(error).splitlines()[-1].strip()
        raise DamageError(f"the weights must fit {task.name}'s network; got {first}") from error
    return network.eval()


def _expect_enough(task: AnyTask, weights: Mapping[str, Tensor]) -> None:
    """Refuse settings that would allocate far more than the file holds, before they do."""
    with shapes_alone():  # however many numbers the settings ask for
        wanted = sum(tensor.numel() for tensor in task.model().state_dict().values())
    there = sum(tensor.numel() for tensor in weights.values())
    if wanted > there:
        raise DamageError(
            f"the weights must fit {task.name}'s network; got {there:,} numbers for {wanted:,}"
        )
