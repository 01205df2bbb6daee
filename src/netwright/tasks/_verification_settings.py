"""Settings of verification, and what follows from them alone: pictures, augmentation, order.

``Verification`` adds what is learned and what is answered.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from netwright.contracts import Batch, Examples, Goal
from netwright.errors import SettingError
from netwright.tasks._augment import augmented, normalised
from netwright.tasks._augment_kinds import MIXES
from netwright.tasks._people_order import people_order
from netwright.tasks._picture_task import PictureTask

MARGINS = {"margin": 0.3, "triplet": 0.2, "contrastive": 1.0, "siamese": 0.0}


@dataclass(frozen=True, slots=True, kw_only=True)
class VerificationSettings(PictureTask):
    """Checked once, when the task is made.

    Args:
        people: names of those who are trained on; 2 or more, no repeats.
        side: height and width of the pictures, in pixels; 8 or more.
        network: a name in ``netwright.models.NETWORKS``.
        dims: numbers in an embedding, 2 to 4096.
        objective: margin, triplet, contrastive or siamese.
        margin: of the objective, 0 or more; siamese takes none. ``MARGINS`` has usual ones.
        scale: what makes cosines logits, where the objective is margin; above 0.
        angle: added to the angle there, in radians, from 0 up to 1.5.
        each: pictures of one person in a batch, where the objective is not margin; 2 or more.
        tta: "none", or "all" for the mean over several views of a picture; "doubtful" is as "all".
        threshold: the score from which two pictures are said to show the same.
        slope: of the log-odds along the score.
        offset: log-odds of the same at a score of 0.

    Raises:
        SettingError: naming the first setting that cannot work.
    """

    inputs: ClassVar[tuple[str, ...]] = ("picture",)
    targets: ClassVar[tuple[str, ...]] = ("label",)

    people: tuple[str, ...]
    side: int
    network: str = "embedder"
    dims: int = 64
    objective: str = "margin"
    margin: float = MARGINS["margin"]
    scale: float = 16.0
    angle: float = 0.0
    each: int = 4
    tta: str = "none"
    threshold: float = 0.5
    slope: float = 1.0
    offset: float = 0.0

    def __post_init__(self) -> None:
        self._check_pictures()
        self._check_objective()
        self.check_network()
        if self.members != 1 and self.objective == "siamese":
            wanted = "1 where the objective is siamese, whose output layer is one network's"
            raise SettingError("members", self.members, wanted=wanted)
        if self.tta not in ("none", "doubtful", "all"):
            raise SettingError("tta", self.tta, wanted="none, doubtful or all")
        self.check_pictures(without=MIXES, why=": a mixture of two people is nobody")

    @property
    def goal(self) -> Goal:
        """The equal error rate decides."""
        return Goal("eer", "min")

    @property
    def least_side(self) -> int:
        """Of squares, the side."""
        return self.side

    def order(self, examples: Examples, *, seed: int, epoch: int) -> NDArray[np.int64] | None:
        """People in batches, several pictures of each; any order where a margin is learned."""
        if self.objective == "margin":
            return None
        labels = examples.take(examples.rows("train"), ("label",))["label"]
        return people_order(labels, each=self.each, seed=seed, epoch=epoch)

    def prepare(self, batch: Batch, draws: Tensor | None = None) -> Batch:
        """uint8 to float32, augmented where ``draws`` are given, then normalised."""
        if draws is None or not self.draws:
            return {**batch, "picture": normalised(batch["picture"], self.colours)}
        return augmented(batch, draws, self.augmentation, self.colours)

    def views(self, batch: Batch) -> Sequence[Batch]:
        """The mirror image, where training mirrors, and small shifts; none without ``tta``."""
        if self.tta == "none":
            return ()
        return self.picture_views(batch)

    def doubtful(self, output: Tensor) -> Tensor:
        """Rows to look at again: all or none."""
        return torch.full((len(output),), self.tta != "none", device=output.device)

    def _check_pictures(self) -> None:
        if len(set(self.people)) < max(2, len(self.people)):
            raise SettingError("people", self.people, wanted="2 or more different names")
        if not 8 <= self.side <= 1024:
            raise SettingError("side", self.side, wanted="8 to 1024 pixels")
        if not 2 <= self.dims <= 4096:
            raise SettingError("dims", self.dims, wanted="2 to 4096 numbers")

    def _check_objective(self) -> None:
        if self.objective not in MARGINS:
            raise SettingError("objective", self.objective, wanted=f"one of {', '.join(MARGINS)}")
        if not 0 <= self.margin < math.inf:
            raise SettingError("margin", self.margin, wanted="a number, 0 or more")
        if not 0 < self.scale < math.inf:
            raise SettingError("scale", self.scale, wanted="a number above 0")
        if not 0 <= self.angle <= 1.5:
            raise SettingError("angle", self.angle, wanted="radians from 0 to 1.5")
        if self.each < 2:
            raise SettingError("each", self.each, wanted="2 or more pictures of a person")
        for name in ("threshold", "slope", "offset"):
            if not math.isfinite(getattr(self, name)):
                raise SettingError(name, getattr(self, name), wanted="a finite number")
