"""Inception-ResNet: a module of paths computes what is added to its input.

    y = relu(x + scale U(paths(x)))                                                        (1)

    A  1x1 | 1x1 - 3x3 | 1x1 - 3x3 - 3x3      figure 10, of 35x35 maps
    B  1x1 | 1x1 - 1x7 - 7x1                  figure 11, of 17x17 maps
    C  1x1 | 1x1 - 1x3 - 3x1                  figure 13, of 8x8 maps

Paths, between the bars, are joined by channels; each kernel is followed by batch norm and ReLU. U
is a 1x1 kernel back to the width of x, with neither. Without a scale of 0.1 to 0.3 the paper's
widest networks "died" early; the norm is on the kernels only, never on the sum.

``inception_residual`` is a network of these blocks for sides 28 to 64, where the paper's is for
299: a stem of stride 1 and a pool, then two blocks of each kind, with reductions (figure 7: a
3x3 kernel of stride 2, a chain 1x1 - 3x3 - 3x3/2, and a maximum) between the kinds; 26 M
multiply-adds at 3x32x32. Halving rounds up here, where the paper's windows stay inside the map.

Refused: a scale outside 0 to 1; pictures below 8 pixels, which three halvings leave less than a
pixel of.

Source: Szegedy et al. 2017, arXiv:1602.07261, sections 3.2 and 3.3, figures 7, 10, 11, 13 and 20.
"""

from torch import Tensor, nn

from netwright.errors import SettingError
from netwright.models._dropout import KeyedDropout
from netwright.models._inputs import PictureInput, expect_side
from netwright.models._parts import Paths, convolution, rounded, unit

LEAST = 8  # pixels
WIDTHS = (64, 128, 256)  # of the sums, by stage; a path has a quarter of it


class ResidualInception(nn.Module):
    """Equation (1).

    Args:
        paths: (n, width, h, w) -> (n, joined, h, w).
        joined: channels the paths give.
        width: channels of the input and of the sum.
        scale: of what is added, above 0 and up to 1.
    """

    def __init__(self, paths: Paths, joined: int, width: int, *, scale: float) -> None:
        super().__init__()
        self.paths = paths
        self.up = convolution(joined, width, 1, bias=True)
        self.scale = scale
        self.relu = nn.ReLU()

    def forward(self, x: Tensor) -> Tensor:
        """(n, width, h, w) -> (n, width, h, w)."""
        y: Tensor = self.relu(x + self.scale * self.up(self.paths(x)))
        return y

    def extra_repr(self) -> str:
        """What ``print(model)`` shows."""
        return f"scale={self.scale}"


class InceptionResNet(nn.Module):
    """A stem, two blocks of each kind with reductions between, the mean, one affine layer.

    Args:
        shape: of one picture.
        outputs: classes.
        widths: channels of the sums of the three stages.
        scale: of what the blocks add.
        dropout: share of the means dropped before the affine layer.
    """

    def __init__(
        self,
        shape: PictureInput,
        outputs: int,
        *,
        widths: tuple[int, int, int],
        scale: float,
        dropout: float = 0.0,
    ) -> None:
        super().__init__()
        a, b, c = widths
        stem = a // 2
        self.features = nn.Sequential(
            unit(shape.channels, stem, 3),
            nn.MaxPool2d(3, stride=2, padding=1),
            unit(stem, a, 3),
            *(block_a(a, scale=scale) for _ in range(2)),
            reduction(a, b),
            *(block_b(b, scale=scale) for _ in range(2)),
            reduction(b, c),
            *(block_c(c, scale=scale) for _ in range(2)),
        )
        self.dropout = KeyedDropout(dropout, layer=0)
        self.affine = nn.Linear(c, outputs)

    def forward(self, pictures: Tensor) -> Tensor:
        """(n, channels, side, side) -> (n, outputs)."""
        y: Tensor = self.affine(self.dropout(self.features(pictures).mean(dim=(2, 3))))
        return y


def inception_residual(
    shape: PictureInput,
    outputs: int,
    *,
    width: float = 1.0,
    scale: float = 0.2,
    dropout: float = 0.0,
) -> InceptionResNet:
    """A network of residual Inception blocks for small pictures.

    Args:
        shape: of one picture; meant for sides 28 to 64.
        outputs: classes.
        width: factor on all widths.
        scale: of what the blocks add, above 0 and up to 1; the paper's are 0.1 to 0.3.
        dropout: share of the means dropped before the affine layer.

    Returns:
        The network, in training mode.

    Raises:
        SettingError: if the picture is smaller than 8 pixels, or the scale cannot be.
    """
    expect_side("inception_residual", shape, LEAST)
    if not 0 < scale <= 1:
        raise SettingError(
            "scale", scale, wanted="a factor above 0 and up to 1; 0.1 to 0.3 is usual"
        )
    # A reduction adds to the width that comes in, so each stage is wider than the one before it.
    a = rounded(WIDTHS[0] * width)
    b = a + rounded((WIDTHS[1] - WIDTHS[0]) * width)
    c = b + rounded((WIDTHS[2] - WIDTHS[1]) * width)
    return InceptionResNet(shape, outputs, widths=(a, b, c), scale=scale, dropout=dropout)


def block_a(width: int, *, scale: float) -> ResidualInception:
    """Figure 10, for large maps."""
    path = width // 4
    paths = Paths(
        unit(width, path),
        nn.Sequential(unit(width, path), unit(path, path, 3)),
        nn.Sequential(unit(width, path), unit(path, path, 3), unit(path, path, 3)),
    )
    return ResidualInception(paths, 3 * path, width, scale=scale)


def block_b(width: int, *, scale: float) -> ResidualInception:
    """Figure 11, for middling maps."""
    return _two_paths(width, (1, 7), (7, 1), scale=scale)


def block_c(width: int, *, scale: float) -> ResidualInception:
    """Figure 13, for the smallest maps."""
    return _two_paths(width, (1, 3), (3, 1), scale=scale)


def reduction(inputs: int, outputs: int) -> Paths:
    """Figure 7: (n, inputs, h, w) -> (n, outputs, h / 2, w / 2), rounded up.

    Args:
        inputs: channels that come in, and that the maximum keeps.
        outputs: channels that go out; an even number more, which the two chains share.

    Returns:
        The module.
    """
    path = (outputs - inputs) // 2
    return Paths(
        unit(inputs, path, 3, stride=2),
        nn.Sequential(unit(inputs, path), unit(path, path, 3), unit(path, path, 3, stride=2)),
        nn.MaxPool2d(3, stride=2, padding=1),
    )


def _two_paths(
    width: int, first: tuple[int, int], second: tuple[int, int], *, scale: float
) -> ResidualInception:
    path = width // 4
    chain = nn.Sequential(unit(width, path), unit(path, path, first), unit(path, path, second))
    return ResidualInception(Paths(unit(width, path), chain), 2 * path, width, scale=scale)
