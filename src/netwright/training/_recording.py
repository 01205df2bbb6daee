"""Every ATen call of a pass, with its tensors, in the order in which they were made."""

from collections.abc import Iterator, Mapping

import torch
from torch import Tensor
from torch._ops import OpOverload
from torch.utils._python_dispatch import TorchDispatchMode

MOST_BYTES = 2**28  # that a recording may hold: what is not small gains nothing by it
CONSTANT = {"empty_like", "full_like", "new_full", "new_ones", "new_zeros", "ones_like"}
CONSTANT |= {"zeros_like", "new_empty", "new_empty_strided"}
REFUSED = (
    torch.Tag.nondeterministic_seeded,
    torch.Tag.data_dependent_output,
    torch.Tag.dynamic_output_shape,
)
# where a tensor's numbers lie: storage, offset, shape, strides, dtype
Place = tuple[int, int, tuple[int, ...], tuple[int, ...], torch.dtype]


class NotReplayableError(RuntimeError):
    """A pass that must be computed anew each time."""


class Call:
    """One ATen call as it was made.

    Args:
        function: the overload.
        args: its arguments.
        kwargs: those with names.
        result: what it returned.
    """

    __slots__ = ("args", "function", "kwargs", "reads", "results")

    def __init__(
        self,
        function: OpOverload,
        args: tuple[object, ...],
        kwargs: Mapping[str, object],
        result: object,
    ) -> None:
        self.function, self.args, self.kwargs = function, args, kwargs
        self.results = list(tensors_in(result))
        self.reads = list(tensors_in((args, tuple(kwargs.values()))))

    @property
    def name(self) -> str:
        """As in "aten::addmm"."""
        return str(self.function._schema.name)

    @property
    def writes(self) -> bool:
        """Whether it changes one of its arguments."""
        return bool(self.function._schema.is_mutable)

    @property
    def views(self) -> bool:
        """Whether its result is the memory of an argument, unchanged."""
        if self.writes:
            return False
        read = {storage_of(tensor) for tensor in self.reads}
        return any(storage_of(result) in read for result in self.results)

    @property
    def constant(self) -> bool:
        """Whether it gives the same numbers each time."""
        return not self.reads or self.name.removeprefix("aten::") in CONSTANT


class Recorder(TorchDispatchMode):  # type: ignore[no-untyped-call]
    """Keeps the calls made inside it, and all their memory, so that no place is used twice."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.calls: list[Call] = []
        self._held: dict[int, int] = {}

    @classmethod
    def _should_skip_dynamo(cls) -> bool:
        # else torch imports its compiler, for 3 s, only to keep it away from this mode
        return False

    def __torch_dispatch__(
        self,
        func: OpOverload,
        types: object,
        args: tuple[object, ...] = (),
        kwargs: Mapping[str, object] | None = None,
    ) -> object:
        """Make a call and keep it.

        Args:
            func: the overload.
            types: of the arguments; not used.
            args: its arguments.
            kwargs: those with names.

        Returns:
            What it returns.

        Raises:
            NotReplayableError: if its result depends on more than its arguments, or the recording
                grows too large.
        """
        del types
        if any(tag in func.tags for tag in REFUSED) and not _by_number(func, args):
            raise NotReplayableError(f"{func} depends on more than its arguments")
        result: object = func(*args, **(kwargs or {}))
        call = Call(func, args, kwargs or {}, result)
        self.calls.append(call)
        for tensor in call.results:
            self._held[storage_of(tensor)] = tensor.untyped_storage().nbytes()
        if sum(self._held.values()) > MOST_BYTES:
            raise NotReplayableError(f"a pass must hold {MOST_BYTES} bytes at most to be recorded")
        return result


def _by_number(function: OpOverload, args: tuple[object, ...]) -> bool:
    """Whether rows are chosen by their numbers, which gives as many as there are numbers."""
    named = function._schema.name == "aten::index"
    return named and all(t.dtype != torch.bool for t in tensors_in(args[1]))


def tensors_in(value: object) -> Iterator[Tensor]:
    """All tensors in nested lists and tuples, in their order."""
    if isinstance(value, Tensor):
        yield value
    elif isinstance(value, list | tuple):
        for part in value:
            yield from tensors_in(part)


def storage_of(tensor: Tensor) -> int:
    """Where a tensor's memory begins."""
    return tensor.untyped_storage().data_ptr()


def place_of(tensor: Tensor) -> Place:
    """Where a tensor's numbers lie; two tensors at one place are the same numbers."""
    return (
        storage_of(tensor),
        int(tensor.storage_offset()),
        tuple(tensor.shape),
        tensor.stride(),
        tensor.dtype,
    )
