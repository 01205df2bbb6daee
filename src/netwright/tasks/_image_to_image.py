"""Image to image: a class for every pixel of a picture, or another picture of it.

picture   uint8 (n, c, h, w)                            data, stored form
mask      uint8 (n, h, w), 255 not known                or wanted, uint8 (n, c', h, w)
   |      prepare: augmented alike, (x - mean) / std; wanted to -1 .. 1
float32   (n, c, h, w)                                  models
scores    (n, k, h, w), or a picture (n, c', h, w) from -1 to 1
   |      cross-entropy + Dice; or mean |p - y|, and a discriminator's
   |      combine: the likeliest class (n, h, w); or a picture from 0 to 255
answer                                                  measures, answers
"""

import math
from dataclasses import asdict, dataclass
from typing import Any, ClassVar

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from netwright.contracts import VOID, Arrays, Batch, Goal, Score
from netwright.measures.pictures import picture_measures
from netwright.measures.segmentation import (
    mask_confusion,
    rand_error,
    segmentation_measures,
    segments,
)
from netwright.models import (
    Adversarial,
    PatchDiscriminator,
    backbone_unet,
    encoder_network,
    unet,
    usual_widths,
)
from netwright.objectives import (
    discriminator_loss,
    generator_loss,
    segmentation_loss,
)
from netwright.tasks._augment import augmented, normalised
from netwright.tasks._augment_geometry import placement, resampled, sampling_grid
from netwright.tasks._image_to_image_settings import DISTANCES, ImageToImageSettings

