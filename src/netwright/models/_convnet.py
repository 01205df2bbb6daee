"""The default picture network: convolution, pool, ReLU, as deep as the picture's side allows.

    side below 24    borders kept ("same"), so that small pictures are not eaten away
    each stage       convolution -> 2x2 maximum -> ReLU; the ReLU after the pool gives the same
                     result as before it and costs a quarter
    stages           until the map is about 5 pixels wide; the first kernel is 5x5, later ones 3x3

Widths double less and less: 24, 32, 64, 96, 128. A hidden affine layer of 256 follows.
"""

from torch import Tensor, nn

from netwright.models._dropout import KeyedDropout
from netwright.models._inputs import PictureInput

WIDTHS = (24, 32, 64, 96, 128)
HIDDEN = 256


class ConvNet(nn.Module):
    """A plain stack.

    Args:
        shape: of one picture, 8 to 96 pixels wide.
        outputs: classes.
        width: factor on all widths.
        dropout: share of units dropped before each affine layer.
        norm: batch normalisation after each pool.
    """

    def __init__(
        self,
        shape: PictureInput,
        outputs: int,
        *,
        width: float = 1.0,
        dropout: float = 0.0,
        norm: bool = False,
    ) -> None:
        super().__init__()
        same = shape.side < 24
        side, channels = shape.side, shape.channels
        layers: list[nn.Module] = []
        for stage, wanted in enumerate(WIDTHS):
            if stage > 1 and side < 10:
                break
            kernel = 5 if stage == 0 else 3
            out = _rounded(wanted * width)
            padding = kernel // 2 if same or stage > 1 else 0
            layers.append(nn.Conv2d(channels, out, kernel, padding=padding, bias=not norm))
            side = side + 2 * padding - kernel + 1
            if side >= 4:
                layers.append(nn.MaxPool2d(2))
                side //= 2
            if norm:
                layers.append(nn.BatchNorm2d(out))
            layers.append(nn.ReLU())
            channels = out
        self.features = nn.Sequential(*layers)
        self.head = nn.Sequential(
            nn.Flatten(),
            KeyedDropout(dropout, layer=0),
            nn.Linear(channels * side * side, _rounded(HIDDEN * width)),
            nn.ReLU(),
            KeyedDropout(dropout, layer=1),
            nn.Linear(_rounded(HIDDEN * width), outputs),
        )

    def forward(self, pictures: Tensor) -> Tensor:
        """(n, channels, side, side) -> (n, outputs)."""
        y: Tensor = self.head(self.features(pictures))
        return y


def _rounded(width: float) -> int:
    return max(8, round(width / 8) * 8)
