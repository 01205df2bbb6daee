"""Image classification: one label out of k for each picture.

picture   uint8 (n, c, side, side)                      data, stored form
   |      prepare: augment, (x - mean) / std
float32   (n, c, side, side), mean 0 and deviation 1    models
logits    (n, k), no unit
   |      cross-entropy, in nats                        objectives
"""

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, ClassVar

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from netwright.contracts import Batch, Goal
from netwright.errors import SettingError
from netwright.models import PictureInput, make_network
from netwright.objectives import cross_entropy
from netwright.tasks._augment import DRAWS, KINDS, affine, flip, shift
from netwright.tasks._classes import ClassAnswers


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageClassification(ClassAnswers):
    """Settings of the task, checked once, when it is made.

    Args:
        classes: label names, in the order of the outputs; at least 2, no repeats.
        side: height and width of the pictures, in pixels; 8 or more.
        channels: 1 (grey) or 3 (RGB).
        mean: of each channel over the training split, 0 to 255.
        std: of each channel over the training split, above 0.
        network: a name in ``netwright.models.NETWORKS``.
        smoothing: share of each label spread over all classes, from 0 up to, not at, 1.
        tta: "none", or several views of a picture: "doubtful" where one is not enough, "all".
        augment: "none", or some of "shift", "affine", "flip" joined by "+".

    Raises:
        SettingError: naming the first setting that cannot work.
    """

    name: ClassVar[str] = "image-classification"
    what: ClassVar[str] = "one label for each picture"
    inputs: ClassVar[tuple[str, ...]] = ("picture",)

    side: int
    channels: int
    mean: tuple[float, ...]
    std: tuple[float, ...]
    network: str = "convnet"
    smoothing: float = 0.0
    augment: str = "none"
    tta: str = "none"

    def __post_init__(self) -> None:
        self.check_classes()
        if not 8 <= self.side <= 1024:
            raise SettingError("side", self.side, wanted="8 to 1024 pixels")
        if self.channels not in (1, 3):
            raise SettingError("channels", self.channels, wanted="1 (grey) or 3 (RGB)")
        if len(self.mean) != self.channels or len(self.std) != self.channels:
            raise SettingError("mean", self.mean, wanted=f"{self.channels} numbers, and std too")
        if not all(0 < std < math.inf for std in self.std):
            raise SettingError("std", self.std, wanted="above 0")
        self.check_network()
        if self.augment != "none" and not set(self.augment.split("+")) <= set(KINDS):
            raise SettingError("augment", self.augment, wanted=f"none, or {', '.join(KINDS)}")

    @property
    def goal(self) -> Goal:
        """Accuracy decides."""
        return Goal("accuracy", "max")

    @property
    def draws(self) -> int:
        """Six numbers an example, where there is augmentation."""
        return 0 if self.augment == "none" else DRAWS

    def model(self) -> nn.Module:
        """A fresh network; the caller has seeded torch's generator."""
        shape = PictureInput(channels=self.channels, side=self.side)
        return make_network(self.network, shape, len(self.classes), self.size)

    def prepare(self, batch: Batch, draws: Tensor | None = None) -> Batch:
        """uint8 to float32, augmented where ``draws`` are given, then normalised."""
        pictures = batch["picture"]
        kinds = () if draws is None else tuple(self.augment.split("+"))
        if draws is not None and "shift" in kinds and "affine" not in kinds:
            pictures = shift(pictures, draws)
        x = pictures.to(torch.float32)
        if draws is not None and "flip" in kinds:
            x = flip(x, draws)
        if draws is not None and "affine" in kinds:
            x = affine(x, draws)
        if self.channels == 1:
            x = x.sub_(self.mean[0]).mul_(1 / self.std[0])
        else:
            mean = torch.tensor(self.mean, device=x.device).view(1, -1, 1, 1)
            std = torch.tensor(self.std, device=x.device).view(1, -1, 1, 1)
            x = x.sub_(mean).div_(std)
        return {**batch, "picture": x}

    def loss(self, output: Tensor, batch: Batch) -> Tensor:
        """Mean cross-entropy over the batch, in nats."""
        return cross_entropy(output, batch["label"], smoothing=self.smoothing)

    def settings(self) -> dict[str, Any]:
        """Plain values; ``ImageClassification(**settings)`` is the same task."""
        return asdict(self)


def channel_statistics(pictures: NDArray[np.uint8]) -> Mapping[str, tuple[float, ...]]:
    """Mean and standard deviation of each channel.

    Args:
        pictures: uint8 (n, c, h, w), the training split or a part of it.

    Returns:
        "mean" and "std", c numbers each, on the scale 0 to 255; a constant channel has std 1.
    """
    count = pictures.shape[0] * pictures.shape[2] * pictures.shape[3]
    table = np.zeros((pictures.shape[1], 256), dtype=np.int64)
    for start in range(0, len(pictures), 4096):  # exact sums, whatever the size of the set
        for channel in range(pictures.shape[1]):
            block = pictures[start : start + 4096, channel]
            table[channel] += np.bincount(block.reshape(-1), minlength=256)
    values = np.arange(256, dtype=np.float64)
    mean = (table @ values) / count
    variance = (table @ values**2) / count - mean**2
    std = np.sqrt(np.where(variance > 1e-6, variance, 1.0))
    return {"mean": tuple(mean.tolist()), "std": tuple(std.tolist())}
