"""What a network is built for: the shape of one example."""

from dataclasses import dataclass

from netwright.errors import SettingError


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureInput:
    """Pictures of one size.

    Args:
        channels: 1 (grey) or 3 (RGB).
        side: height and width, in pixels.
    """

    channels: int
    side: int

    @property
    def features(self) -> int:
        """Numbers in one picture."""
        return self.channels * self.side * self.side


@dataclass(frozen=True, slots=True, kw_only=True)
class TableInput:
    """Rows of a table after preprocessing.

    Args:
        numbers: how many number columns.
        sizes: for each category column, how many codes it has, unseen included.
    """

    numbers: int
    sizes: tuple[int, ...]


def expect_side(name: str, shape: PictureInput, least: int) -> None:
    """Refuse pictures that a network would shrink to nothing.

    Args:
        name: of the network.
        shape: of one picture.
        least: the smallest side that it takes, in pixels.

    Raises:
        SettingError: if the side is smaller.

    Example:
        >>> expect_side("vgg16", PictureInput(channels=3, side=32), 17)
    """
    if shape.side < least:
        raise SettingError("side", shape.side, wanted=f"{least} pixels or more for {name}")
