"""Style: a network that paints any picture in one pass as one picture is painted.

picture   uint8 (n, 3, side, side)                      data.open_unlabelled, stored form
   |      prepare: augmented, to 0 .. 1
float32   (n, 3, side, side)                            models.StyleNetwork
made      (n, 3, side, side), from 0 to 1
   |      StyleTraining.loss: content, style, smoothness, by a network that looks
   |      combine: from 0 to 255
answer                                                  a picture

There is no right answer in the data: a picture is its own content, and what another one costs only
a network that looks at it can say. It is needed while there is something to learn or to score, and
it is large. So there are two: ``StyleTraining`` has it, and is never stored; ``Style`` is what a
model keeps, and needs nothing to paint.
"""

from dataclasses import asdict, dataclass
from typing import Any, ClassVar, NoReturn

import numpy as np
from numpy.typing import NDArray
from torch import Tensor, nn

from netwright.contracts import Arrays, Batch, Goal, Score
from netwright.errors import SettingError
from netwright.models import PictureInput, make_network
from netwright.tasks._augment import augmented, normalised
from netwright.tasks._augment_kinds import MIXES
from netwright.tasks._picture_task import PictureTask

CHANNELS = 3
STRIDE, LEAST, MOST = 4, 16, 1024  # of sides, in pixels
MEAN, STD = (0.0,) * CHANNELS, (255.0,) * CHANNELS  # to a scale from 0 to 1
MIXING = (*MIXES, "colour", "erase")  # what they make is no picture, or not from 0 to 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Style(PictureTask):
    """Settings of the task, checked once, when it is made.

    Args:
        side: height and width of the training pictures, a multiple of 4 from 16 to 1024 pixels.
        network: "style", the one there is.
        channels: 3; with ``mean`` and ``std`` the scale of what is painted, from 0 to 1.
        mean: 0 for each channel.
        std: 255 for each channel.

    Raises:
        SettingError: naming the first setting that cannot work.
    """

    name: ClassVar[str] = "style"
    what: ClassVar[str] = "a picture painted in one pass as one picture is"
    gives: ClassVar[str] = "picture"
    inputs: ClassVar[tuple[str, ...]] = ("picture",)
    targets: ClassVar[tuple[str, ...]] = ()

    side: int
    channels: int = CHANNELS
    mean: tuple[float, ...] = MEAN
    std: tuple[float, ...] = STD
    network: str = "style"

    def __post_init__(self) -> None:
        if not LEAST <= self.side <= MOST or self.side % STRIDE:
            wanted = f"a multiple of {STRIDE} from {LEAST} to {MOST} pixels for style"
            raise SettingError("side", self.side, wanted=wanted)
        self.check_network()
        if (self.channels, tuple(self.mean), tuple(self.std)) != (CHANNELS, MEAN, STD):
            got = (self.channels, self.mean, self.std)
            wanted = f"{CHANNELS} channels, mean {MEAN} and std {STD}: what is painted is 0 to 1"
            raise SettingError("scale", got, wanted=wanted)
        self.check_pictures(without=MIXING)

    @property
    def least_side(self) -> int:
        """Of squares, the side."""
        return self.side

    @property
    def goal(self) -> Goal:
        """The cost of what is made decides; that of an unchanged training picture is 1."""
        return Goal("cost", "min", "of the cost of an unchanged picture")

    def model(self) -> nn.Module:
        """A fresh network; the caller has seeded torch's generator."""
        shape = PictureInput(channels=CHANNELS, side=self.side)
        return make_network(self.network, shape, CHANNELS, self.size)

    def prepare(self, batch: Batch, draws: Tensor | None = None) -> Batch:
        """uint8 to float32 from 0 to 1, augmented where that is asked for."""
        if draws is None or not self.draws:
            return {**batch, "picture": normalised(batch["picture"], self.colours)}
        return augmented(batch, draws, self.augmentation, self.colours)

    def loss(self, output: Tensor, batch: Batch) -> Tensor:
        """Known to ``StyleTraining`` alone."""
        self._lacks()

    def combine(self, output: Tensor) -> Tensor:
        """The picture (n, 3, h, w), from 0 to 255."""
        return (output.float() * 255).clamp(0, 255)

    def measures(self, output: NDArray[Any], arrays: Arrays) -> dict[str, Score]:
        """Known to ``StyleTraining`` alone."""
        self._lacks()

    def losses(self, output: NDArray[Any], arrays: Arrays) -> NDArray[np.float64]:
        """Known to ``StyleTraining`` alone."""
        self._lacks()

    def trivial(self, train: Arrays, arrays: Arrays) -> dict[str, float]:
        """Known to ``StyleTraining`` alone."""
        self._lacks()

    def answers(self, output: NDArray[Any]) -> list[dict[str, object]]:
        """Of each picture that was made its mean, 0 to 255."""
        return [{"mean": float(picture.mean())} for picture in output]

    def settings(self) -> dict[str, Any]:
        """Plain values; ``Style(**settings)`` is the same task."""
        return asdict(self)

    def _lacks(self) -> NoReturn:
        wanted = "there to say what a picture costs: a model keeps no network that looks"
        raise SettingError("features", None, wanted=wanted)
