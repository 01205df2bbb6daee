"""The residual networks of the paper for large pictures, 18, 34 and 50 layers; and small forms.

    y = relu(F(x) + s(x))                                                                  (1)
    basic       F = norm(conv3(relu(norm(conv3(x)))))                    resnet18, resnet34
    bottleneck  F = norm(conv1(relu(norm(conv3(relu(norm(conv1(x))))))))           resnet50

conv3 is 3x3, conv1 1x1; the inner widths of a bottleneck are a quarter of its outer one. s is the
identity, or norm(conv1(x)) where width or side change: option B of the paper. The first
convolution of the block that begins a stage halves the side, except in the first stage.

    layer                         map at 224    resnet18     resnet34     resnet50
    conv 7x7 by 2, norm, relu     112 x 112     64           64           64
    maximum 3x3 by 2               56 x 56      64           64           64
    stage 1: blocks x channels     56 x 56      2 x 64       3 x 64       3 x 256
    stage 2                        28 x 28      2 x 128      4 x 128      4 x 512
    stage 3                        14 x 14      2 x 256      6 x 256      6 x 1024
    stage 4                         7 x 7       2 x 512      3 x 512      3 x 2048
    mean, affine                    1 x 1       11.7 M       21.8 M       25.6 M parameters
                                                1.8 G        3.6 G        3.8 G multiply-adds

The small forms are for sides of 28 to 64: one 3x3 convolution instead of the first two layers, so
that the maps of 32 pixels are 32, 16, 8 and 4 wide, and narrower: first 16, 8, 8 channels where
these have 64; 35 M, 18 M, 19 M multiply-adds at 3x32x32. Refused: pictures narrower than the
places that the strides make one of: 32 in the large forms, 8 in the small ones.

Source: He et al. 2016, arXiv:1512.03385, table 1, figure 5 and section 3.3; Goyal et al. 2017,
arXiv:1706.02677, section 5.1, for ``last_gain=0``.
"""

from collections.abc import Callable
from functools import partial

from torch import Tensor, nn

from netwright.models._inputs import PictureInput, expect_side
from netwright.models._parts import convolution, rounded
from netwright.models._resnet_cifar import Residual

WIDTH = 64  # channels of the first layer
SQUEEZE = 4  # outer width of a bottleneck over its inner one
HALVINGS = 8  # by the last three stages
MakeBlock = Callable[[int, int, int], Residual]  # inputs, outputs, stride


class DeepResNet(nn.Module):
    """Stages of blocks, then the mean over the picture and one affine layer.

    Args:
        stem: what comes before the first stage.
        outputs: classes.
        channels: what the stem gives.
        width: channels of the first stage; each later stage doubles them.
        counts: blocks in each stage.
        block: makes one from its inputs, outputs and stride.
    """

    def __init__(
        self,
        stem: nn.Sequential,
        outputs: int,
        *,
        channels: int,
        width: int,
        counts: tuple[int, ...],
        block: MakeBlock,
    ) -> None:
        super().__init__()
        layers: list[nn.Module] = []
        for stage, count in enumerate(counts):
            for number in range(count):
                stride = 2 if stage > 0 and number == 0 else 1
                layers.append(block(channels, width * 2**stage, stride))
                channels = width * 2**stage
        self.stem = stem
        self.features = nn.Sequential(*layers)
        self.affine = nn.Linear(channels, outputs)

    def forward(self, pictures: Tensor) -> Tensor:
        """(n, channels, side, side) -> (n, outputs)."""
        y: Tensor = self.affine(self.features(self.stem(pictures)).mean(dim=(2, 3)))
        return y


def resnet18(
    shape: PictureInput, outputs: int, *, width: float = 1.0, last_gain: float = 1.0
) -> DeepResNet:
    """Basic blocks, 2 in each stage.

    Args:
        shape: of one picture, 32 pixels wide or more.
        outputs: classes.
        width: factor on all widths.
        last_gain: where the gain of each path's last norm begins: 1, or 0, so that every block
            begins as its shortcut.

    Returns:
        The network; 11.7 M parameters for 3 channels and 1000 classes.

    Raises:
        SettingError: if the picture is too small.
    """
    block = partial(_basic, last_gain)
    return _large("resnet18", shape, outputs, (2, 2, 2, 2), block, width=width)


