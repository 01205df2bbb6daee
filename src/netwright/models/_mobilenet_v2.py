"""MobileNet v2: blocks that are wide inside, narrow between, and do not bend what is narrow.

    u = relu6(norm(conv1(x)))          expand: t times as many channels                    (1)
    v = relu6(norm(depthwise(u)))      3x3, each channel by itself                         (2)
    F = norm(conv1(v))                 project: the linear bottleneck, no relu6            (3)
    y = F + x where the shape stays, else F                                                (4)

relu6(a) = min(max(a, 0), 6). Where t is 1 there is no (1). A 3x3 convolution to 32 channels, 17
blocks, a 1x1 convolution to 1280, the mean over the picture, and one affine layer:

    blocks x channels, t        1 x 16, 1   2 x 24, 6   3 x 32, 6   4 x 64, 6
    map, paper's form at 224    112         56          28          14
    map, small form at 32        32         16           8           4

    blocks x channels, t        3 x 96, 6   3 x 160, 6  1 x 320, 6
    map, paper's form at 224    14          7           7
    map, small form at 32        4          2           2

    paper's form, width 1       3.5 M parameters, 301 M multiply-adds at 3x224x224, 1000 classes
    small form, width 0.75      1.3 M parameters,  15 M multiply-adds at 3x32x32, 10 classes

The paper says 3.4 M and 300 M: the filters and the affine weights alone are 3.47 M. The small
form, for sides of 28 to 64, differs in the stride of the first convolution, 1 instead of 2, and
in its default width; at width 1 it costs 24 M. Refused: pictures narrower than the places that
the strides make one of: 32, and 16 in the small form.

Source: Sandler et al. 2018, arXiv:1801.04381, tables 1 and 2; section 4 for the last convolution,
which ``width`` narrows only in the small form. The start is that of He et al. 2015.
"""

from typing import NamedTuple

from torch import Tensor, nn

from netwright.models._dropout import KeyedDropout
from netwright.models._inputs import PictureInput, expect_side
from netwright.models._parts import filtered, rounded


class Stage(NamedTuple):
    """A line of table 2.

    Args:
        expansion: t.
        channels: of what the blocks give, before ``width``.
        blocks: how many.
        stride: of the first block.
    """

    expansion: int
    channels: int
    blocks: int
    stride: int


FIRST, LAST = 32, 1280  # channels of the first and of the last convolution
STAGES = (
    Stage(1, 16, 1, 1),
    Stage(6, 24, 2, 2),
    Stage(6, 32, 3, 2),
    Stage(6, 64, 4, 2),
    Stage(6, 96, 3, 1),
    Stage(6, 160, 3, 2),
    Stage(6, 320, 1, 1),
)
HALVINGS = 2**4  # by the blocks


class InvertedResidual(nn.Module):
    """Equations (1) to (4).

    Args:
        inputs: channels that come in.
        outputs: channels that go out.
        expansion: t.
        stride: of the depthwise convolution.
    """

    def __init__(self, inputs: int, outputs: int, *, expansion: int, stride: int) -> None:
        super().__init__()
        inner = expansion * inputs
        expand = [*filtered(inputs, inner, 1), nn.ReLU6()] if expansion > 1 else []
        self.path = nn.Sequential(
            *expand,
            *filtered(inner, inner, 3, stride=stride, groups=inner),
            nn.ReLU6(),
            *filtered(inner, outputs, 1),
        )
        self.adds = stride == 1 and inputs == outputs

    def forward(self, x: Tensor) -> Tensor:
        """(n, inputs, h, w) -> (n, outputs, h / stride, w / stride), rounded up."""
        y: Tensor = self.path(x)
        return y + x if self.adds else y


class MobileNetV2(nn.Module):
    """A convolution, blocks, a 1x1 convolution, the mean over the picture and one affine layer.

    Args:
        shape: of one picture.
        outputs: classes.
        stride: of the first convolution.
        width: factor on all widths but the last.
        last: channels of the last convolution.
        dropout: share of units dropped before the affine layer.
    """

    def __init__(
        self,
        shape: PictureInput,
        outputs: int,
        *,
        stride: int,
        width: float,
        last: int,
        dropout: float,
    ) -> None:
        super().__init__()
        channels = rounded(FIRST * width)
        layers = [*filtered(shape.channels, channels, 3, stride=stride), nn.ReLU6()]
        for stage in STAGES:
            wide = rounded(stage.channels * width)
            for number in range(stage.blocks):
                halved = stage.stride if number == 0 else 1
                block = InvertedResidual(channels, wide, expansion=stage.expansion, stride=halved)
                layers.append(block)
                channels = wide
        layers += [*filtered(channels, last, 1), nn.ReLU6()]
        self.features = nn.Sequential(*layers)
        self.dropout = KeyedDropout(dropout, layer=0)
        self.affine = nn.Linear(last, outputs)

    def forward(self, pictures: Tensor) -> Tensor:
        """(n, channels, side, side) -> (n, outputs)."""
        means = self.features(pictures).mean(dim=(2, 3))
        y: Tensor = self.affine(self.dropout(means))
        return y


def mobilenet_v2(
    shape: PictureInput, outputs: int, *, width: float = 1.0, dropout: float = 0.0
) -> MobileNetV2:
    """The paper's form.

    Args:
        shape: of one picture, 32 pixels wide or more.
        outputs: classes.
        width: factor on all widths; below 1 the last convolution keeps its own.
        dropout: share of units dropped before the affine layer.

    Returns:
        The network; 3.5 M parameters for 3 channels and 1000 classes.

    Raises:
        SettingError: if the picture is too small.
    """
    expect_side("mobilenet_v2", shape, 2 * HALVINGS)
    last = rounded(LAST * max(1.0, width))
    return MobileNetV2(shape, outputs, stride=2, width=width, last=last, dropout=dropout)


def mobilenet_v2_small(
    shape: PictureInput, outputs: int, *, width: float = 0.75, dropout: float = 0.0
) -> MobileNetV2:
    """The small form, for pictures 16 pixels wide or more; ``width`` acts on all widths."""
    expect_side("mobilenet_v2_small", shape, HALVINGS)
    last = rounded(LAST * width)
    return MobileNetV2(shape, outputs, stride=1, width=width, last=last, dropout=dropout)
