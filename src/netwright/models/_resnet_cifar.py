"""The residual networks of the paper for pictures of 32 pixels: 20 to 110 layers, plain shortcuts.

    y = relu(F(x) + s(x)),  F = norm(conv(relu(norm(conv(x)))))                            (1)
    s(x)_c = x_c at every second place, 0 for the channels that are new                    (2)

s is the identity where nothing changes, and (2), option A of the paper, where a stage begins: it
has no parameters, so that depth is all the forms differ in. 6 n + 2 layers, at 3x32x32 and for 10
classes:

    layer                    map       channels     name        n   parameters   multiply-adds
    conv 3x3, norm, relu     32 x 32   16           resnet20    3   0.27 M        41 M
    n blocks                 32 x 32   16           resnet32    5   0.46 M        69 M
    n blocks, first by 2     16 x 16   32           resnet44    7   0.66 M        97 M
    n blocks, first by 2      8 x 8    64           resnet56    9   0.85 M       125 M
    mean, affine              1 x 1                 resnet110  18   1.73 M       253 M

Convolutions are 3x3, keep their borders, and have no bias: a norm follows each. They start normal
with variance 2 / inputs, as the paper says. ``_resnet.py`` is the same plan with another (2).
Refused: pictures narrower than the 4 places that the strides make one of.

Source: He et al. 2016, arXiv:1512.03385, section 4.2 and table 6; section 3.3 for option A; He et
al. 2015, arXiv:1502.01852, equation (10), for the start. That the zeros are the last channels is
our reading: the paper says only that they are padded.
"""

from torch import Tensor, nn
from torch.nn import functional

from netwright.models._inputs import PictureInput, expect_side
from netwright.models._parts import convolution, rounded

WIDTH = 16  # channels of the first stage
STAGES = 3
LEAST = 2 ** (STAGES - 1)  # pixels


class Residual(nn.Module):
    """Equation (1), for any path and shortcut whose results have one shape.

    Args:
        path: F.
        short: s.
    """

    def __init__(self, path: nn.Module, short: nn.Module) -> None:
        super().__init__()
        self.path = path
        self.short = short
        self.relu = nn.ReLU()

    def forward(self, x: Tensor) -> Tensor:
        """(n, inputs, h, w) -> (n, outputs, h / stride, w / stride), rounded up."""
        y: Tensor = self.relu(self.path(x) + self.short(x))
        return y


class PaddedShortcut(nn.Module):
    """Equation (2).

    Args:
        more: channels of zeros put behind those of x.
        stride: every how many rows and columns one is taken.
    """

    def __init__(self, more: int, *, stride: int) -> None:
        super().__init__()
        self.more = more
        self.stride = stride

    def forward(self, x: Tensor) -> Tensor:
        """(n, c, h, w) -> (n, c + more, h / stride, w / stride), rounded up."""
        kept = x[:, :, :: self.stride, :: self.stride]
        return functional.pad(kept, (0, 0, 0, 0, 0, self.more))

    def extra_repr(self) -> str:
        """What ``print(model)`` shows."""
        return f"more={self.more}, stride={self.stride}"


class CifarResNet(nn.Module):
    """Three stages of blocks, then the mean over the picture and one affine layer.

    Args:
        shape: of one picture, 4 pixels wide or more.
        outputs: classes.
        blocks: n, the blocks of each stage; 6 n + 2 layers.
        width: factor on all widths.

    Raises:
        SettingError: if the picture is too small.
    """

    def __init__(
        self, shape: PictureInput, outputs: int, *, blocks: int, width: float = 1.0
    ) -> None:
        super().__init__()
        expect_side(f"resnet{6 * blocks + 2}", shape, LEAST)
        channels = rounded(WIDTH * width)
        layers: list[nn.Module] = [
            convolution(shape.channels, channels, 3),
            nn.BatchNorm2d(channels),
            nn.ReLU(),
        ]
        for stage in range(STAGES):
            for number in range(blocks):
                if stage > 0 and number == 0:
                    layers.append(_block(channels, 2 * channels, stride=2))
                    channels *= 2
                else:
                    layers.append(_block(channels, channels, stride=1))
        self.features = nn.Sequential(*layers)
        self.affine = nn.Linear(channels, outputs)

    def forward(self, pictures: Tensor) -> Tensor:
        """(n, channels, side, side) -> (n, outputs)."""
        y: Tensor = self.affine(self.features(pictures).mean(dim=(2, 3)))
        return y


def resnet20(shape: PictureInput, outputs: int, *, width: float = 1.0) -> CifarResNet:
    """3 blocks in each stage; 0.27 M parameters."""
    return CifarResNet(shape, outputs, blocks=3, width=width)


def resnet32(shape: PictureInput, outputs: int, *, width: float = 1.0) -> CifarResNet:
    """5 blocks in each stage; 0.46 M parameters."""
    return CifarResNet(shape, outputs, blocks=5, width=width)


def resnet44(shape: PictureInput, outputs: int, *, width: float = 1.0) -> CifarResNet:
    """7 blocks in each stage; 0.66 M parameters."""
    return CifarResNet(shape, outputs, blocks=7, width=width)


def resnet56(shape: PictureInput, outputs: int, *, width: float = 1.0) -> CifarResNet:
    """9 blocks in each stage; 0.85 M parameters."""
    return CifarResNet(shape, outputs, blocks=9, width=width)


def resnet110(shape: PictureInput, outputs: int, *, width: float = 1.0) -> CifarResNet:
    """18 blocks in each stage; 1.7 M parameters."""
    return CifarResNet(shape, outputs, blocks=18, width=width)


def _block(inputs: int, outputs: int, *, stride: int) -> Residual:
    path = nn.Sequential(
        convolution(inputs, outputs, 3, stride=stride),
        nn.BatchNorm2d(outputs),
        nn.ReLU(),
        convolution(outputs, outputs, 3),
        nn.BatchNorm2d(outputs),
    )
    changes = stride != 1 or inputs != outputs
    short = PaddedShortcut(outputs - inputs, stride=stride) if changes else nn.Identity()
    return Residual(path, short)
