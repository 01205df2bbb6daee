"""Networks without numbers: their shapes alone, at no cost of memory."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

import torch
from torch import Tensor
from torch.nn import init
from torch.overrides import TorchFunctionMode

NUMBERS = {  # calls of starts that change numbers and no shape
    Tensor.copy_,
    Tensor.neg_,
    Tensor.normal_,
    Tensor.uniform_,
    init.normal_,
    init.orthogonal_,
    init.uniform_,
}


class _NoNumbers(TorchFunctionMode):
    """Starts draw nothing.

    There is nowhere to put it, and torch would import its compiler, which takes 4 s, to find out
    what a normal draw without memory is.
    """

    def __torch_function__(
        self,
        func: Callable[..., object],
        types: object,
        args: tuple[object, ...] = (),
        kwargs: Mapping[str, object] | None = None,
    ) -> object:
        """Make a call, or give a tensor that was to be filled back as it is.

        Args:
            func: of torch.
            types: of the arguments; not used.
            args: its arguments.
            kwargs: those with names.

        Returns:
            What it returns.
        """
        del types
        if func in NUMBERS:
            return args[0] if args else (kwargs or {})["tensor"]
        return func(*args, **(kwargs or {}))


@contextmanager
def shapes_alone() -> Iterator[None]:
    """Networks made inside have parameters of torch's device "meta", which hold no numbers."""
    with torch.device("meta"), _NoNumbers():
        yield
