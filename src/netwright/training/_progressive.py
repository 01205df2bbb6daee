"""Smaller pictures at first: three quarters of the side, for a share of the steps.

    side of step s = 3/4 side rounded, while s < p S;  the whole side after that           (1)

A convolution's work goes with the area, so the first steps cost little more than half, and what
they learn holds on whole pictures. A pixel of a smaller picture is the mean of those it covers.
Only networks that take pictures of any side can do it: those that end in a pool over the map.

Source: Howard and others' entry in DAWNBench 2018, fast.ai/posts/2018-08-10-fastai-diu-imagenet;
Tan & Le 2021, arXiv:2104.00298, section 4. What came of it for one network: docs/log.md.
"""

import torch
from torch.nn import functional

from netwright.contracts import Batch, Examples, Task
from netwright.errors import SettingError
from netwright.recipe import Settings

SIDE = 0.75
COST = 0.6  # of a step on whole pictures, nearly
PICTURE = "picture"
PLACED = {"boxes", "mask", "wanted"}  # targets that lie in the picture, and would have to shrink


def smaller(batch: Batch, settings: Settings, number: int, steps: int) -> Batch:
    """A batch as equation (1) wants it.

    Args:
        batch: prepared; "picture" float32 (n, c, side, side).
        settings: progressive.
        number: of the step, from 0.
        steps: S.

    Returns:
        The same batch, or one with smaller pictures.
    """
    if number >= settings.progressive * steps or PICTURE not in batch:
        return batch
    picture = batch[PICTURE]
    side = round(SIDE * picture.shape[-1])  # (1)
    return {**batch, PICTURE: functional.adaptive_avg_pool2d(picture, side)}


def step_cost(settings: Settings) -> float:
    """What a step costs in the mean over a training, a step on whole pictures being 1."""
    return 1.0 - (1.0 - COST) * settings.progressive


def expect_any_side(task: Task, examples: Examples, settings: Settings) -> None:
    """Refuse smaller pictures for networks that take one side only.

    Args:
        task: what is learned.
        examples: in stored form.
        settings: progressive.

    Raises:
        SettingError: if the task's network does not take the smaller pictures, or what is learned
            lies in them.
    """
    if not settings.progressive:
        return
    if not PLACED.isdisjoint(task.targets):
        placed = ", ".join(sorted(PLACED.intersection(task.targets)))
        raise SettingError(
            "progressive",
            settings.progressive,
            wanted=f"0 where {placed} are learned, which lie in the whole picture",
        )
    stored = examples.take(examples.rows("train")[:1], task.inputs)
    batch = task.prepare({name: torch.from_numpy(array) for name, array in stored.items()})
    network = task.model().eval()
    try:
        with torch.no_grad():
            network(*(smaller(batch, settings, 0, 1)[name] for name in task.inputs))
    except RuntimeError as error:
        raise SettingError(
            "progressive",
            settings.progressive,
            wanted="0 for a network that takes pictures of one side only",
            hint="speedrun, resnet, googlenet and mobilenet-v1 take pictures of any side",
        ) from error
