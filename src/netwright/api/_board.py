"""What TensorBoard shows of a training before its first step.

    settings of the recipe that are no defaults  -> hyper-parameters
    one example through a fresh network          -> models.anatomy -> the graph
    the first examples of the first epoch        -> pictures as training sees them, augmented

Cost: 20 ms for a small network: one more is made, and sees one example.
"""

from dataclasses import replace

import numpy as np
import torch
from numpy.typing import NDArray

from netwright.api._batch import given_of, prepared_batch
from netwright.api._prepared import Prepared
from netwright.artefacts import Overview
from netwright.contracts import Layer
from netwright.models import anatomy
from netwright.randomness import permutation, table
from netwright.recipe import Recipe
from netwright.tasks import ImageClassification, SeveralTargets, denormalised

EXAMPLES = 16  # pictures shown, at most
NUMBERS = 2**22  # in all of them, at most


def overview(prepared: Prepared) -> Overview:
    """Make what TensorBoard shows once.

    Args:
        prepared: task, examples, recipe.

    Returns:
        Settings; the graph, unless torch.fx cannot follow the network; pictures, where examples
        have one.
    """
    shown = Overview(settings=_settings(prepared.recipe), layers=_layers(prepared))
    if "picture" not in prepared.examples.arrays:
        return shown
    rows, positions = _first_rows(prepared)
    return replace(
        shown,
        pictures=_pictures(prepared, rows, positions),
        captions=_captions(prepared, rows),
    )


def _settings(recipe: Recipe) -> dict[str, bool | float | str]:
    return {
        name: value
        for name, value, origin in recipe.rows()
        if origin != "default" and isinstance(value, bool | int | float | str)
    }


def _layers(prepared: Prepared) -> list[Layer]:
    task, examples = prepared.task, prepared.examples
    batch = prepared_batch(task, examples.take(examples.rows("train")[:1]))
    with torch.random.fork_rng(devices=[]), torch.no_grad():
        network = task.model().eval()
        try:
            return anatomy(network, given_of(network, task, batch))
        except RuntimeError:  # UnavailableError, or torch's word for too little memory
            return []


def _first_rows(prepared: Prepared) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The first examples of the first epoch, and their positions in the training split."""
    examples, seed = prepared.examples, prepared.recipe.settings.seed
    train = examples.rows("train")
    each = examples.arrays["picture"][:1].size
    count = max(1, min(EXAMPLES, NUMBERS // max(1, each)))
    positions = permutation(seed, "order", len(train))[:count]
    return train[positions], positions


def _pictures(
    prepared: Prepared, rows: NDArray[np.int64], positions: NDArray[np.int64]
) -> NDArray[np.uint8]:
    """Prepared as the first epoch does, but for the normalisation."""
    task, examples = prepared.task, prepared.examples
    if not isinstance(task, ImageClassification | SeveralTargets):
        return np.empty((0, 1, 1, 1), np.uint8)
    draws = None
    if task.draws:
        seed, count = prepared.recipe.settings.seed, len(examples.rows("train"))
        draws = table(seed, "augment", count, task.draws)[positions]
    seen = prepared_batch(task, examples.take(rows), draws)["picture"]
    return denormalised(seen, task.mean, task.std).numpy()


def _captions(prepared: Prepared, rows: NDArray[np.int64]) -> list[str]:
    """The class of each picture, or its name where it has no single one."""
    labels, names = prepared.examples.arrays.get("label"), prepared.examples.names
    classes = list(prepared.data.get("classes", ()))
    if labels is not None and labels.ndim == 1 and classes:
        return [str(classes[number]) for number in labels[rows]]
    return [names[row] for row in rows] if names else []
