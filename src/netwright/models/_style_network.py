"""A network that paints: one pass puts one style on any picture.

    9x9, 32 maps -> 3x3 stride 2, 64 -> 3x3 stride 2, 128                down to a quarter
    5 blocks: y = x + norm(conv3(relu(norm(conv3(x)))))                                    (1)
    up to the double side, 3x3, 64 -> up, 3x3, 32 -> 9x9, 3, sigmoid     from 0 to 1

Each convolution but the last has a norm over each picture by itself behind it, which takes a
picture's own contrast away, and a ReLU. Borders are mirrored, not zeros, which would show. Up is
every number repeated 2 x 2: transposed convolutions leave a pattern of checkers.

Cost at 512 by 512: 41 G multiply-adds; a width of 0.5 takes 11 G.
Source: Johnson, Alahi & Fei-Fei 2016, arXiv:1603.08155, and its supplement, table 1; Ulyanov,
Vedaldi & Lempitsky 2016, arXiv:1607.08022, for the norm; Odena, Dumoulin & Olah 2016, Distill.
"""

from torch import Tensor, nn

from netwright.models._parts import rounded

BLOCKS = 5
MAPS = (32, 64, 128)


class StyleBlock(nn.Module):
    """Equation (1).

    Args:
        maps: that come in and go out.
    """

    def __init__(self, maps: int) -> None:
        super().__init__()
        self.path = nn.Sequential(*_layer(maps, maps, 3), *_layer(maps, maps, 3)[:-1])

    def forward(self, x: Tensor) -> Tensor:
        """(n, maps, h, w) -> (n, maps, h, w)."""
        y: Tensor = x + self.path(x)  # (1)
        return y


class StyleNetwork(nn.Module):
    """Picture to painted picture.

    Args:
        channels: of the pictures that are given.
        outputs: channels of those that are made; 0 for as many.
        width: factor on all maps, above 0.
    """

    stride = 4  # sides of pictures are multiples of it

    def __init__(self, *, channels: int = 3, outputs: int = 0, width: float = 1.0) -> None:
        super().__init__()
        first, second, third = (rounded(maps * width) for maps in MAPS)
        self.down = nn.Sequential(
            *_layer(channels, first, 9),
            *_layer(first, second, 3, stride=2),
            *_layer(second, third, 3, stride=2),
        )
        self.blocks = nn.Sequential(*(StyleBlock(third) for _ in range(BLOCKS)))
        self.up = nn.Sequential(
            nn.Upsample(scale_factor=2),
            *_layer(third, second, 3),
            nn.Upsample(scale_factor=2),
            *_layer(second, first, 3),
            _convolution(first, outputs or channels, 9),
            nn.Sigmoid(),
        )

    def forward(self, pictures: Tensor) -> Tensor:
        """(n, channels, h, w) from 0 to 1 -> (n, outputs, h, w); sides multiples of 4, from 16."""
        y: Tensor = self.up(self.blocks(self.down(pictures - 0.5)))
        return y


def _layer(inputs: int, outputs: int, kernel: int, *, stride: int = 1) -> list[nn.Module]:
    return [
        _convolution(inputs, outputs, kernel, stride=stride),
        nn.InstanceNorm2d(outputs, affine=True),
        nn.ReLU(),
    ]


def _convolution(inputs: int, outputs: int, kernel: int, *, stride: int = 1) -> nn.Conv2d:
    return nn.Conv2d(
        inputs, outputs, kernel, stride=stride, padding=kernel // 2, padding_mode="reflect"
    )
