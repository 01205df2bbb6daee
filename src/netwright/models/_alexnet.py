"""AlexNet: five convolutions, three of them in two groups, overlapping pools, three affine layers.

    layer   maps @ side    kernel            takes     after it
    conv1     96 @ 55      11x11, stride 4   picture   ReLU, norm (1), pool 3x3 stride 2
    conv2    256 @ 27      5x5               a group   ReLU, norm (1), pool 3x3 stride 2
    conv3    384 @ 13      3x3               all       ReLU
    conv4    384 @ 13      3x3               a group   ReLU
    conv5    256 @ 13      3x3               a group   ReLU, pool 3x3 stride 2
    affine6, affine7       4096 units each             ReLU, dropout
    affine8                a unit for each class

    y_i = x_i / (2 + 1e-4 sum_j x_j^2)^0.75,  j the maps from i - 2 to i + 2               (1)

The two groups were the two cards of 2012: each sees only its own half of the maps. The sides are
those of 224 pixels with a border of 2, without which 55 does not come out.

``alexnet_small`` is for 28 to 64 pixels: a first kernel of 5x5 and stride 1, so that the first
pool is the first to shrink the map; about a third of the maps, batch norm before each ReLU in the
place of (1), and 512 hidden units instead of 4096.

Weights begin as in He et al. 2015, the last ones with a deviation of 0.01, biases at 0. The
paper's start, a deviation of 0.01 everywhere and many biases at 1, is left out: from it 16
pictures of 64 pixels were not learnt in 40 steps of Adam at full width, nor in 100 at a quarter of
it; from ours, in 20.

Cost: 61.0 M parameters, 724 M multiply-adds at 3x224x224; the small form 24 M at 3x32x32.
Refused: pictures below 63 pixels, below 15 in the small form.
Source: Krizhevsky, Sutskever & Hinton 2012, NeurIPS 25, sections 3.2 to 3.5 and 4.2, figure 2;
He et al. 2015, arXiv:1502.01852, section 2.2, for the start.
"""

from collections.abc import Iterator

from torch import Tensor, nn

from netwright.models._dropout import KeyedDropout
from netwright.models._inputs import PictureInput, expect_side
from netwright.models._parts import he_start, rounded

MAPS, SMALL_MAPS = (96, 256, 384, 384, 256), (32, 96, 128, 128, 96)
HIDDEN, SMALL_HIDDEN = 4096, 512
SMALLEST, SMALLEST_SMALL = 63, 15  # pixels that leave the last map one pixel
POOLS = (0, 1, 4)  # the convolutions with a pool after them
LOOSE = (0, 2)  # the convolutions that see both groups; the first has only the picture to see
NEAR = 5  # maps that a norm looks at


class AlexNet(nn.Module):
    """What is common to both forms.

    Args:
        features: pictures -> maps.
        head: maps -> (n, outputs).
    """

    def __init__(self, features: nn.Sequential, head: nn.Sequential) -> None:
        super().__init__()
        self.features, self.head = features, head

    def forward(self, pictures: Tensor) -> Tensor:
        """(n, channels, side, side) -> (n, outputs)."""
        y: Tensor = self.head(self.features(pictures))
        return y


def alexnet(
    shape: PictureInput, outputs: int, *, width: float = 1.0, dropout: float = 0.5
) -> AlexNet:
    """The paper's network, for large pictures.

    Args:
        shape: of one picture; the paper's are RGB, 224 pixels wide.
        outputs: classes, or 1 for a number.
        width: factor on all widths, above 0.
        dropout: share of hidden units dropped after each of the two hidden affine layers.

    Returns:
        The network.

    Raises:
        SettingError: if the picture is below 63 pixels wide.
    """
    expect_side("alexnet", shape, SMALLEST)
    maps = [rounded(base * width) for base in MAPS]
    first = nn.Conv2d(shape.channels, maps[0], 11, stride=4, padding=2)
    layers: list[nn.Module] = []
    for place, convolution in enumerate((first, *_convolutions(maps))):
        layers += [convolution, nn.ReLU()]
        if place < 2:  # torch divides alpha by the size, the paper does not
            layers.append(nn.LocalResponseNorm(NEAR, alpha=NEAR * 1e-4, beta=0.75, k=2.0))
        if place in POOLS:
            layers.append(nn.MaxPool2d(3, stride=2))
    side = _pooled((shape.side + 2 * 2 - 11) // 4 + 1)
    head = _head(maps[-1] * side**2, rounded(HIDDEN * width), outputs, dropout)
    network = AlexNet(nn.Sequential(*layers), head)
    he_start(network)
    return network


def alexnet_small(
    shape: PictureInput, outputs: int, *, width: float = 1.0, dropout: float = 0.5
) -> AlexNet:
    """The form for pictures of 28 to 64 pixels; what differs is said at the head of this file.

    Args:
        shape: of one picture.
        outputs: classes, or 1 for a number.
        width: factor on all widths, above 0.
        dropout: share of hidden units dropped after each of the two hidden affine layers.

    Returns:
        The network.

    Raises:
        SettingError: if the picture is below 15 pixels wide.
    """
    expect_side("alexnet_small", shape, SMALLEST_SMALL)
    maps = [rounded(base * width) for base in SMALL_MAPS]
    first = nn.Conv2d(shape.channels, maps[0], 5, padding=2, bias=False)
    layers: list[nn.Module] = []
    for place, convolution in enumerate((first, *_convolutions(maps, bias=False))):
        layers += [convolution, nn.BatchNorm2d(convolution.out_channels), nn.ReLU()]
        if place in POOLS:
            layers.append(nn.MaxPool2d(3, stride=2))
    side = _pooled(shape.side)
    head = _head(maps[-1] * side**2, rounded(SMALL_HIDDEN * width), outputs, dropout)
    network = AlexNet(nn.Sequential(*layers), head)
    he_start(network)
    return network


def _convolutions(maps: list[int], *, bias: bool = True) -> Iterator[nn.Conv2d]:
    """The second to the fifth."""
    for place in range(1, len(maps)):
        yield nn.Conv2d(
            maps[place - 1],
            maps[place],
            kernel_size=5 if place == 1 else 3,
            padding=2 if place == 1 else 1,
            groups=1 if place in LOOSE else 2,
            bias=bias,
        )


def _pooled(side: int) -> int:
    """What three pools leave of a side."""
    for _ in POOLS:
        side = (side - 3) // 2 + 1
    return side


def _head(inputs: int, hidden: int, outputs: int, dropout: float) -> nn.Sequential:
    return nn.Sequential(
        nn.Flatten(),
        *(nn.Linear(inputs, hidden), nn.ReLU(), KeyedDropout(dropout, layer=0)),
        *(nn.Linear(hidden, hidden), nn.ReLU(), KeyedDropout(dropout, layer=1)),
        nn.Linear(hidden, outputs),
    )
