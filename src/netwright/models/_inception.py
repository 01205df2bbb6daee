"""GoogLeNet: modules of four paths side by side, the Inception network of the first version.

    x -- 1x1 --------------------.
     |-- 1x1 reduce -- 3x3 ------|
     |-- 1x1 reduce -- 5x5 ------+-- joined by channels
     `-- 3x3 maximum -- 1x1 -----'                                        a ReLU after each kernel

    stem -- 3a 3b -- pool -- 4a 4b 4c 4d 4e -- pool -- 5a 5b -- mean -- dropout -- affine

``googlenet`` is the paper's form for 224 pixels and 1000 classes: 6 998 552 parameters, 1.58 G
multiply-adds. The rows of the paper's table add up to 6798 K parameters (K is 1024; ours are
6834 K) and 1502 M multiply-adds. Not all its rows follow from the widths in them: the first
kernel, 7x7 from 3 to 64 channels, is printed as 2.7 K and 34 M, and has 9.2 K and 118 M; with that
put right the multiply-adds agree within 0.3 %.

``googlenet_small`` is for sides 28 to 64: a stem of stride 1 with one pool, batch norm in the
place of local response norm, a quarter of all widths; 25 M multiply-adds at 3x32x32.

Refused: pictures that pool to nothing: below 31 pixels, 79 with the auxiliary heads, 8 for the
small form.

Source: Szegedy et al. 2015, arXiv:1409.4842, section 5, table 1, figures 2 (b) and 3; Ioffe &
Szegedy 2015, arXiv:1502.03167, for the norm after each kernel of the small form.
"""

from collections import OrderedDict

from torch import Tensor, nn

from netwright.models._dropout import KeyedDropout
from netwright.models._inputs import PictureInput, expect_side
from netwright.models._parts import Paths, rounded, unit

Widths = tuple[int, int, int, int, int, int]

# Table 1: 1x1, 3x3 reduce, 3x3, 5x5 reduce, 5x5, pool projection.
TABLE: dict[str, Widths] = {
    "3a": (64, 96, 128, 16, 32, 32),
    "3b": (128, 128, 192, 32, 96, 64),
    "4a": (192, 96, 208, 16, 48, 64),
    "4b": (160, 112, 224, 24, 64, 64),
    "4c": (128, 128, 256, 24, 64, 64),
    "4d": (112, 144, 288, 32, 64, 64),
    "4e": (256, 160, 320, 32, 128, 128),
    "5a": (256, 160, 320, 32, 128, 128),
    "5b": (384, 192, 384, 48, 128, 128),
}
LOW, MIDDLE, HIGH = ("3a", "3b", "4a"), ("4b", "4c", "4d"), ("4e", "5a", "5b")
POOLED = ("4a", "5a")  # modules that stand behind a pool
STEM = (64, 192)
LEAST, LEAST_WITH_HEADS, LEAST_SMALL = 31, 79, 8  # pixels


