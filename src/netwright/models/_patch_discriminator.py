"""The patch discriminator of pix2pix: is each patch of this picture real, given the other one?

    [input, picture] joined by channels
    4x4, stride 2, 64 maps, leaky ReLU                          no norm here
    4x4, stride 2, 128 maps, norm, leaky ReLU                   .. up to 512 maps
    4x4, stride 1, twice the maps, norm, leaky ReLU
    4x4, stride 1, 1 map: the log-odds of "real" for each patch

Leaky ReLU has slope 0.2 below 0. With two layers of stride 2 after the first, as in the source, one
number sees 70 by 70 pixels:

    sees_(l-1) = (sees_l - 1) stride_l + 4,   from the last layer, which sees 1, to the first   (1)

Judging patches makes texture sharp and leaves the whole to the other loss; a picture of any size
will do, and there are few weights: 2.8 million for two RGB pictures.

The norm is over each picture by itself, so that real and made ones need not be in one batch.
Source: Isola et al. 2017, arXiv:1611.07004, section 3.2 and appendix 6.1.2; Ulyanov, Vedaldi &
Lempitsky 2016, arXiv:1607.08022, for the norm of single pictures.
"""

from itertools import pairwise

import torch
from torch import Tensor, nn

from netwright.errors import SettingError

KERNEL, SLOPE, DEVIATION = 4, 0.2, 0.02
MOST = 512  # maps


class PatchDiscriminator(nn.Module):
    """Log-odds of "real" for each patch.

    Args:
        channels: of input and picture together.
        maps: of the first layer.
        halvings: layers of stride 2 after the first; 2 sees 70 pixels, 1 sees 34, 0 sees 16.

    Raises:
        SettingError: if ``halvings`` is negative.
    """

    def __init__(self, channels: int, *, maps: int = 64, halvings: int = 2) -> None:
        super().__init__()
        if halvings < 0:
            raise SettingError("halvings", halvings, wanted="a whole number, 0 or more")
        widths = [min(maps * 2**number, MOST) for number in range(halvings + 2)]
        layers: list[nn.Module] = [
            nn.Conv2d(channels, widths[0], KERNEL, stride=2, padding=1),
            nn.LeakyReLU(SLOPE),
        ]
        for number, (inputs, outputs) in enumerate(pairwise(widths), start=1):
            stride = 2 if number <= halvings else 1
            layers += [
                nn.Conv2d(inputs, outputs, KERNEL, stride=stride, padding=1, bias=False),
                nn.InstanceNorm2d(outputs, affine=True),
                nn.LeakyReLU(SLOPE),
            ]
        self.layers = nn.Sequential(*layers, nn.Conv2d(widths[-1], 1, KERNEL, padding=1))
        self.sees = 1
        for layer in reversed(self.layers):
            if isinstance(layer, nn.Conv2d):
                self.sees = (self.sees - 1) * layer.stride[0] + KERNEL  # (1)
                nn.init.normal_(layer.weight, std=DEVIATION)

    def forward(self, inputs: Tensor, pictures: Tensor) -> Tensor:
        """(n, c, h, w) and (n, c', h, w) -> (n, 1, h', w'), log-odds; sides of 32 or more."""
        y: Tensor = self.layers(torch.cat([inputs, pictures], dim=1))
        return y
