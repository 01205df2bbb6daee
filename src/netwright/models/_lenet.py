"""LeNet-5: two convolutions, each followed by a subsampling, and three layers that see everything.

    layer   maps @ side   takes                                   trained    connections
    C1        6 @ 28      5x5 of the picture, 32x32                    156        122,304
    S2        6 @ 14      equation (1)                                  12          5,880
    C3       16 @ 10      5x5 of 3, 4 or 6 maps of S2: ``TABLE``     1,516        151,600
    S4       16 @  5      equation (1)                                  32          2,000
    C5      120 @  1      all of S4                                 48,120         48,120
    F6       84           all of C5                                 10,164         10,164
    output   10           equation (3), nothing trained                  0            840
                                                                    60,000        340,908

    S = coefficient * (sum of 2x2) + bias, for each map                                    (1)
    f(a) = 1.7159 tanh(2 a / 3), after each layer up to F6                                 (2)
    y_i = |x - w_i|^2, every w_ij being -1 or 1 and fixed                                  (3)

An output is a distance there; ours is -y_i + |x|^2 + 84 = 2 x . w_i, of which softmax makes the
same probabilities. The codes w_i are drawn at random, which the paper names as an alternative to
its drawings of digits. Weights start evenly within 2.4 / inputs, biases at 0, and S2 and S4 as
means.
Pictures below 32 pixels get 2 pixels of zeros around them, as 28x28 digits do in the paper; in
larger ones S4 and the kernels of C5 grow. ``lenet5_relu`` is what is mostly called LeNet-5 today;
it starts as He et al. 2015 have it, and at the output with a deviation of 0.01.

Cost: 326,520 multiply-adds at 1x32x32; ``lenet5_relu`` 416,520 and 61,706 parameters.
Refused: pictures below 12 pixels.
Source: LeCun, Bottou, Bengio & Haffner 1998, Proceedings of the IEEE 86(11), section II.B,
table I and appendix A for (2) and the start.
"""

from collections.abc import Iterator

import torch
from torch import Tensor, nn

from netwright.models._inputs import PictureInput, expect_side
from netwright.models._parts import he_start

SIDE, SMALLEST = 32, 12  # pixels: of the paper, and the least that leaves a map for C5
KERNEL = 5
TABLE = (
    *((0, 1, 2), (1, 2, 3), (2, 3, 4), (3, 4, 5), (4, 5, 0), (5, 0, 1)),
    *((0, 1, 2, 3), (1, 2, 3, 4), (2, 3, 4, 5), (3, 4, 5, 0), (4, 5, 0, 1), (5, 0, 1, 2)),
    *((0, 1, 3, 4), (1, 2, 4, 5), (0, 2, 3, 5)),
    (0, 1, 2, 3, 4, 5),
)  # the maps of S2 that each map of C3 takes


class ScaledTanh(nn.Module):
    """Equation (2): f(1) = 1 and f(-1) = -1, and there it bends most."""

    def forward(self, x: Tensor) -> Tensor:
        """Any shape."""
        return 1.7159 * torch.tanh(x * (2 / 3))


class Subsampling(nn.Module):
    """Equation (1).

    Args:
        maps: each has a coefficient and a bias.
    """

    def __init__(self, maps: int) -> None:
        super().__init__()
        self.mean = nn.AvgPool2d(2)
        self.weight = nn.Parameter(torch.full((maps, 1, 1), 0.25))  # begins as the mean
        self.bias = nn.Parameter(torch.zeros(maps, 1, 1))

    def forward(self, x: Tensor) -> Tensor:
        """(n, maps, h, w) -> (n, maps, h / 2, w / 2), rounded down."""
        mean: Tensor = self.mean(x)
        return 4 * self.weight * mean + self.bias


class Chosen(nn.Module):
    """Maps, side by side, in the order in which they are wanted.

    Args:
        maps: numbers of the maps; one may come several times.
    """

    maps: Tensor

    def __init__(self, maps: tuple[int, ...]) -> None:
        super().__init__()
        self.register_buffer("maps", torch.tensor(maps), persistent=False)

    def forward(self, x: Tensor) -> Tensor:
        """(n, c, h, w) -> (n, wanted, h, w)."""
        return x.index_select(1, self.maps)


class PartConvolution(nn.Module):
    """A convolution whose maps each take some of the maps before.

    Maps that take equally many are one convolution in groups, a group for each map.

    Args:
        table: for each map that goes out the maps it takes; those that take fewer come first.
    """

    def __init__(self, table: tuple[tuple[int, ...], ...]) -> None:
        super().__init__()
        self.paths = nn.ModuleList()
        for size in sorted({len(row) for row in table}):
            rows = [row for row in table if len(row) == size]
            taken = tuple(number for row in rows for number in row)
            convolution = nn.Conv2d(len(taken), len(rows), KERNEL, groups=len(rows))
            self.paths.append(nn.Sequential(Chosen(taken), convolution))

    def forward(self, x: Tensor) -> Tensor:
        """(n, c, h, w) -> (n, rows of the table, h - 4, w - 4)."""
        return torch.cat([path(x) for path in self.paths], dim=1)


