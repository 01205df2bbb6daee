"""What several networks are made of: convolutions with their norms, paths side by side, a start.

    convolution   keeps its borders, starts as He et al. 2015
    filtered      convolution, norm
    unit          convolution, norm where asked, ReLU
    Paths         several ways from one map, joined by channels

Source: He et al. 2015, arXiv:1502.01852, equation (10): weights normal with variance 2 / inputs,
biases 0.
"""

import torch
from torch import Tensor, nn

OUTPUT_DEVIATION = 0.01  # of an output's first weights: at the start no class stands out


class Paths(nn.Module):
    """Several ways from one map, joined by channels.

    Args:
        *paths: all of them give the same height and width.
    """

    def __init__(self, *paths: nn.Module) -> None:
        super().__init__()
        self.paths = nn.ModuleList(paths)

    def forward(self, x: Tensor) -> Tensor:
        """(n, inputs, h, w) -> (n, sum of what the paths make, h', w')."""
        return torch.cat([path(x) for path in self.paths], dim=1)


def convolution(
    inputs: int,
    outputs: int,
    kernel: int | tuple[int, int],
    *,
    stride: int = 1,
    groups: int = 1,
    bias: bool = False,
) -> nn.Conv2d:
    """One that keeps its borders; starts as He et al. 2015.

    Args:
        inputs: channels that come in.
        outputs: channels that go out.
        kernel: height and width, odd.
        stride: places between two windows.
        groups: parts of the channels that do not see each other; ``inputs`` for depthwise.
        bias: whether it has one; none where a norm follows.

    Returns:
        The layer; its results are a ``stride``-th as wide as x, rounded up.
    """
    reach = (kernel, kernel) if isinstance(kernel, int) else kernel
    padding = (reach[0] // 2, reach[1] // 2)
    layer = nn.Conv2d(
        inputs, outputs, reach, stride=stride, padding=padding, groups=groups, bias=bias
    )
    _he(layer)
    return layer


def filtered(
    inputs: int, outputs: int, kernel: int, *, stride: int = 1, groups: int = 1
) -> list[nn.Module]:
    """A ``convolution`` and the norm behind it; arguments as there."""
    layer = convolution(inputs, outputs, kernel, stride=stride, groups=groups)
    return [layer, nn.BatchNorm2d(outputs)]


def unit(
    inputs: int,
    outputs: int,
    kernel: int | tuple[int, int] = 1,
    *,
    stride: int = 1,
    norm: bool = True,
) -> nn.Sequential:
    """A ``convolution``, a norm where asked and else a bias, a ReLU."""
    layer = convolution(inputs, outputs, kernel, stride=stride, bias=not norm)
    return nn.Sequential(layer, *([nn.BatchNorm2d(outputs)] if norm else []), nn.ReLU())


def he_start(network: nn.Module) -> None:
    """Start all convolutions and affine layers as He et al. 2015, the output near 0.

    Args:
        network: its last affine layer is the output, whose weights get a deviation of 0.01.
    """
    layers = [part for part in network.modules() if isinstance(part, nn.Conv2d | nn.Linear)]
    for layer in layers:
        _he(layer)
    nn.init.normal_(layers[-1].weight, std=OUTPUT_DEVIATION)


def rounded(width: float) -> int:
    """The nearest multiple of 8, 8 at least: kernels are fastest there."""
    return max(8, round(width / 8) * 8)


def _he(layer: nn.Conv2d | nn.Linear) -> None:
    nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
    if layer.bias is not None:
        nn.init.zeros_(layer.bias)
