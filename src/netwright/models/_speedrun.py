"""The network of CIFAR-10 speed runs, made for CPUs: fixed whitening, then three plain blocks.

    whitening     2x2 patches onto the axes of the training pictures' patches, each axis and its
                  negative, so that GELU keeps both halves; fixed                              (1)
    a block       3x3 convolution, 2x2 maximum, norm, GELU, 3x3 convolution, norm, GELU        (2)
    the end       the maximum of each channel, an affine layer without bias, small logits

    w_i = e_i / sqrt(l_i + 5e-4),  e_i and l_i eigenvectors and values of the covariance of
    patches                                                                                   (1)

The convolutions of (2) begin as a partial identity: their first outputs are their inputs. A map
narrower than 4 pixels is not pooled. Until weights of real pictures are put in
(``weights_from_pictures``), the axes of (1) are random ones of length 1.

The author's form has widths of 64, 256, 256 and a whitening whose bias learns. Without that bias
the first convolution's input needs no gradient, a seventh of the operations of a step.

Source: Jordan 2024, "94% on CIFAR-10 in 3.29 seconds on a single GPU", arXiv:2404.00498, section 3,
and his program, github.com/KellerJordan/cifar10-airbench; the whitening is Page's 2019, "How to
train your ResNet 8", myrtle.ai.
"""

import torch
from torch import Tensor, nn
from torch.nn import functional

from netwright.models._inputs import PictureInput
from netwright.models._parts import rounded

WIDTHS = (32, 64, 64)
KERNEL = 2  # of the whitening, in pixels
SMALL = 5e-4  # added to the variances
SCALE = 1 / 9  # of the logits
NARROW = 4  # pixels: a map narrower than this is not pooled


class Whitening(nn.Conv2d):
    """Equation (1): a convolution whose kernels do not learn.

    Args:
        channels: of the pictures.
    """

    def __init__(self, channels: int) -> None:
        count = channels * KERNEL**2
        super().__init__(channels, 2 * count, KERNEL, bias=False)
        weight = torch.empty(2 * count, channels, KERNEL, KERNEL)
        nn.init.orthogonal_(weight[:count])
        weight[count:].copy_(weight[:count]).neg_()
        del self.weight
        self.register_buffer("weight", weight)

    def axes_of(self, pictures: Tensor) -> Tensor:
        """The weight by equation (1) for pictures like these.

        Args:
            pictures: as the network takes them, (n, channels, h, w).

        Returns:
            Shaped like ``weight``.
        """
        patches = functional.unfold(pictures.float(), KERNEL)  # (n, channels k k, places)
        patches = patches.transpose(1, 2).flatten(0, 1).double()
        patches = patches - patches.mean(dim=0)
        values, vectors = torch.linalg.eigh(patches.T @ patches / len(patches))
        axes = vectors.T / torch.sqrt(values.clamp(min=0)[:, None] + SMALL)  # (1)
        # the sign of an eigenvector is free: its largest number is made positive
        axes = axes * axes.gather(1, axes.abs().argmax(dim=1, keepdim=True)).sign()
        return torch.cat((axes, -axes)).to(self.weight.dtype).view(self.weight.shape)


class SpeedRun(nn.Module):
    """Whitening, three blocks, an affine layer.

    Args:
        shape: of one picture, 8 pixels wide or more.
        outputs: classes.
        width: factor on the widths 32, 64, 64.
    """

    def __init__(self, shape: PictureInput, outputs: int, *, width: float = 1.0) -> None:
        super().__init__()
        self.whitening = Whitening(shape.channels)
        side, channels = shape.side - KERNEL + 1, len(self.whitening.weight)
        layers: list[nn.Module] = [nn.GELU()]
        for base in WIDTHS:
            out, pools = rounded(base * width), side >= NARROW
            layers += _block(channels, out, pools=pools)
            side, channels = side // 2 if pools else side, out
        self.features = nn.Sequential(*layers)
        self.head = nn.Linear(channels, outputs, bias=False)

    def forward(self, pictures: Tensor) -> Tensor:
        """(n, channels, side, side) -> (n, outputs)."""
        maps: Tensor = self.features(self.whitening(pictures))
        y: Tensor = self.head(maps.amax(dim=(2, 3)))
        return y * SCALE


def weights_from_pictures(network: nn.Module, pictures: Tensor) -> dict[str, Tensor]:
    """Weights that follow from the pictures before any training: those of whitening layers.

    Args:
        network: any; a whitening layer of it is given the pictures themselves.
        pictures: of the training split, as the network takes them, (n, channels, side, side).

    Returns:
        Name of the weight -> its values; empty where no layer whitens.
    """
    layers = {n: part for n, part in network.named_modules() if isinstance(part, Whitening)}
    return {f"{name}.weight": layer.axes_of(pictures) for name, layer in layers.items()}


def _block(inputs: int, width: int, *, pools: bool) -> list[nn.Module]:
    """Equation (2)."""
    first = nn.Conv2d(inputs, width, 3, padding=1, bias=False)
    second = nn.Conv2d(width, width, 3, padding=1, bias=False)
    with torch.no_grad():
        for convolution in (first, second):
            nn.init.dirac_(convolution.weight[: convolution.in_channels])
    pool: list[nn.Module] = [nn.MaxPool2d(2)] if pools else []
    return [
        first,
        *pool,
        nn.BatchNorm2d(width),
        nn.GELU(),
        second,
        nn.BatchNorm2d(width),
        nn.GELU(),
    ]
