"""What a network is built for: the shape of one example."""

from dataclasses import dataclass


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
