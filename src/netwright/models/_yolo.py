"""YOLO: one look at a picture gives all boxes in it, as a map of cells 16 pixels wide.

    map of a side of 416        what                                        sees
    3 x 416 x 416               the picture
    16 x 208 x 208              3x3 convolution by 2, norm, ReLU            3
    32 x 104 x 104              the same by 2, 1 bottleneck                 15
    64 x 52 x 52                the same by 2, 2 bottlenecks                55
    128 x 26 x 26               the same by 2, 4 bottlenecks                199
    256 x 26 x 26               3x3 convolution, norm, ReLU                 231
    a (5 + k) x 26 x 26         1x1 convolution with a bias

    y = relu(x + F(x)),  F = 1x1 convolution to half, norm, ReLU, 3x3 convolution, norm    (1)

A cell sees a stretch of the picture more than half its side wide around itself, so large objects
too are seen whole. There is no affine layer: pictures of any side that is a multiple of 16 will do.
The numbers of the map mean what ``objectives.Grid`` says. For 3 classes and 5 anchors: 0.78 M
parameters, 0.76 G multiply-adds at a side of 416.

At the start all but the confidences' biases is near 0. Those say that one prediction of a hundred
holds an object,

    b = -log((1 - 0.01) / 0.01)                                                            (2)

or the sum over all the empty cells would drown all else in the first steps.

Source: Redmon & Farhadi 2018, "YOLOv3", arXiv:1804.02767, table 1, for (1), with ReLU for its leaky
one and the sum before it, and one stride less; He et al. 2016, arXiv:1512.03385, for the sum; Lin
et al. 2017, "Focal loss", arXiv:1708.02002, section 3.3, for (2).
"""

import math

import torch
from torch import Tensor, nn

from netwright.models._inputs import PictureInput, expect_side
from netwright.models._parts import OUTPUT_DEVIATION, filtered, rounded, unit
from netwright.models._resnet_cifar import Residual

STRIDE = 16
WIDTHS = (32, 64, 128)
BLOCKS = (1, 2, 4)
NECK = 2  # times the last width
PRIOR = 0.01
NUMBERS = 5  # of each box, before its classes
USUAL_ANCHORS = 5  # where nobody says how many


class Yolo(nn.Module):
    """Picture to map.

    Args:
        shape: of one picture; a multiple of 16 wide.
        anchors: boxes in each cell, 1 or more.
        classes: 1 or more.
        width: factor on all widths.
        backbone: what makes a map of ``STRIDE`` pixels a cell of a picture; None for our own.
        channels: of that map; not looked at without a backbone.

    Raises:
        SettingError: if the picture is narrower than a cell.
    """

    def __init__(
        self,
        shape: PictureInput,
        *,
        anchors: int,
        classes: int,
        width: float = 1.0,
        backbone: nn.Module | None = None,
        channels: int = 0,
    ) -> None:
        super().__init__()
        expect_side("yolo", shape, STRIDE)
        if backbone is None:
            backbone, channels = small_darknet(shape.channels, width=width)
        self.features = backbone
        inner = rounded(NECK * WIDTHS[-1] * width)
        self.neck = unit(channels, inner, 3)
        self.head = nn.Conv2d(inner, anchors * (NUMBERS + classes), 1)
        nn.init.normal_(self.head.weight, std=OUTPUT_DEVIATION)
        with torch.no_grad():
            biases = self.head.bias
            if biases is not None:
                biases.zero_()
                biases.view(anchors, -1)[:, 4] = -math.log((1 - PRIOR) / PRIOR)  # (2)

    def forward(self, pictures: Tensor) -> Tensor:
        """(n, channels, side, side) -> (n, anchors (5 + classes), side / 16, side / 16)."""
        y: Tensor = self.head(self.neck(self.features(pictures)))
        return y


def small_darknet(channels: int, *, width: float = 1.0) -> tuple[nn.Sequential, int]:
    """The layers before the neck, by the table above.

    Args:
        channels: of the pictures.
        width: factor on all widths.

    Returns:
        Picture -> map of 16 pixels a cell, and how many channels that has.
    """
    inner = rounded(WIDTHS[0] / 2 * width)
    layers: list[nn.Module] = [unit(channels, inner, 3, stride=2)]
    for base, blocks in zip(WIDTHS, BLOCKS, strict=True):
        outputs = rounded(base * width)
        layers.append(unit(inner, outputs, 3, stride=2))
        layers += [_bottleneck(outputs) for _ in range(blocks)]
        inner = outputs
    return nn.Sequential(*layers), inner


def _bottleneck(channels: int) -> Residual:
    """Equation (1)."""
    inner = rounded(channels / 2)
    return Residual(
        nn.Sequential(unit(channels, inner), *filtered(inner, channels, 3)), nn.Identity()
    )
