"""NASNet-A: a network of two cells that a search found on CIFAR-10.

A cell reads the outputs of the last two cells, h (the newer) and p, brings both to its width by
1x1 kernels, makes five sums b1 to b5 of two parts each, and joins those that no sum has used:

    normal cell                         reduction cell, operations on h and p of stride 2
    b1 = sep5(h) + sep3(p)              b1 = sep5(h) + sep7(p)
    b2 = sep5(p) + sep3(p)              b2 = max3(h) + sep7(p)
    b3 = avg3(h) + p                    b3 = avg3(h) + sep5(p)
    b4 = avg3(p) + avg3(p)              b4 = avg3(b1) + b2
    b5 = sep3(h) + h                    b5 = sep3(b1) + max3(h)
    p, b1, b2, b3, b4, b5 joined        b2, b3, b4, b5 joined

sepk is ReLU, k x k kernel in each channel, 1x1 kernel, norm, twice in a row, the first with the
stride. A p of twice the side is halved by two shifted 1x1 kernels of stride 2, side by side.

    3x3 stem of 3 F -- N normal, F -- reduction -- N normal, 2 F -- reduction -- N normal, 4 F
    -- ReLU -- mean -- affine from 24 F penultimate filters

``nasnet_a`` is the CIFAR network, N @ 24 F. 6 @ 768 has 3 328 234 parameters, 3.3 M in the paper's
table 1, and 526 M multiply-adds. Left out: the auxiliary head and ScheduledDropPath, which train
it and are not part of the answer. In the first cell h and p are both the stem's output, and p is
brought to the cell's width as everywhere else. ``nasnet_a_small`` has F = 16, one normal cell a
stage, and a stem of stride 2: 9.5 M multiply-adds at 3x32x32. Kernels of one channel each wait for
memory more than they compute: on a CPU it is about as fast as a ResNet-20, which has 41 M.

Refused: filters that are no multiple of 24, no repeats, pictures below 4 pixels, 8 in the small
form.

Source: Zoph et al. 2018, arXiv:1707.07012, figure 4, table 1, appendix A.
"""

from collections.abc import Callable

import torch
from torch import Tensor, nn

from netwright.errors import SettingError
from netwright.models._dropout import KeyedDropout
from netwright.models._inputs import PictureInput, expect_side
from netwright.models._parts import convolution, filtered, rounded

PER_FILTER = 24  # the last cell joins 6 maps of width 4 F
LEAST, LEAST_SMALL = 4, 8  # pixels

Operation = Callable[[int, int], nn.Module]  # width, stride -> a part that keeps the width
Sum = tuple[Operation, int, Operation, int]  # each operation, and the state it reads


