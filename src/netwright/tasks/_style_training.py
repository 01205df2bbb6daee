"""The task ``style`` while there is something to learn or to score: with the network that looks.

    content  x --looks--> f            style  s --looks--> its products of maps, once
    made     y --looks--> g            cost = equation (4) of ``objectives._style``

    measures   cost = content + style + variation, means over pictures, each over the cost of
               an unchanged training picture, the median of some                            (1)

Unchanged pictures cost from 1 to 50 in the same unit, pictures made of them all about as much: the
unit is therefore one for all rows, and is fixed when the training begins.

The network that looks is no part of what learns: no optimiser sees it, and nothing stores it. It
goes where the pictures are. With ``half`` it computes in bf16, where the processor has that; what
is measured is always computed in float32.

Cost: a picture is looked at twice and once back, some twenty times what the painting network takes.
Source: Johnson, Alahi & Fei-Fei 2016, arXiv:1603.08155, section 3.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, ClassVar

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from netwright.contracts import Arrays, Batch, Score
from netwright.models import Features
from netwright.objectives import STYLE_PARTS, StyleCost, StyleCosts
from netwright.tasks._style import Style

FEW = 4  # pictures that are looked at together
Costs = dict[str, NDArray[np.float64]]  # part -> of each picture, (n,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """What pictures cost beside the ones they were made of.

    Args:
        made: part -> cost of each picture made, (n,).
        given: the same of each picture as it was given.
    """

    made: Costs
    given: Costs


@dataclass(frozen=True, slots=True, kw_only=True)
class StyleTraining(Style):
    """The task, with the network that looks.

    Args:
        look: features at all layers.
        look_at_content: the same network, no further than where content is looked at.
        cost: aimed at the style, with units for content.
        painting: the style picture, (3, h, w) from 0 to 1.
        unchanged: part -> what an unchanged training picture costs; the total above 0.
        half: whether the loss is computed in bf16.
    """

    targets: ClassVar[tuple[str, ...]] = ("picture",)

    look: Features
    look_at_content: Features
    cost: StyleCost
    painting: Tensor
    unchanged: Mapping[str, float]
    half: bool = False

    @property
    def plain(self) -> Style:
        """What a model keeps of it."""
        return Style(**self.settings())

    def loss(self, output: Tensor, batch: Batch) -> Tensor:
        """The mean cost of the pictures made: (n, 3, h, w) from 0 to 1 -> ()."""
        content = batch["picture"]
        self._follow(content.device)
        with torch.autocast(content.device.type, dtype=torch.bfloat16, enabled=self.half):
            with torch.no_grad():
                aims = self.look_at_content(content)
            seen = self.look(output)
        return self.cost.each(output, seen, aims).total.mean()

    def measures(self, output: NDArray[Any], arrays: Arrays) -> dict[str, Score]:
        """Equation (1) for every part, the whole with its standard error."""
        found, unit = self._measured(arrays["picture"], output), self.unchanged["total"]
        costs = found["total"] / unit
        error = float(costs.std(ddof=1) / math.sqrt(len(costs))) if len(costs) > 1 else None
        parts = {name: Score(float(found[name].mean()) / unit) for name in STYLE_PARTS[1:]}
        return {"cost": Score(float(costs.mean()), error), **parts}

    def losses(self, output: NDArray[Any], arrays: Arrays) -> NDArray[np.float64]:
        """Equation (1) of each picture made: (n,)."""
        return self._measured(arrays["picture"], output)["total"] / self.unchanged["total"]

    def trivial(self, train: Arrays, arrays: Arrays) -> dict[str, float]:
        """The measures of an unchanged training picture, whatever the rows are."""
        del train, arrays
        names = zip(("cost", *STYLE_PARTS[1:]), STYLE_PARTS, strict=True)
        return {name: self.unchanged[part] / self.unchanged["total"] for name, part in names}

    def beside(self, output: NDArray[Any], arrays: Arrays) -> Beside:
        """What pictures cost, and those they were made of.

        Args:
            output: combined, (n, 3, h, w), from 0 to 255.
            arrays: the stored rows with "picture".

        Returns:
            The costs by part.
        """
        pictures = arrays["picture"]
        return Beside(
            made=self._measured(pictures, output), given=self._measured(pictures, pictures)
        )

    def unrelated(self, arrays: Arrays) -> NDArray[np.float64]:
        """What the style picture in place of each content would cost as content: (n,)."""
        pictures, whole = arrays["picture"], self.painting.unsqueeze(0)
        size = (self.side, self.side)
        other = functional.interpolate(whole, size, mode="bilinear", antialias=True)
        others = np.broadcast_to(other.numpy() * 255, pictures.shape)
        return self._measured(pictures, others)["content"]

    def settings(self) -> dict[str, Any]:
        """Of ``Style`` alone: the rest is found again by name."""
        return {field.name: getattr(self, field.name) for field in fields(Style)}

    def _measured(self, pictures: NDArray[Any], made: NDArray[Any]) -> Costs:
        """Costs of what was made of pictures, from 0 to 255, a few at a time."""
        found: list[StyleCosts] = []
        for start in range(0, len(pictures), FEW):
            ours, theirs = (
                self._to_look_at(part[start : start + FEW]) for part in (made, pictures)
            )
            with torch.no_grad():
                aims = self.look_at_content(theirs)
                found.append(self.cost.each(ours, self.look(ours), aims))
        parts = {name: torch.cat([getattr(few, name) for few in found]) for name in STYLE_PARTS}
        return {name: values.double().cpu().numpy() for name, values in parts.items()}

    def _to_look_at(self, pictures: NDArray[Any]) -> Tensor:
        return torch.from_numpy(np.array(pictures)).to(self.look.mean.device).float() / 255

    def _follow(self, device: torch.device) -> None:
        """Bring the network that looks to where the pictures are."""
        if self.look.mean.device == device:
            return
        with torch.inference_mode(mode=False):  # weights that move within it cannot be learned by
            self.look.to(device)
            self.look_at_content.to(device)
            self.cost.to(device)
