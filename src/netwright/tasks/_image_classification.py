"""Image classification: one label out of k for each picture.

picture   uint8 (n, c, side, side)                      data, stored form
   |      prepare: augment, (x - mean) / std
float32   (n, c, side, side), mean 0 and deviation 1    models
logits    (n, k), no unit
   |      cross-entropy, in nats                        objectives
"""

from collections.abc import Iterator, Mapping, Sequence
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
from netwright.tasks._augment import augmented, normalised
from netwright.tasks._augment_mix import mixed
from netwright.tasks._classes import ClassAnswers
from netwright.tasks._picture_task import PictureTask

SURE = 0.9  # the top probability below which a first look is in doubt
TTA = ("none", "doubtful", "all")


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageClassification(ClassAnswers, PictureTask):
    """Settings of the task, checked once, when it is made.

    Args:
        classes: label names, in the order of the outputs; at least 2, no repeats.
        side: height and width of the pictures, in pixels; 8 or more.
        network: a name in ``netwright.models.NETWORKS``.
        smoothing: share of each label spread over all classes, from 0 up to, not at, 1.
        tta: "none"; "all" answers with the mean of several views of a picture; "doubtful" only
            where the first look gives no class a probability of 0.9.

    Raises:
        SettingError: naming the first setting that cannot work.
    """

    name: ClassVar[str] = "image-classification"
    what: ClassVar[str] = "one label for each picture"
    inputs: ClassVar[tuple[str, ...]] = ("picture",)

    side: int
    network: str = "convnet"
    smoothing: float = 0.0
    tta: str = "none"

    def __post_init__(self) -> None:
        self.check_classes()
        if not 8 <= self.side <= 1024:
            raise SettingError("side", self.side, wanted="8 to 1024 pixels")
        self.check_network()
        if self.tta not in TTA:
            raise SettingError("tta", self.tta, wanted="none, doubtful or all")
        self.check_pictures()

    @property
    def goal(self) -> Goal:
        """Accuracy decides."""
        return Goal("accuracy", "max")

    @property
    def least_side(self) -> int:
        """Of squares, the side."""
        return self.side

    def model(self) -> nn.Module:
        """A fresh network; the caller has seeded torch's generator."""
        shape = PictureInput(channels=self.channels, side=self.side)
        return make_network(self.network, shape, len(self.classes), self.size)

    def prepare(self, batch: Batch, draws: Tensor | None = None) -> Batch:
        """uint8 to float32, augmented where ``draws`` are given, then normalised.

        With mixup or cutmix the batch gains "label_b" int64 (n,), the label mixed in, and "share"
        float32 (n,), the share of "label".
        """
        if draws is None or not self.draws:
            return {**batch, "picture": normalised(batch["picture"], self.colours)}
        augmentation = self.augmentation
        return mixed(augmented(batch, draws, augmentation, self.colours), augmentation, draws)

    def loss(self, output: Tensor, batch: Batch) -> Tensor:
        """Mean cross-entropy over the batch, in nats; of both labels where two were mixed."""
        if "share" not in batch:
            return cross_entropy(output, batch["label"], smoothing=self.smoothing)
        shares = batch["share"], 1 - batch["share"]
        own, other = (
            cross_entropy(output, batch[name], smoothing=self.smoothing, weights=share)
            for name, share in zip(("label", "label_b"), shares, strict=True)
        )
        return own + other

    def views(self, batch: Batch) -> Sequence[Batch]:
        """The mirror image, where training mirrors, and small shifts; none without ``tta``."""
        if self.tta == "none":
            return ()
        return self.picture_views(batch)

    def doubtful(self, output: Tensor) -> Tensor:
        """Rows to look at again: none, all, or those without a class of probability 0.9."""
        if self.tta == "doubtful":
            return output.float().softmax(dim=1).amax(dim=1) < SURE
        return torch.full((len(output),), self.tta == "all", device=output.device)

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
    for block in _blocks(pictures):  # exact sums, whatever the size of the set
        for channel in range(pictures.shape[1]):
            table[channel] += np.bincount(block[:, channel].reshape(-1), minlength=256)
    values = np.arange(256, dtype=np.float64)
    mean = (table @ values) / count
    variance = (table @ values**2) / count - mean**2
    std = np.sqrt(np.where(variance > 1e-6, variance, 1.0))
    return {"mean": tuple(mean.tolist()), "std": tuple(std.tolist())}


def colour_axes(pictures: NDArray[np.uint8]) -> tuple[float, ...]:
    """The principal directions of colours, each as long as the standard deviation along it.

    Args:
        pictures: uint8 (n, 3, h, w), the training split or a part of it.

    Returns:
        9 numbers on the scale 0 to 255: three directions, the longest first. The largest part of
        each is positive, so that equal pictures give equal numbers.
    """
    channels = pictures.shape[1]
    count = pictures.shape[0] * pictures.shape[2] * pictures.shape[3]
    total, products = np.zeros(channels), np.zeros((channels, channels))
    for block in _blocks(pictures):  # whole numbers below 2**53: exact in any order
        flat = block.transpose(1, 0, 2, 3).reshape(channels, -1).astype(np.float64)
        total += flat.sum(axis=1)
        products += flat @ flat.T
    mean = total / count
    values, vectors = np.linalg.eigh(products / count - np.outer(mean, mean))
    axes = vectors.T[::-1] * np.sqrt(np.maximum(values[::-1], 0.0))[:, None]
    largest = np.take_along_axis(axes, np.abs(axes).argmax(axis=1)[:, None], axis=1)
    return tuple((axes * np.where(largest < 0, -1.0, 1.0)).reshape(-1).tolist())


def _blocks(pictures: NDArray[np.uint8]) -> Iterator[NDArray[np.uint8]]:
    """A few pictures at a time: memory-mapped ones need not fit in memory."""
    for start in range(0, len(pictures), 4096):
        yield pictures[start : start + 4096]
