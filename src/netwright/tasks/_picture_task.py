"""What every task that is given pictures has in common: their scale, and how they are changed."""

import math
from abc import abstractmethod
from collections.abc import Collection
from dataclasses import dataclass

from torch import Tensor

from netwright.contracts import Batch
from netwright.errors import SettingError
from netwright.tasks._augment_colour import Colours
from netwright.tasks._augment_kinds import Augmentation, augmentation_from
from netwright.tasks._network_task import NetworkTask
from netwright.tasks._views import picture_views


# no slots of its own: beside another base that has some, Python allows one such base alone, and
# the tasks that derive from it make slots of these fields
@dataclass(frozen=True, kw_only=True)
class PictureTask(NetworkTask):
    """Pictures of one or three channels, and their augmentation.

    Args:
        channels: 1 (grey) or 3 (RGB).
        mean: of each channel over the training split, 0 to 255.
        std: of each channel over the training split, above 0.
        augment: "none", or some of ``tasks.KINDS`` joined by "+", as in flip+crop:4.
        colour_axes: the principal directions of the training pictures' colours, 9 numbers from
            ``colour_axes``; only where augment has "colour".
    """

    channels: int
    mean: tuple[float, ...]
    std: tuple[float, ...]
    augment: str = "none"
    colour_axes: tuple[float, ...] = ()

    @property
    @abstractmethod
    def least_side(self) -> int:
        """The shorter side of the stored pictures, in pixels."""

    @property
    def augmentation(self) -> Augmentation:
        """The kinds in use."""
        return augmentation_from(self.augment, side=self.least_side, channels=self.channels)

    @property
    def draws(self) -> int:
        """As many numbers an example as its kinds of augmentation need."""
        return self.augmentation.draws

    @property
    def alternating(self) -> tuple[int, ...]:
        """Those of the kinds that alternate."""
        return self.augmentation.alternating

    @property
    def colours(self) -> Colours:
        """What is known of the training pictures' colours."""
        return Colours(mean=self.mean, std=self.std, axes=self.colour_axes)

    def check_pictures(self, *, without: Collection[str] = (), why: str = " here") -> None:
        """Refuse channels, colours and augmentation that cannot work.

        Args:
            without: kinds of augmentation that this task cannot take.
            why: how the sentence that refuses them goes on.

        Raises:
            SettingError: naming the first one.
        """
        if self.channels not in (1, 3):
            raise SettingError("channels", self.channels, wanted="1 (grey) or 3 (RGB)")
        if len(self.mean) != self.channels or len(self.std) != self.channels:
            raise SettingError("mean", self.mean, wanted=f"{self.channels} numbers, and std too")
        if not all(0 < std < math.inf for std in self.std):
            raise SettingError("std", self.std, wanted="above 0")
        for kind in without:
            if kind in self.augmentation:
                raise SettingError("augment", self.augment, wanted=f"without {kind}{why}")
        axes = self.colour_axes
        wanted = (9,) if "colour" in self.augmentation else (0, 9)
        if len(axes) not in wanted or not all(map(math.isfinite, axes)):
            raise SettingError("colour_axes", axes, wanted="9 numbers where augment has colour")

    def picture_views(self, batch: Batch) -> list[Batch]:
        """The mirror image, where training mirrors, and small shifts, of prepared pictures.

        Args:
            batch: with "picture" float32 (n, c, h, w).

        Returns:
            The batch with each other view in the place of the picture.
        """
        views: list[Tensor] = picture_views(
            batch["picture"],
            mirror=bool(self.augmentation.mirror),
            black=-self.mean[0] / self.std[0] if self.channels == 1 else None,
        )
        return [{**batch, "picture": view} for view in views]
