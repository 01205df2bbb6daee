"""What a row of the table of networks says, and how big a network may be asked for."""

from collections.abc import Callable
from dataclasses import dataclass

from torch import nn

from netwright.errors import SettingError
from netwright.models._inputs import PictureInput, TableInput

Shape = PictureInput | TableInput


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How big and how regularised a network is made.

    Args:
        width: factor on its widths.
        dropout: share of units dropped.
        members: networks trained as one.
        activation: between hidden layers, by name; empty for the network's own.
        init: how weights start, by name; empty for the network's own.

    Raises:
        SettingError: naming the first one that cannot work.
    """

    width: float = 1.0
    dropout: float = 0.0
    members: int = 1
    activation: str = ""
    init: str = ""

    def __post_init__(self) -> None:
        if not 0 < self.width <= 64:
            raise SettingError("width", self.width, wanted="a factor above 0 and up to 64")
        if not 0 <= self.dropout < 1:
            raise SettingError("dropout", self.dropout, wanted="a share, from 0 up to, not at, 1")
        if not 1 <= self.members <= 64:
            raise SettingError("members", self.members, wanted="a whole number from 1 to 64")


Make = Callable[[Shape, int, Size], nn.Module]


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperForm:
    """A network as its paper states it.

    Args:
        shape: of one picture there.
        classes: of the data set there.
        source: authors, year, where.
        make: builds it for any shape and number of outputs, its widths and dropout the paper's.
    """

    shape: PictureInput
    classes: int
    source: str
    make: Callable[[PictureInput, int], nn.Module]


@dataclass(frozen=True, slots=True)
class Network:
    """A row of the table.

    Args:
        name: what a user writes.
        what: one line.
        takes: kinds of examples: "picture", "table".
        make: builds it, from torch's generator as the caller has seeded it.
        least: the smallest side of pictures that it takes, in pixels.
        paper: the form its paper states; None for a network of ours.
        dropout: share that the form for large pictures drops, by its paper.
        gives: what comes out: "classes", a number for each; "boxes", a map of boxes; "map", a
            number for each class and pixel.
    """

    name: str
    what: str
    takes: tuple[str, ...]
    make: Make
    least: int = 8
    paper: PaperForm | None = None
    dropout: float = 0.0
    gives: str = "classes"


def picture_of(shape: Shape) -> PictureInput:
    """The shape, if it is that of a picture.

    Args:
        shape: of one example.

    Returns:
        The same.

    Raises:
        SettingError: if it is not.
    """
    if not isinstance(shape, PictureInput):
        raise SettingError("shape", shape, wanted="that of a picture")
    return shape