class Codes(nn.Linear):
    """Equation (3), as the module's docstring turns it; the codes are a buffer, not trained."""

    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__(inputs, outputs, bias=False)
        del self.weight
        self.register_buffer("weight", 2.0 * torch.randint(2, (outputs, inputs)) - 1.0)

    def reset_parameters(self) -> None:
        """Nothing: there is none."""

    def forward(self, x: Tensor) -> Tensor:
        """(n, inputs) -> (n, outputs)."""
        return 2 * super().forward(x)


class LeNet(nn.Module):
    """What is common to both forms.

    Args:
        features: pictures -> maps of one pixel.
        head: (n, maps, 1, 1) -> (n, outputs).
    """

    def __init__(self, features: nn.Sequential, head: nn.Sequential) -> None:
        super().__init__()
        self.features, self.head = features, head

    def forward(self, pictures: Tensor) -> Tensor:
        """(n, channels, side, side) -> (n, outputs)."""
        y: Tensor = self.head(self.features(pictures))
        return y


def lenet5(shape: PictureInput, outputs: int) -> LeNet:
    """The paper's network.

    Args:
        shape: of one picture; the paper's is grey, 32 pixels wide, or 28 with a border.
        outputs: classes.

    Returns:
        The network; its outputs are equation (3) as this module's docstring turns it.

    Raises:
        SettingError: if the picture is below 12 pixels wide.

    Example:
        >>> sum(p.numel() for p in lenet5(PictureInput(channels=1, side=32), 10).parameters())
        60000
    """
    border, last = _sides("lenet5", shape)
    features = nn.Sequential(
        *(nn.Conv2d(shape.channels, 6, KERNEL, padding=border), ScaledTanh()),  # C1
        *(Subsampling(6), ScaledTanh()),  # S2
        *(PartConvolution(TABLE), ScaledTanh()),  # C3
        *(Subsampling(16), ScaledTanh()),  # S4
        *(nn.Conv2d(16, 120, last), ScaledTanh()),  # C5
    )
    head = nn.Sequential(nn.Flatten(), nn.Linear(120, 84), ScaledTanh(), Codes(84, outputs))
    for layer in _trained(features, head):
        bound = 2.4 / layer.weight[0].numel()
        nn.init.uniform_(layer.weight, -bound, bound)
    return LeNet(features, head)


def lenet5_relu(shape: PictureInput, outputs: int, *, width: float = 1.0) -> LeNet:
    """The same plan of today's parts: ReLU, largest of 2x2, C3 of all maps, a trained output.

    Args:
        shape: of one picture.
        outputs: classes, or 1 for a number.
        width: factor on all widths, above 0.

    Returns:
        The network.

    Raises:
        SettingError: if the picture is below 12 pixels wide.

    Example:
        >>> sum(p.numel() for p in lenet5_relu(PictureInput(channels=1, side=32), 10).parameters())
        61706
    """
    border, last = _sides("lenet5_relu", shape)
    c1, c3, c5, f6 = (max(1, round(base * width)) for base in (6, 16, 120, 84))
    features = nn.Sequential(
        *(nn.Conv2d(shape.channels, c1, KERNEL, padding=border), nn.ReLU(), nn.MaxPool2d(2)),
        *(nn.Conv2d(c1, c3, KERNEL), nn.ReLU(), nn.MaxPool2d(2)),
        *(nn.Conv2d(c3, c5, last), nn.ReLU()),
    )
    head = nn.Sequential(nn.Flatten(), nn.Linear(c5, f6), nn.ReLU(), nn.Linear(f6, outputs))
    network = LeNet(features, head)
    he_start(network)
    return network


def _sides(name: str, shape: PictureInput) -> tuple[int, int]:
    """Pixels of border around the picture, and the side of S4."""
    expect_side(name, shape, SMALLEST)
    border = 2 if shape.side < SIDE else 0
    second = (shape.side + 2 * border - KERNEL + 1) // 2
    return border, (second - KERNEL + 1) // 2


def _trained(*parts: nn.Sequential) -> Iterator[nn.Conv2d | nn.Linear]:
    """The layers with weights that are trained, their biases set to zero."""
    for part in parts:
        for layer in part.modules():
            if isinstance(layer, nn.Conv2d | nn.Linear) and not isinstance(layer, Codes):
                if layer.bias is not None:
                    nn.init.zeros_(layer.bias)
                yield layer