def resnet34(
    shape: PictureInput, outputs: int, *, width: float = 1.0, last_gain: float = 1.0
) -> DeepResNet:
    """Basic blocks, 3, 4, 6 and 3; 21.8 M parameters. Arguments as for ``resnet18``."""
    block = partial(_basic, last_gain)
    return _large("resnet34", shape, outputs, (3, 4, 6, 3), block, width=width)


def resnet50(
    shape: PictureInput, outputs: int, *, width: float = 1.0, last_gain: float = 1.0
) -> DeepResNet:
    """Bottlenecks, 3, 4, 6 and 3; 25.6 M parameters. Arguments as for ``resnet18``."""
    block = partial(_bottleneck, last_gain)
    return _large("resnet50", shape, outputs, (3, 4, 6, 3), block, width=width, outer=SQUEEZE)


def resnet18_small(
    shape: PictureInput, outputs: int, *, width: float = 0.25, last_gain: float = 1.0
) -> DeepResNet:
    """The blocks of ``resnet18`` for sides of 8 pixels and more, narrower by ``width``."""
    block = partial(_basic, last_gain)
    return _small("resnet18_small", shape, outputs, (2, 2, 2, 2), block, width=width)


def resnet34_small(
    shape: PictureInput, outputs: int, *, width: float = 0.125, last_gain: float = 1.0
) -> DeepResNet:
    """The blocks of ``resnet34`` for sides of 8 pixels and more, narrower by ``width``."""
    block = partial(_basic, last_gain)
    return _small("resnet34_small", shape, outputs, (3, 4, 6, 3), block, width=width)


def resnet50_small(
    shape: PictureInput, outputs: int, *, width: float = 0.125, last_gain: float = 1.0
) -> DeepResNet:
    """The blocks of ``resnet50`` for sides of 8 pixels and more, narrower by ``width``."""
    block = partial(_bottleneck, last_gain)
    counts = (3, 4, 6, 3)
    return _small("resnet50_small", shape, outputs, counts, block, width=width, outer=SQUEEZE)


def _large(
    name: str,
    shape: PictureInput,
    outputs: int,
    counts: tuple[int, ...],
    block: MakeBlock,
    *,
    width: float,
    outer: int = 1,
) -> DeepResNet:
    expect_side(name, shape, 4 * HALVINGS)
    first = rounded(WIDTH * width)
    stem = nn.Sequential(
        convolution(shape.channels, first, 7, stride=2),
        nn.BatchNorm2d(first),
        nn.ReLU(),
        nn.MaxPool2d(3, stride=2, padding=1),
    )
    width = first * outer
    return DeepResNet(stem, outputs, channels=first, width=width, counts=counts, block=block)


def _small(
    name: str,
    shape: PictureInput,
    outputs: int,
    counts: tuple[int, ...],
    block: MakeBlock,
    *,
    width: float,
    outer: int = 1,
) -> DeepResNet:
    expect_side(name, shape, HALVINGS)
    first = rounded(WIDTH * width)
    stem = nn.Sequential(convolution(shape.channels, first, 3), nn.BatchNorm2d(first), nn.ReLU())
    width = first * outer
    return DeepResNet(stem, outputs, channels=first, width=width, counts=counts, block=block)


def _basic(last_gain: float, inputs: int, outputs: int, stride: int) -> Residual:
    path = nn.Sequential(
        convolution(inputs, outputs, 3, stride=stride),
        nn.BatchNorm2d(outputs),
        nn.ReLU(),
        convolution(outputs, outputs, 3),
        _norm(outputs, last_gain),
    )
    return Residual(path, _projection(inputs, outputs, stride))


def _bottleneck(last_gain: float, inputs: int, outputs: int, stride: int) -> Residual:
    inner = outputs // SQUEEZE
    path = nn.Sequential(
        convolution(inputs, inner, 1, stride=stride),
        nn.BatchNorm2d(inner),
        nn.ReLU(),
        convolution(inner, inner, 3),
        nn.BatchNorm2d(inner),
        nn.ReLU(),
        convolution(inner, outputs, 1),
        _norm(outputs, last_gain),
    )
    return Residual(path, _projection(inputs, outputs, stride))


def _projection(inputs: int, outputs: int, stride: int) -> nn.Module:
    """Option B; the identity where shapes agree."""
    if stride == 1 and inputs == outputs:
        return nn.Identity()
    return nn.Sequential(convolution(inputs, outputs, 1, stride=stride), nn.BatchNorm2d(outputs))


def _norm(channels: int, gain: float) -> nn.BatchNorm2d:
    layer = nn.BatchNorm2d(channels)
    nn.init.constant_(layer.weight, gain)
    return layer
