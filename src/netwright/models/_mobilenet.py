"""MobileNet: a full convolution is replaced by one within channels and one across them.

    u = relu(norm(depthwise(x)))    a 3x3 kernel for each channel, which sees it alone     (1)
    y = relu(norm(pointwise(u)))    a 1x1 convolution: each place by itself                (2)

c channels in and o out cost c (9 + o) multiply-adds a place, where a full 3x3 convolution costs
9 c o. A 3x3 convolution to 32 channels, 13 such blocks, the mean over the picture, and one affine
layer:

    blocks x channels out       1 x 64   2 x 128   2 x 256   6 x 512   2 x 1024
    map, paper's form at 224    112      56        28        14        7
    map, small form at 32        32      16         8         4        2

    paper's form, width 1       4.2 M parameters, 569 M multiply-adds at 3x224x224, 1000 classes
    small form, width 0.5       0.8 M parameters,  12 M multiply-adds at 3x32x32, 10 classes

The small form, for sides of 28 to 64, differs in the stride of the first convolution, 1 instead
of 2, and in its default width; at width 1 it costs 46 M. Refused: pictures narrower than the
places that the strides make one of: 32, and 16 in the small form.

Source: Howard et al. 2017, arXiv:1704.04861, section 3.1, figure 3 and table 1, whose last stride,
2 on a map of 7 that stays 7, is read as 1; section 3.3 for the width. The start is that of He et
al. 2015, arXiv:1502.01852, equation (10).
"""

from torch import Tensor, nn

from netwright.models._dropout import KeyedDropout
from netwright.models._inputs import PictureInput, expect_side
from netwright.models._parts import filtered, rounded

FIRST = 32  # channels of the first convolution
STAGES = ((64, 1), (128, 2), (256, 2), (512, 6), (1024, 2))  # channels out, blocks
HALVINGS = 2 ** (len(STAGES) - 1)  # by the block that begins a stage, the first stage excepted


class Separable(nn.Sequential):
    """Equations (1) and (2).

    Args:
        inputs: channels that come in.
        outputs: channels that go out.
        stride: of the depthwise convolution.
    """

    def __init__(self, inputs: int, outputs: int, *, stride: int) -> None:
        super().__init__(
            *filtered(inputs, inputs, 3, stride=stride, groups=inputs),
            nn.ReLU(),
            *filtered(inputs, outputs, 1),
            nn.ReLU(),
        )


class MobileNet(nn.Module):
    """A convolution, blocks, the mean over the picture and one affine layer.

    Args:
        shape: of one picture.
        outputs: classes.
        stride: of the first convolution.
        width: factor on all widths.
        dropout: share of units dropped before the affine layer.
    """

    def __init__(
        self, shape: PictureInput, outputs: int, *, stride: int, width: float, dropout: float
    ) -> None:
        super().__init__()
        channels = rounded(FIRST * width)
        layers = [*filtered(shape.channels, channels, 3, stride=stride), nn.ReLU()]
        for stage, (base, count) in enumerate(STAGES):
            for number in range(count):
                halved = 2 if stage > 0 and number == 0 else 1
                layers.append(Separable(channels, rounded(base * width), stride=halved))
                channels = rounded(base * width)
        self.features = nn.Sequential(*layers)
        self.dropout = KeyedDropout(dropout, layer=0)
        self.affine = nn.Linear(channels, outputs)

    def forward(self, pictures: Tensor) -> Tensor:
        """(n, channels, side, side) -> (n, outputs)."""
        means = self.features(pictures).mean(dim=(2, 3))
        y: Tensor = self.affine(self.dropout(means))
        return y


def mobilenet_v1(
    shape: PictureInput, outputs: int, *, width: float = 1.0, dropout: float = 0.0
) -> MobileNet:
    """The paper's form.

    Args:
        shape: of one picture, 32 pixels wide or more.
        outputs: classes.
        width: factor on all widths, the paper's alpha.
        dropout: share of units dropped before the affine layer.

    Returns:
        The network; 4.2 M parameters for 3 channels and 1000 classes.

    Raises:
        SettingError: if the picture is too small.
    """
    expect_side("mobilenet_v1", shape, 2 * HALVINGS)
    return MobileNet(shape, outputs, stride=2, width=width, dropout=dropout)


def mobilenet_v1_small(
    shape: PictureInput, outputs: int, *, width: float = 0.5, dropout: float = 0.0
) -> MobileNet:
    """The small form, for pictures 16 pixels wide or more. Arguments as for ``mobilenet_v1``."""
    expect_side("mobilenet_v1_small", shape, HALVINGS)
    return MobileNet(shape, outputs, stride=1, width=width, dropout=dropout)
