"""VGG: nothing but 3x3 convolutions, in five stages with a 2x2 pool after each; 11 to 19 deep.

    table 1            A        B        D        E
    stage 1,  64     1x 3x3   2x 3x3   2x 3x3   2x 3x3      each 3x3 followed by ReLU,
    stage 2, 128     1x 3x3   2x 3x3   2x 3x3   2x 3x3      each stage by a pool
    stage 3, 256     2x 3x3   2x 3x3   3x 3x3   4x 3x3
    stage 4, 512     2x 3x3   2x 3x3   3x 3x3   4x 3x3
    stage 5, 512     2x 3x3   2x 3x3   3x 3x3   4x 3x3
    affine layers    4096, 4096 (ReLU and dropout after each), classes
    name             vgg11    vgg13    vgg16    vgg19
    parameters       133 M    133 M    138 M    144 M

Two 3x3 see as far as one 5x5, three as far as one 7x7, with more bends and fewer weights:
3 x 9 c^2 = 27 c^2 against 49 c^2.

The paper is older than batch norm; ``norm=nn.BatchNorm2d`` puts it before each ReLU, and then the
convolutions have no bias. The paper trained A first and began the deeper ones with its layers:
``_deeper.py``. Without that, weights begin as in He et al. 2015.

The small forms are for 28 to 64 pixels: pools round up, so that five of them leave a pixel; a
part of the maps; batch norm; and no hidden affine layers.

Cost, multiply-adds: 7.6, 11.3, 15.5 and 19.6 G at 3x224x224; at 3x32x32 the small forms
39, 33, 44 and 25 M. Refused: pictures below 32 pixels, below 17 in the small forms.
Source: Simonyan & Zisserman 2015, arXiv:1409.1556, sections 2 and 3.1, tables 1 and 2.
"""

from collections.abc import Callable

from torch import Tensor, nn

from netwright.models._dropout import KeyedDropout
from netwright.models._inputs import PictureInput, expect_side
from netwright.models._parts import he_start, rounded

MAPS = (64, 128, 256, 512, 512)
A, B, D, E = (1, 1, 2, 2, 2), (2, 2, 2, 2, 2), (2, 2, 3, 3, 3), (2, 2, 4, 4, 4)  # table 1
HIDDEN = (4096, 4096)  # units of the paper's hidden affine layers
SMALLEST, SMALLEST_SMALL = 32, 17  # pixels that give each pool something to halve

Depths = tuple[int, int, int, int, int]  # convolutions in each stage
Norm = Callable[[int], nn.Module]  # maps -> the layer that norms them


class Vgg(nn.Module):
    """Stages of 3x3 convolutions, then affine layers.

    Args:
        shape: of one picture.
        outputs: classes, or 1 for a number.
        depths: convolutions in each stage.
        width: factor on the maps of the paper.
        hidden: units of the hidden affine layers.
        dropout: share of units dropped before the last affine layer, and between hidden ones.
        norm: makes the norm before each ReLU; None for none.
        up: whether pools round up.
    """

    def __init__(
        self,
        shape: PictureInput,
        outputs: int,
        *,
        depths: Depths,
        width: float,
        hidden: tuple[int, ...],
        dropout: float,
        norm: Norm | None,
        up: bool = False,
    ) -> None:
        super().__init__()
        side, inputs = shape.side, shape.channels
        self.stages = nn.Sequential()
        for depth, base in zip(depths, MAPS, strict=True):
            maps = rounded(base * width)
            self.stages.append(_stage(inputs, maps, depth, norm, up=up))
            side, inputs = (side + up) // 2, maps
        layers: list[nn.Module] = [nn.Flatten()]
        inputs *= side**2
        for number, units in enumerate(hidden):
            layers += [nn.Linear(inputs, units), nn.ReLU(), KeyedDropout(dropout, layer=number)]
            inputs = units
        if not hidden:
            layers.append(KeyedDropout(dropout))
        self.head = nn.Sequential(*layers, nn.Linear(inputs, outputs))
        he_start(self)

    def forward(self, pictures: Tensor) -> Tensor:
        """(n, channels, side, side) -> (n, outputs)."""
        y: Tensor = self.head(self.stages(pictures))
        return y


