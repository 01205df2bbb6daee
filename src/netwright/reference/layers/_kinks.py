"""Cases of a block whose slopes can be measured: no ReLU inside gets a number near a kink.

What a ReLU inside a block gets cannot be drawn, only what leads to it. But a bias in front of a
ReLU shifts all that it gets: if nothing changes sides when the bias moves by a gap either way,
everything is further than the gap from the kink. So cases are drawn until that holds. Biases in
front of ReLUs that stand beside each other, none feeding another, are moved at once.
"""

from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from netwright.reference.activations import relu, relu6

GAP = 1e-3  # a finite difference of step 1e-5 does not reach over it


def settled(
    forward: Callable[..., tuple[Any, object]],
    draw: Callable[[], dict[str, Any]],
    *biases: tuple[str, ...],
) -> dict[str, Any]:
    """Draw until no ReLU is near its kink.

    Args:
        forward: of a block.
        draw: makes arguments of it.
        *biases: the arguments that shift what a ReLU gets, one for each ReLU; together those of
            ReLUs none of which feeds another of them.

    Returns:
        The first arguments that will do.
    """
    while True:
        arguments = draw()
        sides = _sides(forward, arguments)
        moved = (
            arguments | {bias: arguments[bias] + shift for bias in beside}
            for beside in biases
            for shift in (-GAP, GAP)
        )
        if all(np.array_equal(sides, _sides(forward, case)) for case in moved):
            return arguments


def _sides(
    forward: Callable[..., tuple[Any, object]], arguments: dict[str, Any]
) -> NDArray[np.bool_]:
    """Of everything that any ReLU of the block gets, whether it passes."""
    return np.concatenate([bend.passes.ravel() for bend in _bends(forward(**arguments)[1])])


def _bends(saved: object) -> Iterator[relu.Saved | relu6.Saved]:
    """All that ReLUs saved, however deep in what a block saved."""
    if isinstance(saved, relu.Saved | relu6.Saved):
        yield saved
    elif is_dataclass(saved):
        for field in fields(saved):
            yield from _bends(getattr(saved, field.name))
