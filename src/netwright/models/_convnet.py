"""The default picture network: convolution, 2x2 maximum, norm, ReLU, as deep as the side allows.

    side from 16    first kernel 5x5, later ones 3x3; batch norm after each pool; stages until the
                    map is narrower than 8 pixels, 4 at most; widths 24, 32, 48, 64
    side below 16   kernels 3x3 and two stages of 32 and 64, no batch norm
    side below 24   borders kept, so that small pictures are not eaten away
    wide forms      one more 3x3 convolution on the last map, where width is above 1

The ReLU stands after the pool: the result is the same as before it, on a quarter of the numbers.
A hidden affine layer of 256 follows. What was tried is in ``docs/log.md``.
"""

from torch import Tensor, nn

from netwright.models._dropout import KeyedDropout
from netwright.models._inputs import PictureInput
from netwright.models._parts import rounded

WIDTHS, SMALL_WIDTHS = (24, 32, 48, 64), (32, 64)
HIDDEN = 256
SMALL, BORDERS = 16, 24  # sides below which the small form is used, and borders are kept
NARROW = 8  # pixels: a map narrower than this is not pooled again


class ConvNet(nn.Module):
    """A plain stack.

    Args:
        shape: of one picture, 8 pixels wide or more.
        outputs: classes.
        width: factor on all widths.
        dropout: share of units dropped before each affine layer.
    """

    def __init__(
        self, shape: PictureInput, outputs: int, *, width: float = 1.0, dropout: float = 0.0
    ) -> None:
        super().__init__()
        small = shape.side < SMALL
        layers: list[nn.Module] = []
        side, channels = shape.side, shape.channels
        for stage, base in enumerate(SMALL_WIDTHS if small else WIDTHS):
            if stage and not small and side < NARROW:
                break
            kernel = 5 if stage == 0 and not small else 3
            padding = kernel // 2 if shape.side < BORDERS else 0
            out = rounded(base * width)
            layers.append(nn.Conv2d(channels, out, kernel, padding=padding, bias=small))
            side = (side + 2 * padding - kernel + 1) // 2
            layers += [nn.MaxPool2d(2), *_norm(out, small=small), nn.ReLU()]
            channels = out
        if width > 1:
            layers.append(nn.Conv2d(channels, 2 * channels, 3, padding=1, bias=small))
            channels *= 2
            layers += [nn.MaxPool2d(2), *_norm(channels, small=small), nn.ReLU()]
            side //= 2
        self.features = nn.Sequential(*layers)
        hidden = rounded(HIDDEN * width)
        self.head = nn.Sequential(
            nn.Flatten(),
            KeyedDropout(dropout, layer=0),
            nn.Linear(channels * side * side, hidden, bias=small),
            *([] if small else [nn.BatchNorm1d(hidden)]),
            nn.ReLU(),
            KeyedDropout(dropout, layer=1),
            nn.Linear(hidden, outputs),
        )

    def forward(self, pictures: Tensor) -> Tensor:
        """(n, channels, side, side) -> (n, outputs)."""
        y: Tensor = self.head(self.features(pictures))
        return y


def _norm(width: int, *, small: bool) -> list[nn.Module]:
    return [] if small else [nn.BatchNorm2d(width)]