def vgg11(
    shape: PictureInput,
    outputs: int,
    *,
    width: float = 1.0,
    dropout: float = 0.5,
    norm: Norm | None = None,
) -> Vgg:
    """Network A of the paper's table 1, 8 convolutions.

    Args:
        shape: of one picture; the paper's are RGB, 224 pixels wide.
        outputs: classes, or 1 for a number.
        width: factor on all widths, above 0.
        dropout: share of hidden units dropped after each of the two hidden affine layers.
        norm: makes the norm before each ReLU, ``nn.BatchNorm2d`` for one; None for none.

    Returns:
        The network.

    Raises:
        SettingError: if the picture is below 32 pixels wide.
    """
    return _paper("vgg11", shape, outputs, A, width=width, dropout=dropout, norm=norm)


def vgg13(
    shape: PictureInput,
    outputs: int,
    *,
    width: float = 1.0,
    dropout: float = 0.5,
    norm: Norm | None = None,
) -> Vgg:
    """Network B of the paper's table 1, 10 convolutions; arguments as for ``vgg11``."""
    return _paper("vgg13", shape, outputs, B, width=width, dropout=dropout, norm=norm)


def vgg16(
    shape: PictureInput,
    outputs: int,
    *,
    width: float = 1.0,
    dropout: float = 0.5,
    norm: Norm | None = None,
) -> Vgg:
    """Network D of the paper's table 1, 13 convolutions; arguments as for ``vgg11``."""
    return _paper("vgg16", shape, outputs, D, width=width, dropout=dropout, norm=norm)


def vgg19(
    shape: PictureInput,
    outputs: int,
    *,
    width: float = 1.0,
    dropout: float = 0.5,
    norm: Norm | None = None,
) -> Vgg:
    """Network E of the paper's table 1, 16 convolutions; arguments as for ``vgg11``."""
    return _paper("vgg19", shape, outputs, E, width=width, dropout=dropout, norm=norm)


def vgg11_small(
    shape: PictureInput, outputs: int, *, width: float = 0.5, dropout: float = 0.5
) -> Vgg:
    """The small form of A, for pictures of 28 to 64 pixels.

    Args:
        shape: of one picture.
        outputs: classes, or 1 for a number.
        width: factor on the maps of the paper, above 0.
        dropout: share of numbers dropped before the affine layer.

    Returns:
        The network.

    Raises:
        SettingError: if the picture is below 17 pixels wide.
    """
    return _small("vgg11_small", shape, outputs, A, width=width, dropout=dropout)


def vgg13_small(
    shape: PictureInput, outputs: int, *, width: float = 0.375, dropout: float = 0.5
) -> Vgg:
    """The small form of B, for pictures of 28 to 64 pixels; arguments as for ``vgg11_small``."""
    return _small("vgg13_small", shape, outputs, B, width=width, dropout=dropout)


def vgg16_small(
    shape: PictureInput, outputs: int, *, width: float = 0.375, dropout: float = 0.5
) -> Vgg:
    """The small form of D, for pictures of 28 to 64 pixels; arguments as for ``vgg11_small``."""
    return _small("vgg16_small", shape, outputs, D, width=width, dropout=dropout)


def vgg19_small(
    shape: PictureInput, outputs: int, *, width: float = 0.25, dropout: float = 0.5
) -> Vgg:
    """The small form of E, for pictures of 28 to 64 pixels; arguments as for ``vgg11_small``."""
    return _small("vgg19_small", shape, outputs, E, width=width, dropout=dropout)


def _paper(
    name: str,
    shape: PictureInput,
    outputs: int,
    depths: Depths,
    *,
    width: float,
    dropout: float,
    norm: Norm | None,
) -> Vgg:
    expect_side(name, shape, SMALLEST)
    hidden = tuple(rounded(units * width) for units in HIDDEN)
    return Vgg(
        shape, outputs, depths=depths, width=width, hidden=hidden, dropout=dropout, norm=norm
    )


def _small(
    name: str, shape: PictureInput, outputs: int, depths: Depths, *, width: float, dropout: float
) -> Vgg:
    expect_side(name, shape, SMALLEST_SMALL)
    return Vgg(
        shape,
        outputs,
        depths=depths,
        width=width,
        hidden=(),
        dropout=dropout,
        norm=nn.BatchNorm2d,
        up=True,
    )


def _stage(inputs: int, maps: int, depth: int, norm: Norm | None, *, up: bool) -> nn.Sequential:
    """Units of a convolution, a norm where there is one, and a ReLU; then the pool."""
    units = []
    for _ in range(depth):
        convolution = nn.Conv2d(inputs, maps, 3, padding=1, bias=norm is None)
        units.append(nn.Sequential(convolution, *([norm(maps)] if norm else []), nn.ReLU()))
        inputs = maps
    return nn.Sequential(*units, nn.MaxPool2d(2, ceil_mode=up))