class Halved(nn.Module):
    """Half the side, rounded up, by two 1x1 kernels that see the even and the odd positions.

    Args:
        inputs: channels that come in.
        outputs: channels that go out; an even number.
    """

    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__()
        self.relu = nn.ReLU()
        self.even = convolution(inputs, outputs // 2, 1, stride=2)
        self.shift = nn.ZeroPad2d((-1, 1, -1, 1))
        self.odd = convolution(inputs, outputs // 2, 1, stride=2)
        self.norm = nn.BatchNorm2d(outputs)

    def forward(self, x: Tensor) -> Tensor:
        """(n, inputs, h, w) -> (n, outputs, h / 2, w / 2), rounded up."""
        x = self.relu(x)
        y: Tensor = self.norm(torch.cat((self.even(x), self.odd(self.shift(x))), dim=1))
        return y


def _sepk(kernel: int) -> Operation:
    def make(width: int, stride: int) -> nn.Module:
        return nn.Sequential(
            *_separable(width, kernel, stride=stride), *_separable(width, kernel, stride=1)
        )

    return make


def _separable(width: int, kernel: int, *, stride: int) -> list[nn.Module]:
    return [
        nn.ReLU(),
        convolution(width, width, kernel, stride=stride, groups=width),
        *filtered(width, width, 1),
    ]


def _avg3(width: int, stride: int) -> nn.Module:
    return nn.AvgPool2d(3, stride=stride, padding=1, count_include_pad=False)


def _max3(width: int, stride: int) -> nn.Module:
    return nn.MaxPool2d(3, stride=stride, padding=1)


def _same(width: int, stride: int) -> nn.Module:
    return nn.Identity()


_sep3, _sep5, _sep7 = _sepk(3), _sepk(5), _sepk(7)
H, P, B1, B2 = 0, 1, 2, 3  # states; b3 to b5 are 4 to 6

# Figure 4, and the states joined at the end.
NORMAL: tuple[Sum, ...] = (
    (_sep5, H, _sep3, P),
    (_sep5, P, _sep3, P),
    (_avg3, H, _same, P),
    (_avg3, P, _avg3, P),
    (_sep3, H, _same, H),
)
NORMAL_JOINED = (P, 2, 3, 4, 5, 6)
REDUCTION: tuple[Sum, ...] = (
    (_sep5, H, _sep7, P),
    (_max3, H, _sep7, P),
    (_avg3, H, _sep5, P),
    (_avg3, B1, _same, B2),
    (_sep3, B1, _max3, H),
)
REDUCTION_JOINED = (3, 4, 5, 6)


class Cell(nn.Module):
    """Five sums of two parts each.

    Args:
        sums: ``NORMAL`` or ``REDUCTION``.
        joined: the states that go out.
        here: channels of h.
        before: channels of p.
        width: of every state.
        stride: of the operations on h and p.
        larger: whether p has twice the side of h.
    """

    def __init__(
        self,
        sums: tuple[Sum, ...],
        joined: tuple[int, ...],
        *,
        here: int,
        before: int,
        width: int,
        stride: int = 1,
        larger: bool = False,
    ) -> None:
        super().__init__()
        self.here = _to_width(here, width)
        self.before: nn.Module = Halved(before, width) if larger else nn.Identity()
        if not larger and before != width:
            self.before = _to_width(before, width)
        self.lefts, self.rights = nn.ModuleList(), nn.ModuleList()
        for left, state, right, other in sums:
            self.lefts.append(left(width, stride if state in (H, P) else 1))
            self.rights.append(right(width, stride if other in (H, P) else 1))
        self.takes = [(state, other) for _, state, _, other in sums]
        self.joined = joined

    def forward(self, h: Tensor, p: Tensor) -> Tensor:
        """From h (n, here, a, b), p (n, before, a, b) or twice as large -> (n, joined, a, b)."""
        states = [self.here(h), self.before(p)]
        for left, right, (state, other) in zip(self.lefts, self.rights, self.takes, strict=True):
            states.append(left(states[state]) + right(states[other]))
        return torch.cat([states[number] for number in self.joined], dim=1)


class NasNet(nn.Module):
    """A stem and three stages of cells.

    Args:
        shape: of one picture.
        outputs: classes.
        repeats: N, normal cells a stage.
        width: F, of the first stage; it doubles at each reduction.
        stride: of the stem.
        dropout: share of the means dropped before the affine layer.
    """

    def __init__(
        self,
        shape: PictureInput,
        outputs: int,
        *,
        repeats: int,
        width: int,
        stride: int = 1,
        dropout: float = 0.0,
    ) -> None:
        super().__init__()
        here = before = 3 * width
        self.stem = nn.Sequential(*filtered(shape.channels, here, 3, stride=stride))
        self.cells = nn.ModuleList()
        for stage in range(3):
            now = width * 2**stage
            if stage:
                reduction = Cell(
                    REDUCTION, REDUCTION_JOINED, here=here, before=before, width=now, stride=2
                )
                self.cells.append(reduction)
                before, here = here, len(REDUCTION_JOINED) * now
            for number in range(repeats):
                larger = stage > 0 and number == 0
                normal = Cell(
                    NORMAL, NORMAL_JOINED, here=here, before=before, width=now, larger=larger
                )
                self.cells.append(normal)
                before, here = here, len(NORMAL_JOINED) * now
        self.relu = nn.ReLU()
        self.dropout = KeyedDropout(dropout, layer=0)
        self.affine = nn.Linear(here, outputs)

    def forward(self, pictures: Tensor) -> Tensor:
        """(n, channels, side, side) -> (n, outputs)."""
        p = h = self.stem(pictures)
        for cell in self.cells:
            p, h = h, cell(h, p)
        y: Tensor = self.affine(self.dropout(self.relu(h).mean(dim=(2, 3))))
        return y


def nasnet_a(
    shape: PictureInput,
    outputs: int,
    *,
    repeats: int = 6,
    filters: int = 768,
    dropout: float = 0.0,
) -> NasNet:
    """The paper's network for CIFAR, "repeats @ filters".

    Args:
        shape: of one picture; the paper's has 3 channels and a side of 32.
        outputs: classes; the paper's has 10.
        repeats: N, normal cells a stage, 1 or more.
        filters: penultimate ones, a multiple of 24.
        dropout: share of the means dropped before the affine layer.

    Returns:
        The network, in training mode.

    Raises:
        SettingError: if the picture is smaller than 4 pixels, or repeats or filters cannot be.
    """
    expect_side("nasnet_a", shape, LEAST)
    if repeats < 1:
        raise SettingError("repeats", repeats, wanted="1 normal cell a stage, or more")
    if filters < PER_FILTER or filters % PER_FILTER:
        raise SettingError("filters", filters, wanted="a multiple of 24, which the cells divide by")
    width = filters // PER_FILTER
    return NasNet(shape, outputs, repeats=repeats, width=width, dropout=dropout)


def nasnet_a_small(
    shape: PictureInput, outputs: int, *, width: float = 1.0, dropout: float = 0.0
) -> NasNet:
    """One normal cell a stage, on half the side.

    Args:
        shape: of one picture; meant for sides 28 to 64.
        outputs: classes.
        width: factor on F = 16.
        dropout: share of the means dropped before the affine layer.

    Returns:
        The network, in training mode.

    Raises:
        SettingError: if the picture is smaller than 8 pixels.
    """
    expect_side("nasnet_a_small", shape, LEAST_SMALL)
    return NasNet(shape, outputs, repeats=1, width=rounded(16 * width), stride=2, dropout=dropout)


def _to_width(inputs: int, outputs: int) -> nn.Sequential:
    return nn.Sequential(nn.ReLU(), *filtered(inputs, outputs, 1))
