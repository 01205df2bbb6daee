r"""Who looks at pictures while a style is learned or scored: found by name, and known again.

    features --find_looker--> network --style picture--> products of maps, once
                                     \--a few training pictures--> units of costs, once

Both are computed on one thread: sums that are added up in another order would differ in their last
digits, and a run that goes on has to find the same ones.
"""

import math
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median
from typing import Any

import numpy as np
import torch

from netwright.api._prepared import expect_same_data
from netwright.api._style_features import Looker, find_looker
from netwright.api._style_pictures import OnePicture, read_one
from netwright.contracts import Examples, Task
from netwright.errors import DamageError
from netwright.objectives import STYLE_PARTS, StyleCost, root_mean_squares
from netwright.recipe import Settings
from netwright.tasks import Style, StyleTraining
from netwright.training import choose_device, has_bf16, sized

SAMPLE = 8  # training pictures that give the units
LEAST = 1e-12  # cost of an unchanged picture that is the style itself


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """A style that can be learned.

    Args:
        task: with the network that looks.
        facts: "style", "features" and "units", for ``data.json``.
        said: one line.
    """

    task: StyleTraining
    facts: Mapping[str, Any]
    said: str


def look_at(task: Style, settings: Settings, examples: Examples) -> Looked:
    """Find who looks, and let them look at the style and at some of the pictures.

    Args:
        task: what a model will keep.
        settings: of the recipe.
        examples: with training pictures, 1 or more.

    Returns:
        The task that learns.

    Raises:
        DataError: if the style picture cannot be used.
        SettingError: if there is no such network, or its layers give no maps.
        UnavailableError: if its weights cannot be had.
    """
    looker, painting = _found(task, settings)
    layers = looker.layers
    cost = _cost(settings, looker, painting, task.side)
    train = examples.rows("train")
    rows = train[np.linspace(0, len(train) - 1, min(SAMPLE, len(train))).astype(np.int64)]
    stored = torch.from_numpy(examples.take(rows)["picture"])
    pictures = [picture.unsqueeze(0).float() / 255 for picture in stored]
    with _one_thread(), torch.no_grad():
        content = looker.features.at(layers.content)
        cost.measure_content_in(root_mean_squares(content(picture) for picture in pictures))
        looks = ((picture, looker.features(picture)) for picture in pictures)
        costs = [cost.each(picture, seen, seen) for picture, seen in looks]
    units = {
        "content": dict(cost.content_units),
        "unchanged": {n: median(float(getattr(one, n)) for one in costs) for n in STYLE_PARTS},
    }
    said = (
        f"style of {settings.style}, looked at by {looker.network} of {looker.name}: content at "
        f"{', '.join(layers.content)}, style at {', '.join(layers.style)}"
    )
    training = _training(task, settings, looker, cost, painting, units["unchanged"])
    return Looked(task=training, facts={**_known_by(looker, painting), "units": units}, said=said)


def scoring_task(task: Task, settings: Settings, facts: Mapping[str, Any]) -> Task:
    """What can say how good the answers of a finished run are.

    Args:
        task: of its model.
        settings: of its recipe.
        facts: its ``data.json``.

    Returns:
        The task itself; for a style the task that learned it, found again.

    Raises:
        DataError: if the style picture or the network that looks has changed, or cannot be read.
        DamageError: if the facts hold no units.
        SettingError: if there is no such network.
        UnavailableError: if its weights cannot be had.
    """
    if not isinstance(task, Style):
        return task
    looker, painting = _found(task, settings)
    expect_same_data(facts, {**facts, **_known_by(looker, painting)})
    content, unchanged = _units_in(facts, looker)
    cost = _cost(settings, looker, painting, task.side)
    cost.measure_content_in(content)
    return _training(task, settings, looker, cost, painting, unchanged)


def _units_in(facts: Mapping[str, Any], looker: Looker) -> tuple[dict[str, float], ...]:
    units: Any = facts.get("units")
    wanted = {"content": set(looker.layers.content), "unchanged": set(STYLE_PARTS)}
    try:
        found = tuple({n: float(units[kind][n]) for n in names} for kind, names in wanted.items())
    except (KeyError, TypeError, ValueError):
        raise DamageError(f"data.json must hold units of costs; got {units!r}") from None
    if not all(0 < value < math.inf for value in (*found[0].values(), found[1]["total"])):
        raise DamageError(f"data.json must hold units above 0; got {units!r}")
    return found


def _found(task: Style, settings: Settings) -> tuple[Looker, OnePicture]:
    painting = read_one(settings.style, smallest=task.side * settings.style_scale)
    return find_looker(settings.features), painting


def _known_by(looker: Looker, painting: OnePicture) -> dict[str, Any]:
    return {
        "style": {"name": painting.facts["path"], "sha256": painting.facts["sha256"]},
        "features": {
            "name": looker.name,
            "network": looker.network,
            "sha256": looker.digest,
            "content": list(looker.layers.content),
            "style": list(looker.layers.style),
        },
    }


def _cost(settings: Settings, looker: Looker, painting: OnePicture, side: int) -> StyleCost:
    """The cost, aimed at the style; each layer counts the same."""
    layers = looker.layers
    cost = StyleCost(
        content={name: 1 / len(layers.content) for name in layers.content},
        style={name: 1 / len(layers.style) for name in layers.style},
        alpha=settings.content_weight,
        beta=settings.style_weight,
        gamma=settings.smooth,
    )
    with _one_thread(), torch.no_grad():
        cost.aim_at_style(looker.features(sized(painting.planes, side * settings.style_scale)))
    return cost


def _training(
    task: Style,
    settings: Settings,
    looker: Looker,
    cost: StyleCost,
    painting: OnePicture,
    unchanged: Mapping[str, float],
) -> StyleTraining:
    looker.features.to(memory_format=torch.channels_last)  # a fifth faster, in bf16 a third
    return StyleTraining(
        **task.settings(),
        look=looker.features,
        look_at_content=looker.features.at(looker.layers.content),
        cost=cost,
        painting=painting.planes,
        unchanged={**unchanged, "total": max(unchanged["total"], LEAST)},
        half=settings.plan != "fp32" and has_bf16(choose_device(settings.device)),
    )


@contextmanager
def _one_thread() -> Iterator[None]:
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(threads)
