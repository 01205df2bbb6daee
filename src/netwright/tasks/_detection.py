"""Detection: which objects a picture holds, and where.

picture   uint8 (n, c, side, side), letterboxed        data, stored form
boxes     float32 (n, k, 4), box_label int64 (n, k)    in pixels of that picture; -1 for none
   |      prepare: four in one, moved, coloured, (x - mean) / std
float32   (n, c, side, side)                           models
maps      (n, a (5 + classes), side / 16, side / 16)
   |      place, confidence and label                  objectives
   |      combine: decoded, filtered, suppressed
found     (n, 100, 6): x1 y1 x2 y2 score label         measures, answers

"box_crowd" bool (n, k) says which boxes stand for many or are in doubt: neither learned nor judged.
"""

from dataclasses import asdict, dataclass, replace
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray
from torch import Tensor, nn

from netwright.contracts import NO_BOX, Arrays, Batch, Goal, Score
from netwright.errors import SettingError
from netwright.measures.detection import detection_measures
from netwright.measures.detection_baseline import constant_boxes, everywhere
from netwright.measures.detection_errors import best_score, box_kinds
from netwright.measures.detection_matching import Truth
from netwright.models import PictureInput, Yolo, backbone_yolo, encoder_network
from netwright.objectives import Grid, detection_loss, detections
from netwright.tasks._augment import augmented, normalised
from netwright.tasks._augment_kinds import MIXES
from netwright.tasks._augment_mosaic import DRAWS, mosaic
from netwright.tasks._detection_presets import STRIDE
from netwright.tasks._picture_task import PictureTask

MOST = 100  # boxes that are found in a picture


