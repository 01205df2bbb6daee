"""What there is in netwright that wants a twin, found by walking its packages, not a list.

``networks`` builds every network of the table on every kind of example it takes: the leaves of
those are the layers that really compute something, torch's own among them.
"""

import importlib
import inspect
import pkgutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import ModuleType

from torch import nn

from netwright.models import NETWORKS, PictureInput, Size, TableInput, make_network
from netwright.models._classics import CLASSICS

CHANNELS, SIDES = (1, 3), (8, 16, 28)  # the convolutional network has another form for each side
PICTURES = [PictureInput(channels=c, side=side) for c in CHANNELS for side in SIDES]
TABLES = [
    TableInput(numbers=3, sizes=()),
    TableInput(numbers=2, sizes=(3, 20)),
    TableInput(numbers=1, sizes=(4, 18, 2, 17)),
    TableInput(numbers=0, sizes=(3, 20)),
]
MEMBERS = 3
CLASSIC = tuple(row.name for row in CLASSICS)
# one small form of each family; its other names differ in how often a block stands there
FAMILIES = (
    *("lenet5", "alexnet", "vgg11", "resnet20", "resnet18", "resnet50", "googlenet"),
    *("inception-factorised", "inception-residual", "mobilenet-v1", "mobilenet-v2", "nasnet-a"),
)
FAMILY_SIDE = 16  # pixels, or twice the least that a network takes


@dataclass(frozen=True)
class Built:
    """How one network is built."""

    name: str
    shape: PictureInput | TableInput
    size: Size

    def __str__(self) -> str:
        if isinstance(self.shape, PictureInput):
            shape = f"{self.shape.channels}x{self.shape.side}"
        else:
            shape = f"{self.shape.numbers}+{list(self.shape.sizes)}"
        named = "".join(f"-{word}" for word in (self.size.activation, self.size.init) if word)
        size = f"{self.size.width}-{self.size.dropout}-{self.size.members}"
        return f"{self.name}-{shape}-{size}{named}"

    def __call__(self) -> nn.Module:
        """A fresh one, with 3 outputs."""
        return make_network(self.name, self.shape, 3, self.size)


def networks(*, widths: tuple[float, ...] = (0.25, 1.5), dropout: float = 0.2) -> list[Built]:
    """Networks of ours by every kind of example, in several sizes, the mlp with members too.

    Of those of papers a small form of each family, and several convnets as one, in the smallest of
    the widths.
    """
    built = [family(name, width=widths[0], dropout=dropout) for name in FAMILIES]
    several = Size(width=widths[0], dropout=dropout, members=MEMBERS)
    built.append(Built("convnet", PICTURES[1], several))
    for name, row in NETWORKS.items():
        if name in CLASSIC or row.gives != "classes":
            continue
        shapes = [s for kind in row.takes for s in (PICTURES if kind == "picture" else TABLES)]
        for shape in shapes:
            used = widths[:1] if name == "logistic" else widths  # it has no width
            sizes = [Size(width=width, dropout=dropout) for width in used]
            if name == "mlp":
                sizes.append(several)
            built += [Built(name, shape, size) for size in sizes]
    return built


def family(name: str, *, width: float, dropout: float) -> Built:
    """The small form of a network of a paper, at one side."""
    side = max(FAMILY_SIDE, 2 * NETWORKS[name].least)  # norms of one place are near singular
    width = max(width, 0.5) if name == "lenet5" else width  # one map alone would die out
    return Built(name, PictureInput(channels=3, side=side), Size(width=width, dropout=dropout))


def leaves(built: list[Built]) -> set[type[nn.Module]]:
    """The kinds of layers, without layers of their own, that occur in networks."""
    parts = (part for make in built for part in make().modules())
    return {type(part) for part in parts if not any(part.children())}


def modules(package: ModuleType) -> Iterator[ModuleType]:
    """A package and every module below it, private ones too."""
    yield package
    for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        yield importlib.import_module(found.name)


def layers(package: ModuleType) -> set[type[nn.Module]]:
    """Every layer and network that a package defines."""
    return {
        kind
        for module in modules(package)
        for kind in vars(module).values()
        if inspect.isclass(kind)
        and issubclass(kind, nn.Module)
        and kind.__module__ == module.__name__
    }


def functions(package: ModuleType) -> set[object]:
    """Every public function that a package defines, and those that stand in its tables."""
    found: set[object] = set()
    for module in modules(package):
        public = {name: value for name, value in vars(module).items() if not name.startswith("_")}
        found |= {
            value
            for value in public.values()
            if inspect.isfunction(inspect.unwrap(value)) and value.__module__ == module.__name__
        }
        tables = [value for value in public.values() if isinstance(value, Mapping)]
        found |= {value for table in tables for value in table.values() if callable(value)}
    return found


def equations(package: ModuleType) -> set[ModuleType]:
    """Every public file of the reference that has a ``forward``."""
    return {
        module
        for module in modules(package)
        if hasattr(module, "forward") and "._" not in module.__name__
    }


def stacks() -> set[type[nn.Module]]:
    """Networks that compute nothing beside their parts."""
    return {type(make()) for make in networks() if make.name in (*CLASSIC, "speedrun")}