class AuxiliaryHead(nn.Module):
    """A classifier halfway, so that slopes reach the lower layers: figure 3, section 5.

    Args:
        inputs: channels that come in.
        side: of the map that comes in; 5 or more.
        outputs: classes.
        layer: number of its dropout.
    """

    def __init__(self, inputs: int, *, side: int, outputs: int, layer: int) -> None:
        super().__init__()
        self.layers = nn.Sequential(
            nn.AvgPool2d(5, stride=3),
            unit(inputs, 128, norm=False),
            nn.Flatten(),
            nn.Linear(128 * ((side - 5) // 3 + 1) ** 2, 1024),
            nn.ReLU(),
            KeyedDropout(0.7, layer=layer),
            nn.Linear(1024, outputs),
        )

    def forward(self, x: Tensor) -> Tensor:
        """(n, inputs, side, side) -> (n, outputs)."""
        y: Tensor = self.layers(x)
        return y


class GoogLeNet(nn.Module):
    """A stem and the nine modules of table 1.

    Args:
        stem: whatever comes before the first module.
        channels: what the stem gives.
        table: widths of each module.
        outputs: classes.
        norm: batch norm after each kernel.
        dropout: share of the means dropped before the affine layer.
        heads: for the maps behind 4a and 4d; none, or two.
    """

    def __init__(
        self,
        stem: nn.Module,
        channels: int,
        table: dict[str, Widths],
        outputs: int,
        *,
        norm: bool,
        dropout: float,
        heads: tuple[nn.Module, ...] = (),
    ) -> None:
        super().__init__()
        self.stem = stem
        parts = []
        for names in (LOW, MIDDLE, HIGH):
            part, channels = _modules(names, table, channels, norm=norm)
            parts.append(part)
        self.low, self.middle, self.high = parts
        self.dropout = KeyedDropout(dropout, layer=0)
        self.affine = nn.Linear(channels, outputs)
        self.heads = nn.ModuleList(heads)

    def forward(self, pictures: Tensor) -> Tensor:
        """(n, channels, side, side) -> (n, outputs), without the auxiliary heads."""
        return self._top(self.middle(self.low(self.stem(pictures))))

    def answers(self, pictures: Tensor) -> list[Tensor]:
        """The answer, then that of each auxiliary head; (n, outputs) each.

        In training the paper adds the heads' losses, times 0.3, to that of the answer.
        """
        low = self.low(self.stem(pictures))
        middle = self.middle(low)
        halfway = [head(x) for head, x in zip(self.heads, (low, middle), strict=False)]
        return [self._top(middle), *halfway]

    def _top(self, middle: Tensor) -> Tensor:
        y: Tensor = self.affine(self.dropout(self.high(middle).mean(dim=(2, 3))))
        return y


def googlenet(
    shape: PictureInput,
    outputs: int,
    *,
    width: float = 1.0,
    dropout: float = 0.4,
    heads: bool = False,
) -> GoogLeNet:
    """The network of table 1.

    Args:
        shape: of one picture; the paper's has 3 channels and a side of 224.
        outputs: classes; the paper's has 1000.
        width: factor on all widths but those of the auxiliary heads.
        dropout: share of the means dropped before the affine layer.
        heads: add the two auxiliary ones; ``GoogLeNet.answers`` gives theirs.

    Returns:
        The network, in training mode.

    Raises:
        SettingError: if the picture is smaller than 31 pixels, or 79 with heads.
    """
    name = "googlenet with auxiliary heads" if heads else "googlenet"
    expect_side(name, shape, LEAST_WITH_HEADS if heads else LEAST)
    first, second, table = _scaled(width)
    stem = nn.Sequential(
        unit(shape.channels, first, 7, stride=2, norm=False),
        _half(),
        nn.LocalResponseNorm(5),
        unit(first, first, norm=False),
        unit(first, second, 3, norm=False),
        nn.LocalResponseNorm(5),
        _half(),
    )
    side = -(-shape.side // 2) // 8  # of the maps of 4a to 4e
    halfway = [
        AuxiliaryHead(_width(table[name]), side=side, outputs=outputs, layer=layer)
        for layer, name in enumerate(("4a", "4d"), start=1)
        if heads
    ]
    return GoogLeNet(
        stem, second, table, outputs, norm=False, dropout=dropout, heads=tuple(halfway)
    )


def googlenet_small(
    shape: PictureInput, outputs: int, *, width: float = 1.0, dropout: float = 0.0
) -> GoogLeNet:
    """The nine modules on small pictures.

    Args:
        shape: of one picture; meant for sides 28 to 64.
        outputs: classes.
        width: factor on a quarter of the paper's widths.
        dropout: share of the means dropped before the affine layer.

    Returns:
        The network, in training mode.

    Raises:
        SettingError: if the picture is smaller than 8 pixels.
    """
    expect_side("googlenet_small", shape, LEAST_SMALL)
    first, second, table = _scaled(width / 4)
    stem = nn.Sequential(unit(shape.channels, first, 3), _half(), unit(first, second, 3))
    return GoogLeNet(stem, second, table, outputs, norm=True, dropout=dropout)


def inception(inputs: int, widths: Widths, *, norm: bool = True) -> Paths:
    """A module: figure 2 (b).

    Args:
        inputs: channels that come in.
        widths: a row of ``TABLE``.
        norm: batch norm after each kernel.

    Returns:
        (n, inputs, h, w) -> (n, sum of widths 0, 2, 4 and 5, h, w).
    """
    one, reduce3, three, reduce5, five, pool = widths
    return Paths(
        unit(inputs, one, norm=norm),
        nn.Sequential(unit(inputs, reduce3, norm=norm), unit(reduce3, three, 3, norm=norm)),
        nn.Sequential(unit(inputs, reduce5, norm=norm), unit(reduce5, five, 5, norm=norm)),
        nn.Sequential(nn.MaxPool2d(3, stride=1, padding=1), unit(inputs, pool, norm=norm)),
    )


def _scaled(factor: float) -> tuple[int, int, dict[str, Widths]]:
    """Both widths of the stem, and the table, all times a factor."""
    first, second = (rounded(base * factor) for base in STEM)
    table: dict[str, Widths] = {}
    for name, row in TABLE.items():
        one, reduce3, three, reduce5, five, pool = (rounded(base * factor) for base in row)
        table[name] = (one, reduce3, three, reduce5, five, pool)
    return first, second, table


def _modules(
    names: tuple[str, ...], table: dict[str, Widths], channels: int, *, norm: bool
) -> tuple[nn.Sequential, int]:
    """Modules one behind the other, with the pools between them, and the channels they give."""
    parts: OrderedDict[str, nn.Module] = OrderedDict()
    for name in names:
        if name in POOLED:
            parts[f"pool_{name[0]}"] = _half()
        parts[f"inception_{name}"] = inception(channels, table[name], norm=norm)
        channels = _width(table[name])
    return nn.Sequential(parts), channels


def _width(widths: Widths) -> int:
    return widths[0] + widths[2] + widths[4] + widths[5]


def _half() -> nn.MaxPool2d:
    """Half the side, rounded down."""
    return nn.MaxPool2d(3, stride=2, ceil_mode=True)
