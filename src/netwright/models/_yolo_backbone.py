"""YOLO on the trunk of a network that may have learned elsewhere.

    picture --stages of the trunk--> f, 16 pixels a cell
                                     c, 32 pixels a cell, where the trunk goes on
            y = [f, up(unit(c))] --> the neck and the head of ``Yolo``                     (1)

A unit is a 1x1 convolution to 128 channels, a norm and a ReLU; up repeats numbers to the side of f;
[a, b] joins maps by channels. What the coarse cells see of the whole is so handed down to the fine
ones. A trunk that ends at 4 or 8 pixels a cell is brought to 16 by units of stride 2:

            y = unit_2(f)                                                                  (2)

Cost at 3x416x416, 3 classes and 5 anchors, on mobilenet-v2: 1.42 G multiply-adds.
Source: Redmon & Farhadi 2018, "YOLOv3", arXiv:1804.02767, section 2.3, for (1), of which the
coarsest and the finest of its three maps are left out.
"""

from collections.abc import Mapping, Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional

from netwright.errors import SettingError
from netwright.models._inputs import PictureInput
from netwright.models._parts import rounded, unit
from netwright.models._trunk import trunk_stages, trunk_weights
from netwright.models._yolo import STRIDE, Yolo

HANDED = 128  # channels of the coarse map when it is joined, and of units that halve sides


class TrunkMap(nn.Module):
    """One map of 16 pixels a cell of all that a trunk makes.

    Args:
        stages: give a map each, the finest first, each at half the side of the one before.
        widths: channels of these maps.
        first: how many pixels a cell of the first one is wide: a power of 2, 16 at most.
        width: factor on the channels that are added.

    Raises:
        SettingError: if the finest map is coarser than 16 pixels a cell.
    """

    def __init__(
        self, stages: nn.Module, widths: Sequence[int], first: int, *, width: float = 1.0
    ) -> None:
        super().__init__()
        strides = [first * 2**number for number in range(len(widths))]
        if first > STRIDE:
            raise SettingError("trunk", strides, wanted=f"maps of {STRIDE} pixels a cell or finer")
        self.stages, handed = stages, rounded(HANDED * width)
        self.fine = min(len(widths) - 1, strides.index(min(STRIDE, strides[-1])))
        self.handed: nn.Module | None = None
        self.channels = widths[self.fine]
        if strides[-1] > STRIDE:
            self.handed = unit(widths[self.fine + 1], handed)
            self.channels += handed
        halving: list[nn.Module] = []
        for _ in range((STRIDE // strides[self.fine]).bit_length() - 1):
            halving.append(unit(self.channels, handed, 3, stride=2))  # (2)
            self.channels = handed
        self.halving = nn.Sequential(*halving)

    def forward(self, pictures: Tensor) -> Tensor:
        """(n, c, side, side) -> (n, ``channels``, side / 16, side / 16)."""
        maps = self.stages(pictures)
        y: Tensor = self.halving(maps[self.fine])
        if self.handed is None:
            return y
        coarse = functional.interpolate(self.handed(maps[self.fine + 1]), size=y.shape[-2:])
        return torch.cat([y, coarse], dim=1)  # (1)


def backbone_yolo(
    network: nn.Module, shape: PictureInput, *, anchors: int, classes: int, width: float = 1.0
) -> Yolo:
    """A YOLO whose map comes of the trunk of a network.

    Args:
        network: as ``encoder_network`` builds it; its layers are taken, not copied.
        shape: of one picture; a multiple of 16 wide, 32 or more.
        anchors: boxes in each cell, 1 or more.
        classes: 1 or more.
        width: factor on the widths of what is added to the trunk.

    Returns:
        The network.

    Raises:
        SettingError: if it has no trunk, that does not halve step by step, or it has no map that
            is fine enough.
    """
    trunk = TrunkMap(*trunk_stages(network, channels=shape.channels), width=width)
    return Yolo(
        shape, anchors=anchors, classes=classes, width=width, backbone=trunk,
        channels=trunk.channels,
    )  # fmt: skip


def yolo_weights(
    network: nn.Module, weights: Mapping[str, Tensor], *, channels: int = 3
) -> dict[str, Tensor]:
    """A network's weights under the names they have in ``backbone_yolo``.

    Args:
        network: as ``encoder_network`` builds it; its own weights do not matter.
        weights: its parameters and buffers by its own names; those behind the trunk may be left
            out.
        channels: of its pictures.

    Returns:
        Names that begin with "features.stages.", and the same tensors.

    Raises:
        SettingError: naming the first tensor that is missing or of another shape.
    """
    shape = PictureInput(channels=channels, side=2 * STRIDE)
    return trunk_weights(network, backbone_yolo(network, shape, anchors=1, classes=1), weights)
