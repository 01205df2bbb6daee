"""Inception of the second and third version: large kernels written as chains of smaller ones.

    doubled   1x1 | 1x1 - 3x3 | 1x1 - 3x3 - 3x3 | maximum - 1x1                     figure 5
    crossed   1x1 | 1x1 - 1xn - nx1 | 1x1 - nx1 - 1xn - nx1 - 1xn | maximum - 1x1   figure 6
    expanded  1x1 | 1x1 - (1x3 | 3x1) | 1x1 - 3x3 - (1x3 | 3x1) | maximum - 1x1     figure 7
    halving   1x1 - 3x3/2 | 1x1 - 3x3 - 3x3/2 | maximum/2                           figure 10

Paths, between the bars, are joined by channels; after each kernel stand batch norm and ReLU. Two
3x3 kernels see as far as one 5x5 and cost 18/25 of it; 1xn and nx1 see as far as nxn and cost 2/n.

``inception_factorised`` is a network of these modules for sides 28 to 64, where the paper's is for
299: a stem of stride 1 and a pool, then two doubled, two crossed (n = 5, as the map has 8 pixels
where the paper's 17 have 7) and one expanded module, a halving one between the kinds; 29 M
multiply-adds at 3x32x32. Halving rounds up here, where the paper's windows stay inside the map.

Refused: pictures below 8 pixels, which three halvings leave less than a pixel of.

Source: Szegedy et al. 2016, arXiv:1512.00567, sections 3 to 6, figures 5, 6, 7 and 10.
"""

from torch import Tensor, nn

from netwright.models._dropout import KeyedDropout
from netwright.models._inputs import PictureInput, expect_side
from netwright.models._parts import Paths, rounded, unit

LEAST = 8  # pixels
REACH = 5  # n of the crossed modules
WIDTHS = (16, 32, 64)  # of each path, by stage; four paths are joined


class Factorised(nn.Module):
    """A stack of modules, the mean over the map, and one affine layer.

    Args:
        features: (n, channels, side, side) -> (n, width, any, any).
        width: channels the features give.
        outputs: classes.
        dropout: share of the means dropped before the affine layer.
    """

    def __init__(
        self, features: nn.Sequential, width: int, outputs: int, *, dropout: float = 0.0
    ) -> None:
        super().__init__()
        self.features = features
        self.dropout = KeyedDropout(dropout, layer=0)
        self.affine = nn.Linear(width, outputs)

    def forward(self, pictures: Tensor) -> Tensor:
        """(n, channels, side, side) -> (n, outputs)."""
        y: Tensor = self.affine(self.dropout(self.features(pictures).mean(dim=(2, 3))))
        return y


def inception_factorised(
    shape: PictureInput, outputs: int, *, width: float = 1.0, dropout: float = 0.0
) -> Factorised:
    """A network of factorised modules for small pictures.

    Args:
        shape: of one picture; meant for sides 28 to 64.
        outputs: classes.
        width: factor on all widths.
        dropout: share of the means dropped before the affine layer.

    Returns:
        The network, in training mode.

    Raises:
        SettingError: if the picture is smaller than 8 pixels.
    """
    expect_side("inception_factorised", shape, LEAST)
    a, b, c = (rounded(w * width) for w in WIDTHS)
    stem = rounded(32 * width)
    features = nn.Sequential(
        unit(shape.channels, stem, 3),
        nn.MaxPool2d(3, stride=2, padding=1),
        unit(stem, 2 * stem, 3),
        doubled(2 * stem, a),
        doubled(4 * a, a),
        halving(4 * a, b),
        crossed(4 * a + 2 * b, b),
        crossed(4 * b, b),
        halving(4 * b, c),
        expanded(4 * b + 2 * c, c),
    )
    return Factorised(features, 6 * c, outputs, dropout=dropout)


def doubled(inputs: int, width: int) -> Paths:
    """Figure 5, for large maps: (n, inputs, h, w) -> (n, 4 width, h, w)."""
    return Paths(
        unit(inputs, width),
        nn.Sequential(unit(inputs, width), unit(width, width, 3)),
        nn.Sequential(unit(inputs, width), unit(width, width, 3), unit(width, width, 3)),
        _pooled(inputs, width),
    )


def crossed(inputs: int, width: int, *, reach: int = REACH) -> Paths:
    """Figure 6, for middling maps: (n, inputs, h, w) -> (n, 4 width, h, w).

    Args:
        inputs: channels that come in.
        width: of each path.
        reach: n of 1xn and nx1; an odd number.

    Returns:
        The module.
    """
    row, column = (1, reach), (reach, 1)
    return Paths(
        unit(inputs, width),
        nn.Sequential(unit(inputs, width), unit(width, width, row), unit(width, width, column)),
        nn.Sequential(
            unit(inputs, width),
            *(unit(width, width, kernel) for kernel in (column, row, column, row)),
        ),
        _pooled(inputs, width),
    )


def expanded(inputs: int, width: int) -> Paths:
    """Figure 7, for the smallest maps: (n, inputs, h, w) -> (n, 6 width, h, w)."""

    def both() -> Paths:
        return Paths(unit(width, width, (1, 3)), unit(width, width, (3, 1)))

    return Paths(
        unit(inputs, width),
        nn.Sequential(unit(inputs, width), both()),
        nn.Sequential(unit(inputs, width), unit(width, width, 3), both()),
        _pooled(inputs, width),
    )


def halving(inputs: int, width: int) -> Paths:
    """Figure 10: (n, inputs, h, w) -> (n, inputs + 2 width, h / 2, w / 2), rounded up."""
    return Paths(
        nn.Sequential(unit(inputs, width), unit(width, width, 3, stride=2)),
        nn.Sequential(unit(inputs, width), unit(width, width, 3), unit(width, width, 3, stride=2)),
        nn.MaxPool2d(3, stride=2, padding=1),
    )


def _pooled(inputs: int, width: int) -> nn.Sequential:
    return nn.Sequential(nn.MaxPool2d(3, stride=1, padding=1), unit(inputs, width))
