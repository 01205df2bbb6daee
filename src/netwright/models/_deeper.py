"""A deep VGG begun with the layers of a trained shallow one, as the paper trained its own.

The paper trained the shallowest configuration from random numbers, and began each deeper one with
its first four convolutions and its affine layers; what lies between them began at random.

Taken are the first convolution of each stage, and the second where the shallow one has it too,
with their norms, until there are four; then all affine layers. Of vgg11 and vgg16 those are

    vgg11, stage and unit   1.1        2.1        3.1 3.2      4.1 4.2   5.1 5.2   affine
    vgg16                   1.1 1.2    2.1 2.2    3.1 3.2 3.3  4.1 ...   5.1 ...   affine
    taken over              1.1        2.1        3.1 3.2                          all

Source: Simonyan & Zisserman 2015, arXiv:1409.1556, section 3.1.
"""

import re
from collections.abc import Mapping

from torch import Tensor, nn

from netwright.errors import SettingError
from netwright.models._vgg import Vgg

KEPT = 4  # convolutions
UNIT = re.compile(r"stages\.\d+\.\d+\.")  # a convolution, its norm and its activation


def deepened(weights: Mapping[str, Tensor], network: nn.Module) -> dict[str, Tensor]:
    """The state of a fresh deep network, begun with a trained shallow one.

    Args:
        weights: parameters and buffers of the shallow network, by name.
        network: a fresh VGG of the same width, with the same kind of norm, and for pictures of
            the same side; as deep or deeper. It stays as it is.

    Returns:
        Parameters and buffers of ``network`` by name, ready for ``load_state_dict``.

    Raises:
        SettingError: if the network is no VGG, or a layer to be taken has another shape in the
            two.
    """
    if not isinstance(network, Vgg):
        raise SettingError(
            "network",
            type(network).__name__,
            wanted="a VGG to be begun with a shallower network",
            hint="of other families only a network of the same depth gives its weights",
        )
    state = dict(network.state_dict())
    for part in (*_first_units(weights, state), "head."):
        wanted, got = _shapes(state, part), _shapes(weights, part)
        if wanted != got:
            raise SettingError(
                f"{part}*",
                got,
                wanted=f"{wanted} to be taken over",
                hint="give both networks the same width, side, classes and kind of norm",
            )
        state.update({name: weights[name] for name in state if name.startswith(part)})
    return state


def _first_units(shallow: Mapping[str, Tensor], deep: Mapping[str, Tensor]) -> list[str]:
    """The first four units that both have, in the order of the deep one."""
    both = (UNIT.match(name) for name in deep if name in shallow)
    return list(dict.fromkeys(found[0] for found in both if found))[:KEPT]


def _shapes(state: Mapping[str, Tensor], part: str) -> dict[str, tuple[int, ...]]:
    """Of all that a part holds; empty where it is not there."""
    return {
        name.removeprefix(part): tuple(tensor.shape)
        for name, tensor in state.items()
        if name.startswith(part)
    }