HALF = 127.5  # of the scale of pictures


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageToImage(ImageToImageSettings):
    """The task; what it takes and refuses, ``ImageToImageSettings`` says."""

    name: ClassVar[str] = "image-to-image"
    what: ClassVar[str] = "a class for every pixel, or a picture, from a picture"

    @property
    def inputs(self) -> tuple[str, ...]:
        """The picture; with a discriminator what is wanted as well, which only it looks at."""
        return ("picture", "wanted") if self.adversarial else ("picture",)

    @property
    def targets(self) -> tuple[str, ...]:
        """The mask, or the picture that is wanted."""
        return ("wanted",) if self.made else ("mask",)

    @property
    def goal(self) -> Goal:
        """The mean intersection over union decides; of pictures the mean absolute error."""
        return Goal("mae", "min", "of 255") if self.made else Goal("miou", "max")

    def model(self) -> nn.Module:
        """A fresh network; the caller has seeded torch's generator."""
        outputs = self.made or len(self.classes)
        encoder = self.network.partition(":")[2]
        if encoder:
            return backbone_unet(
                encoder_network(encoder, self.channels, width=self.width),
                outputs,
                channels=self.channels,
                up=self.up,
                dropout=self.dropout,
                bounded=self.made > 0,
            )
        made = unet(
            self.channels,
            outputs,
            widths=usual_widths(self.width),
            up=self.up,
            dropout=self.dropout,
            bounded=self.made > 0,
        )
        if not self.adversarial:
            return made
        return Adversarial(made, PatchDiscriminator(self.channels + self.made, maps=32))

    def prepare(self, batch: Batch, draws: Tensor | None = None) -> Batch:
        """uint8 to float32, augmented with its mask or the picture wanted, and normalised."""
        wanted = batch.get("wanted")
        if wanted is None and self.adversarial:  # nobody knows it, and nobody will look at it
            wanted = batch["picture"].new_zeros((len(batch["picture"]), self.made, *self.sides))
        more: dict[str, Tensor] = {}
        if draws is None or not self.draws:
            more = {"picture": normalised(batch["picture"], self.colours)}
        else:
            batch = augmented(batch, draws, self.augmentation, self.colours)
            if wanted is not None:
                place = placement(self.augmentation, draws, self.sides)
                wanted = resampled(wanted.float(), sampling_grid(place))
        if wanted is not None:
            more["wanted"] = wanted.float() / HALF - 1
        return {**batch, **more}

    def loss(self, output: Tensor, batch: Batch) -> Tensor:
        """The mean over pixels of what is minimised."""
        if not self.made:
            weights = None
            if self.class_weights:
                weights = torch.tensor(self.class_weights, device=output.device)
            return segmentation_loss(output, batch["mask"], dice=self.dice, weights=weights)
        distance = DISTANCES[self.distance](output[:, : self.made], batch["wanted"])
        if output.shape[1] == self.made:
            return distance
        real, told, seen = output[:, self.made :].unbind(dim=1)
        judged = generator_loss(seen)
        return distance + self.adversarial * judged + discriminator_loss(real, told)

    def combine(self, output: Tensor) -> Tensor:
        """The likeliest class of each pixel, (n, h, w); or a picture (n, c', h, w), 0 to 255."""
        if not self.made:
            return output.argmax(dim=1)
        return ((output[:, : self.made].float() + 1) * HALF).clamp(0, 255)

    def measures(self, output: NDArray[Any], arrays: Arrays) -> dict[str, Score]:
        """Every measure of a split."""
        if self.made:
            return picture_measures(output, arrays["wanted"])
        masks, answers = arrays["mask"], output.astype(np.uint8)
        found = segmentation_measures(mask_confusion(masks, answers, len(self.classes)))
        if self.boundary:
            errors = self._rand_errors(masks, answers)
            found["rand_error"] = Score(float(errors.mean()), _error_of(errors))
        return found

    def losses(self, output: NDArray[Any], arrays: Arrays) -> NDArray[np.float64]:
        """Of each picture the share of known pixels that are wrong, or the mean error: (n,)."""
        if self.made:
            gaps = np.abs(output.astype(np.float64) - arrays["wanted"])
            return np.asarray(gaps.mean(axis=(1, 2, 3)))
        known = arrays["mask"] != VOID
        wrong = (output != arrays["mask"]) & known
        return np.asarray(wrong.sum(axis=(1, 2)) / np.maximum(known.sum(axis=(1, 2)), 1))

    def trivial(self, train: Arrays, arrays: Arrays) -> dict[str, float]:
        """The measures of the one answer that suits the training pictures best, for every one."""
        target = self.targets[0]
        return self.constant_scores(usual_answer(self, train[target]), arrays)

    def constant_scores(self, same: NDArray[np.uint8], arrays: Arrays) -> dict[str, float]:
        """The measures of one answer for every picture, as ``usual_answer`` gives it."""
        known = arrays[self.targets[0]]
        scores = self.measures(np.broadcast_to(same.astype(np.float32), known.shape), arrays)
        return {name: score.value for name, score in scores.items()}

    def answers(self, output: NDArray[Any]) -> list[dict[str, object]]:
        """Of each picture which classes are found and their shares; of a picture its mean."""
        if self.made:
            return [{"mean": float(picture.mean())} for picture in output]
        found: list[dict[str, object]] = []
        for mask in output.astype(np.int64):
            counts = np.bincount(mask.reshape(-1), minlength=len(self.classes)) / mask.size
            shares = zip(self.classes, counts.tolist(), strict=True)
            found.append({"shares": {name: share for name, share in shares if share}})
        return found

    def settings(self) -> dict[str, Any]:
        """Plain values; ``ImageToImage(**settings)`` is the same task."""
        return asdict(self)

    def _rand_errors(self, masks: NDArray[Any], answers: NDArray[Any]) -> NDArray[np.float64]:
        """Regions are what is neither boundary nor unknown."""
        parts = self.classes.index(self.boundary)
        pairs = zip(masks, answers, strict=True)
        return np.array(
            [
                rand_error(segments((y != parts) & (y != VOID)), segments(a != parts))
                for y, a in pairs
            ]
        )


def usual_answer(task: ImageToImage, known: NDArray[Any]) -> NDArray[np.uint8]:
    """The one answer that suits pictures best, for every one of them.

    Args:
        task: says whether these are masks.
        known: masks (n, h, w), or pictures that are wanted, (n, c', h, w).

    Returns:
        uint8 (h, w), at each place the class that is there most often; or (c', h, w), the median,
        which is best for the mean absolute error.
    """
    if task.made:
        return np.asarray(np.median(known, axis=0).round(), dtype=np.uint8)
    counts = np.stack([(known == c).sum(axis=0) for c in range(len(task.classes))])
    return np.asarray(counts.argmax(axis=0), dtype=np.uint8)


def _error_of(values: NDArray[np.float64]) -> float | None:
    return float(values.std(ddof=1) / math.sqrt(len(values))) if len(values) > 1 else None
