"""Several networks trained as one: which way to compute them is the fastest on this machine.

    python benchmarks/members.py [members] [width]

    one by one   each network in turn, their outputs stacked: ``netwright.models.Ensemble``
    grouped      one network whose convolutions have a group, and whose affine layers a matrix, for
                 each member
    vmap         ``torch.func.vmap`` over the stacked weights of all

A step is forward, cross-entropy and back on 128 pictures of 3x32x32. The ways take turns; a line
of JSON for each number of threads says the median of the milliseconds of a step.
"""

import copy
import statistics
import sys
import time
from collections.abc import Callable

import torch
from shared import calibration, say
from torch import Tensor, nn

from netwright.models import Ensemble, Members, PictureInput, Size, make_network
from netwright.objectives import cross_entropy

BATCH, CLASSES, ROUNDS = 128, 10, 9
SHAPE = PictureInput(channels=3, side=32)


class Grouped(nn.Module):
    """All members of convolutional networks as one network with groups."""

    def __init__(self, members: int, one: nn.Module) -> None:
        super().__init__()
        self.members = members
        self.features, self.head = nn.Sequential(), nn.Sequential()
        for number, layer in enumerate(one.features):
            self.features.append(_grouped(layer, members, first=number == 0))
        for layer in one.head:
            if isinstance(layer, nn.Linear):
                layer = Members(members, layer.in_features, layer.out_features, gain=2.0)
            elif isinstance(layer, nn.BatchNorm1d):
                layer = _Norm(members * layer.num_features)
            if not isinstance(layer, nn.Flatten):
                self.head.append(copy.deepcopy(layer))

    def forward(self, pictures: Tensor) -> Tensor:
        maps = self.features(pictures)
        y: Tensor = self.head(maps.view(len(maps), self.members, -1))
        return y


class _Norm(nn.BatchNorm1d):
    def forward(self, x: Tensor) -> Tensor:
        return super().forward(x.flatten(1)).view(x.shape)


def _grouped(layer: nn.Module, members: int, *, first: bool) -> nn.Module:
    if isinstance(layer, nn.BatchNorm2d):
        return nn.BatchNorm2d(members * layer.num_features)
    if not isinstance(layer, nn.Conv2d):
        return copy.deepcopy(layer)
    inputs = layer.in_channels if first else members * layer.in_channels
    return nn.Conv2d(
        inputs,
        members * layer.out_channels,
        layer.kernel_size,
        padding=layer.padding,
        groups=1 if first else members,
        bias=layer.bias is not None,
    )


def _vmapped(networks: list[nn.Module]) -> Callable[[Tensor], Tensor]:
    weights, buffers = torch.func.stack_module_state(networks)
    skeleton = copy.deepcopy(networks[0]).to("meta")

    def one(weights: dict[str, Tensor], buffers: dict[str, Tensor], pictures: Tensor) -> Tensor:
        y: Tensor = torch.func.functional_call(skeleton, (weights, buffers), (pictures,))
        return y

    many = torch.func.vmap(one, in_dims=(0, 0, None), out_dims=1)
    return lambda pictures: many(weights, buffers, pictures)


def _step(network: Callable[[Tensor], Tensor], pictures: Tensor, labels: Tensor) -> float:
    began = time.perf_counter()
    cross_entropy(network(pictures), labels).backward()
    return (time.perf_counter() - began) * 1e3


def main() -> None:
    """Measure, and say it."""
    members = int(sys.argv[1]) if len(sys.argv) > 1 else 7
    width = float(sys.argv[2]) if len(sys.argv) > 2 else 1.0
    torch.manual_seed(0)
    size = Size(width=width)
    networks = [make_network("convnet", SHAPE, CLASSES, size) for _ in range(members)]
    ways = {
        "one by one": Ensemble(networks),
        "grouped": Grouped(members, networks[0]),
        "vmap": _vmapped(networks),
    }
    pictures, labels = torch.randn(BATCH, 3, 32, 32), torch.randint(CLASSES, (BATCH,))
    say(members=members, width=width, **calibration())
    for threads in (1, 2):
        torch.set_num_threads(threads)
        times: dict[str, list[float]] = {name: [] for name in ways}
        for number in range(ROUNDS + 2):
            for name, way in ways.items():
                took = _step(way, pictures, labels)
                if number >= 2:
                    times[name].append(took)
        say(threads=threads, **{n: round(statistics.median(t), 1) for n, t in times.items()})


if __name__ == "__main__":
    main()
