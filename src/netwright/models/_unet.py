"""U-Net: down to see what is there, up again to say where, with the fine maps handed across.

    encoder   stages, each at half the side of the one before     x_0, x_1, .. x_m
    decoder   y_m = x_m                                                                    (1)
              y_i = unit(unit([up(y_(i+1)), x_i]))                                         (2)
    output    a 1x1 convolution of y_0, brought to the picture's side

[a, b] joins maps by channels, a unit is a 3x3 convolution, a norm and a ReLU, and up doubles the
side in one of two ways:

    transposed   a convolution the other way: every number stamps a 4x4 kernel, 2 apart    (3)
    resize       every number repeated 2 x 2, then a 3x3 convolution                       (4)

(3) has weights of its own for every place between numbers; where a kernel is no multiple of its
stride, stamps overlap unevenly and leave a pattern of checkers, so the kernel is 4 and not 3. (4)
cannot make one.

The encoder is plain, two units a stage with a pool before all but the first, or any trunk of a
trained network, cut where its maps change their side (``_trunk.py``). The sides of pictures must
be multiples of ``stride``; ``_tiles.py`` makes them so. The source has no padding and loses a rim.

Cost at 3x256x256, 12 classes, widths 32 to 256, multiply-adds: 10.5 G.
Source: Ronneberger, Fischer & Brox 2015, arXiv:1505.04597, figure 1, for (1) and (2); Odena,
Dumoulin & Olah 2016, "Deconvolution and checkerboard artifacts", Distill, for (4) against (3).
"""

from collections.abc import Sequence
from typing import Literal

import torch
from torch import Tensor, nn
from torch.nn import functional

from netwright.errors import SettingError
from netwright.models._dropout import KeyedDropout
from netwright.models._parts import rounded, unit

Up = Literal["transposed", "resize"]
WIDTHS = (32, 64, 128, 256)
USUAL = (24, 48, 96, 192)  # of the network called unet


class Stages(nn.Module):
    """Stages one after the other, and what each of them gives.

    Args:
        *stages: the first takes the picture.
    """

    def __init__(self, *stages: nn.Module) -> None:
        super().__init__()
        self.stages = nn.ModuleList(stages)

    def forward(self, x: Tensor) -> list[Tensor]:
        """(n, c, h, w) -> the maps of each stage, the finest first."""
        maps = []
        for stage in self.stages:
            x = stage(x)
            maps.append(x)
        return maps


class UNet(nn.Module):
    """An encoder, and a decoder that mirrors it.

    Args:
        encoder: gives maps whose side halves from one to the next.
        widths: channels of these maps, the finest first; two or more.
        outputs: classes, or channels of a picture.
        up: how the decoder doubles sides.
        decoded: channels of the decoder's maps, the finest first, one fewer than ``widths``; None
            for those of the encoder.
        first: how many pixels of the picture one place of the finest map stands for along a side.
        dropout: share of units dropped of the coarsest maps.
        bounded: whether outputs go through tanh, for pictures from -1 to 1.

    Raises:
        SettingError: if there are fewer than two widths, or no such way up.
    """

    def __init__(
        self,
        encoder: nn.Module,
        widths: Sequence[int],
        outputs: int,
        *,
        up: Up = "transposed",
        decoded: Sequence[int] | None = None,
        first: int = 1,
        dropout: float = 0.0,
        bounded: bool = False,
    ) -> None:
        super().__init__()
        decoded = tuple(widths[:-1]) if decoded is None else tuple(decoded)
        if len(widths) < 2 or len(decoded) != len(widths) - 1:
            raise SettingError(
                "widths", (*widths,), wanted="two or more, and one fewer for the decoder"
            )
        self.encoder = encoder
        self.first, self.stride = first, first * 2 ** (len(widths) - 1)
        self.dropout = KeyedDropout(dropout)
        self.ups, self.joins = nn.ModuleList(), nn.ModuleList()
        inputs = widths[-1]
        for width, skip in zip(reversed(decoded), reversed(widths[:-1]), strict=True):
            self.ups.append(_up(inputs, width, up))
            self.joins.append(nn.Sequential(unit(width + skip, width, 3), unit(width, width, 3)))
            inputs = width
        self.output = nn.Conv2d(inputs, outputs, 1)
        self.tanh = nn.Tanh() if bounded else nn.Identity()
        _without_bias(self.output)
        nn.init.normal_(self.output.weight, std=0.01)

    def forward(self, pictures: Tensor) -> Tensor:
        """(n, c, h, w) -> (n, outputs, h, w); h and w multiples of ``stride``."""
        maps = self.encoder(pictures)
        y = self.dropout(maps[-1])  # (1)
        for up, join, skip in zip(self.ups, self.joins, maps[-2::-1], strict=True):
            y = join(torch.cat([up(y), skip], dim=1))  # (2)
        y = self.output(y)
        if self.first > 1:
            y = functional.interpolate(
                y, scale_factor=self.first, mode="bilinear", align_corners=False
            )
        answer: Tensor = self.tanh(y)
        return answer


def unet(
    channels: int,
    outputs: int,
    *,
    widths: Sequence[int] = WIDTHS,
    up: Up = "transposed",
    dropout: float = 0.0,
    bounded: bool = False,
) -> UNet:
    """A U-Net with a plain encoder.

    Args:
        channels: of the pictures.
        outputs: classes, or channels of a picture.
        widths: channels of the maps, the finest first; two or more.
        up: how the decoder doubles sides.
        dropout: share of units dropped of the coarsest maps.
        bounded: whether outputs go through tanh.

    Returns:
        The network, started as He et al. 2015.

    Raises:
        SettingError: if there are fewer than two widths, or no such way up.
    """
    stages, inputs = [], channels
    for number, width in enumerate(widths):
        units = [unit(inputs, width, 3), unit(width, width, 3)]
        stages.append(nn.Sequential(*([nn.MaxPool2d(2)] if number else []), *units))
        inputs = width
    return UNet(Stages(*stages), widths, outputs, up=up, dropout=dropout, bounded=bounded)


def usual_widths(factor: float) -> tuple[int, ...]:
    """Channels of the network called unet, for a factor on them: multiples of 8, 8 or more."""
    return tuple(rounded(width * factor) for width in USUAL)


def _up(inputs: int, outputs: int, up: Up) -> nn.Module:
    if up == "transposed":
        layer = nn.ConvTranspose2d(inputs, outputs, 4, stride=2, padding=1)  # (3)
        nn.init.kaiming_normal_(layer.weight, mode="fan_out", nonlinearity="relu")
        with torch.no_grad():
            layer.weight *= 2.0  # each place gets a quarter of the kernel
        _without_bias(layer)
        return layer
    if up != "resize":
        raise SettingError("up", up, wanted="transposed or resize")
    convolution = nn.Conv2d(inputs, outputs, 3, padding=1)  # (4)
    nn.init.kaiming_normal_(convolution.weight, nonlinearity="relu")
    _without_bias(convolution)
    return nn.Sequential(nn.Upsample(scale_factor=2), convolution)


def _without_bias(layer: nn.Conv2d | nn.ConvTranspose2d) -> None:
    """Let a layer begin with biases of 0."""
    if layer.bias is not None:
        nn.init.zeros_(layer.bias)