@dataclass(frozen=True, slots=True, kw_only=True)
class Detection(PictureTask):
    """Settings of the task, checked once, when it is made.

    Args:
        classes: names of the objects; at least 1, no repeats.
        side: height and width of the pictures, a multiple of 16 from 64 to 1280 pixels.
        anchors: common widths and heights of the boxes, in pixels of the stored pictures.
        network: "yolo", or "yolo:" and a network of ours or of timm whose trunk makes the map.
        mosaic: the share of training pictures that are made of four, from 0 to 1.
        overlap: found boxes of one class overlap by this at most, from 0 to 1.
        score: from which score on a box is shown to a person, from 0 to 1.

    Raises:
        SettingError: naming the first setting that cannot work.
    """

    name: ClassVar[str] = "detection"
    what: ClassVar[str] = "boxes around objects in a picture, and what they are"
    inputs: ClassVar[tuple[str, ...]] = ("picture",)
    targets: ClassVar[tuple[str, ...]] = ("boxes", "box_label", "box_crowd")
    gives: ClassVar[str] = "boxes"

    classes: tuple[str, ...]
    side: int
    anchors: tuple[tuple[float, float], ...]
    network: str = "yolo"
    mosaic: float = 0.0
    overlap: float = 0.5
    score: float = 0.25

    def __post_init__(self) -> None:
        if not self.classes or len(set(self.classes)) < len(self.classes):
            raise SettingError("classes", self.classes, wanted="1 or more different names")
        self.check_network()
        for name in ("mosaic", "overlap", "score"):
            if not 0 <= getattr(self, name) <= 1:
                raise SettingError(name, getattr(self, name), wanted="a share from 0 to 1")
        if not 64 <= self.side <= 1280 or self.side % STRIDE:
            raise SettingError("side", self.side, wanted="a multiple of 16 from 64 to 1280 pixels")
        self.check_pictures(without=MIXES, why=" for boxes")
        Grid(anchors=self.anchors, classes=len(self.classes))  # refuses what is no anchor

    @property
    def goal(self) -> Goal:
        """The mean average precision at an overlap of 1/2 decides."""
        return Goal("map50", "max")

    @property
    def grid(self) -> Grid:
        """What the numbers of the map mean."""
        return Grid(anchors=self.anchors, classes=len(self.classes), stride=STRIDE)

    @property
    def least_side(self) -> int:
        """Of squares, the side."""
        return self.side

    @property
    def draws(self) -> int:
        """What the kinds need, and behind that what the mosaic needs."""
        return self.augmentation.draws + DRAWS * (self.mosaic > 0)

    def model(self) -> nn.Module:
        """A fresh network; the caller has seeded torch's generator."""
        shape = PictureInput(channels=self.channels, side=self.side)
        sizes: dict[str, Any] = {
            "anchors": len(self.anchors), "classes": len(self.classes), "width": self.width
        }  # fmt: skip
        trunk = self.network.partition(":")[2]
        if not trunk:
            return Yolo(shape, **sizes)
        network = encoder_network(trunk, self.channels, width=self.width)
        return backbone_yolo(network, shape, **sizes)

    def prepare(self, batch: Batch, draws: Tensor | None = None) -> Batch:
        """uint8 to float32, augmented with its boxes where ``draws`` are given, normalised."""
        if draws is None or not self.draws:
            return {**batch, "picture": normalised(batch["picture"], self.colours)}
        kinds = self.augmentation.draws
        batch = _learned(batch)
        if self.mosaic > 0:
            batch = mosaic(batch, draws[:, kinds:], share=self.mosaic)
        return augmented(batch, draws[:, :kinds], self.augmentation, self.colours)

    def loss(self, output: Tensor, batch: Batch) -> Tensor:
        """Mean over the pictures of what their maps say wrongly, in overlaps and nats."""
        known = _learned(batch)
        return detection_loss(output, known["boxes"], known["box_label"], self.grid)

    def combine(self, output: Tensor) -> Tensor:
        """Maps to the boxes that are found: (n, 100, 6)."""
        return detections(output, self.grid, overlap=self.overlap, most=MOST)

    def measures(self, output: NDArray[Any], arrays: Arrays) -> dict[str, Score]:
        """Average precisions of found boxes (n, 100, 6) and the stored rows with boxes."""
        return detection_measures(output, truth_of(arrays), len(self.classes))

    def losses(self, output: NDArray[Any], arrays: Arrays) -> NDArray[np.float64]:
        """Of each picture the share of boxes that are false or missed: (n,), 0 to 1."""
        return box_kinds(output, truth_of(arrays), least_score=self.score).losses()

    def trivial(self, train: Arrays, arrays: Arrays) -> dict[str, float]:
        """The measures of the best boxes that are the same for every picture."""
        boxes = constant_boxes(truth_of(train), len(self.classes))
        same = everywhere(boxes, len(arrays["boxes"]))
        scores = detection_measures(same, truth_of(arrays), len(self.classes))
        return {name: score.value for name, score in scores.items()}

    def answers(self, output: NDArray[Any]) -> list[dict[str, object]]:
        """The boxes of each picture that a person is shown, the surest first."""
        return [
            {
                "boxes": [
                    {"label": self.classes[int(row[5])], "score": float(row[4]),
                     "box": [float(corner) for corner in row[:4]]}
                    for row in rows[(rows[:, 5] >= 0) & (rows[:, 4] >= self.score)]
                ]
            }
            for rows in output
        ]  # fmt: skip

    def decided(self, output: NDArray[Any], arrays: Arrays) -> "Detection":
        """The task with the score from which on boxes are shown, chosen on rows not trained on.

        Args:
            output: found boxes (n, 100, 6).
            arrays: the stored rows, with boxes.

        Returns:
            The same task, with the working score of the largest F1; as it was where nothing hits.
        """
        found = best_score(output, truth_of(arrays), len(self.classes))
        return replace(self, score=found) if found > 0 else self

    def settings(self) -> dict[str, Any]:
        """Plain values; ``Detection(**settings)`` is the same task."""
        return asdict(self)


def _learned(batch: Batch) -> Batch:
    """The batch without the crowds, which are nothing to learn."""
    if "box_crowd" not in batch:
        return batch
    rest = {name: tensor for name, tensor in batch.items() if name != "box_crowd"}
    return {**rest, "box_label": batch["box_label"].masked_fill(batch["box_crowd"], NO_BOX)}


def truth_of(arrays: Arrays) -> Truth:
    """The true boxes of stored rows, as the measures take them."""
    return Truth(boxes=arrays["boxes"], labels=arrays["box_label"], crowd=arrays["box_crowd"])
