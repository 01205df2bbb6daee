"""What an image-to-image task may be told, checked once."""

import math
from dataclasses import dataclass
from typing import ClassVar, Literal

from netwright.errors import SettingError
from netwright.objectives import picture_absolute, picture_squared
from netwright.tasks._augment_kinds import MIXES
from netwright.tasks._picture_task import PictureTask

NETWORK = "unet"
STRIDE = 32  # sides are multiples of it
DISTANCES = {"mae": picture_absolute, "mse": picture_squared}


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageToImageSettings(PictureTask):
    """Settings of the task, checked once, when it is made.

    Args:
        classes: names of the classes of masks; empty where pictures are made.
        sides: height and width of the pictures, multiples of 32 from 32 to 1024 pixels.
        made: channels of what is made, 1 or 3; 0 for masks.
        network: "unet", or "unet:" and a network of ours whose trunk is the encoder.
        up: "transposed" or "resize".
        dice: weight of the Dice loss beside cross-entropy, 0 or more.
        class_weights: of each class in cross-entropy, above 0; empty for 1 each.
        boundary: the class of masks that parts regions, by name, for the Rand error; empty for
            none.
        distance: "mae" or "mse", between the picture made and the one wanted.
        adversarial: weight of the discriminator's word against 1 of the distance, 0 for none;
            0.01 in the paper.

    Raises:
        SettingError: naming the first setting that cannot work.
    """

    gives: ClassVar[str] = "map"

    sides: tuple[int, int]
    classes: tuple[str, ...] = ()
    made: int = 0
    network: str = NETWORK
    up: Literal["transposed", "resize"] = "transposed"
    dice: float = 1.0
    class_weights: tuple[float, ...] = ()
    boundary: str = ""
    distance: Literal["mae", "mse"] = "mae"
    adversarial: float = 0.0

    def __post_init__(self) -> None:
        if any(not STRIDE <= side <= 1024 or side % STRIDE for side in self.sides):
            raise SettingError(
                "sides", self.sides, wanted="two multiples of 32 from 32 to 1024 pixels"
            )
        if self.made not in (0, 1, 3):
            raise SettingError("made", self.made, wanted="1 or 3 channels, or 0 for masks")
        self.check_pictures(without=(*MIXES, "colour", *(("erase",) if self.made else ())))
        if bool(self.classes) == bool(self.made) or len(self.classes) == 1:
            raise SettingError(
                "classes", self.classes, wanted="2 or more for masks, none for pictures to be made"
            )
        self._check_losses()
        self._check_network_name()

    @property
    def least_side(self) -> int:
        """The shorter one of the two."""
        return min(self.sides)

    def _check_losses(self) -> None:
        for name in ("dice", "adversarial"):
            if not 0 <= getattr(self, name) < math.inf:
                raise SettingError(name, getattr(self, name), wanted="a finite number, 0 or more")
        if self.adversarial and (not self.made or self.network != NETWORK):
            raise SettingError(
                "adversarial", self.adversarial, wanted="0 but for pictures made by a plain unet"
            )
        if self.class_weights and (
            len(self.class_weights) != len(self.classes) or min(self.class_weights) <= 0
        ):
            raise SettingError(
                "class_weights", self.class_weights, wanted="one above 0 for each class"
            )
        if self.boundary and self.boundary not in self.classes:
            raise SettingError("boundary", self.boundary, wanted=f"one of {self.classes}")
        if self.distance not in DISTANCES:
            raise SettingError("distance", self.distance, wanted="mae or mse")

    def _check_network_name(self) -> None:
        name, colon, encoder = self.network.partition(":")
        if name != NETWORK or (colon and not encoder):
            raise SettingError("network", self.network, wanted="unet, or unet: and a network")
        self.check_network()
        if self.up not in ("transposed", "resize"):
            raise SettingError("up", self.up, wanted="transposed or resize for the way up")
