"""A residual network for small pictures: 3x3 blocks in three stages, the side halved twice.

    y = relu(F(x) + s(x)),  F = norm(conv(relu(norm(conv(x)))))                            (1)

s is the identity, or an average pool and a 1x1 convolution where width or side change.
Source: He et al. 2016, arXiv:1512.03385, section 4.2, for the plan of stages; the pool before
the 1x1 convolution follows He et al. 2019, arXiv:1812.01187, figure 2 (ResNet-D).
"""

from torch import Tensor, nn

from netwright.models._inputs import PictureInput


class Block(nn.Module):
    """Equation (1).

    Args:
        inputs: channels that come in.
        outputs: channels that go out.
        stride: 1, or 2 to halve the side.
    """

    def __init__(self, inputs: int, outputs: int, *, stride: int) -> None:
        super().__init__()
        self.path = nn.Sequential(
            nn.Conv2d(inputs, outputs, 3, stride=stride, padding=1, bias=False),
            nn.BatchNorm2d(outputs),
            nn.ReLU(),
            nn.Conv2d(outputs, outputs, 3, padding=1, bias=False),
            nn.BatchNorm2d(outputs),
        )
        self.short: nn.Module = nn.Identity()
        if stride != 1 or inputs != outputs:
            self.short = nn.Sequential(
                nn.AvgPool2d(stride, ceil_mode=True) if stride != 1 else nn.Identity(),
                nn.Conv2d(inputs, outputs, 1, bias=False),
                nn.BatchNorm2d(outputs),
            )
        self.relu = nn.ReLU()

    def forward(self, x: Tensor) -> Tensor:
        """(n, inputs, h, w) -> (n, outputs, h / stride, w / stride), rounded up."""
        y: Tensor = self.relu(self.path(x) + self.short(x))
        return y


class ResNet(nn.Module):
    """Stages of blocks, then the mean over the picture and one affine layer.

    Args:
        shape: of one picture.
        outputs: classes.
        blocks: blocks in each stage.
        width: channels of the first stage; each later stage doubles them.
    """

    def __init__(
        self, shape: PictureInput, outputs: int, *, blocks: tuple[int, ...], width: int
    ) -> None:
        super().__init__()
        layers: list[nn.Module] = [
            nn.Conv2d(shape.channels, width, 3, padding=1, bias=False),
            nn.BatchNorm2d(width),
            nn.ReLU(),
        ]
        channels = width
        for stage, count in enumerate(blocks):
            for number in range(count):
                stride = 2 if stage > 0 and number == 0 else 1
                layers.append(Block(channels, width * 2**stage, stride=stride))
                channels = width * 2**stage
        self.features = nn.Sequential(*layers)
        self.affine = nn.Linear(channels, outputs)

    def forward(self, pictures: Tensor) -> Tensor:
        """(n, channels, side, side) -> (n, outputs)."""
        y: Tensor = self.affine(self.features(pictures).mean(dim=(2, 3)))
        return y
