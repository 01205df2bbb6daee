"""A step's forward and backward pass as a flat list of calls, recorded once and replayed.

    record   one real pass under a dispatch mode keeps every ATen call with its tensors
    settle   where a kernel has an ``out=`` form it will write where it wrote when it was recorded;
             a view of such memory needs no call any more; a parameter's gradient is written where
             the optimiser reads it. Other calls hand on new memory, as they always do
    replay   the batch is copied to where the recorded one lay, then one call after another

No autograd graph is built, no module is entered and little memory is asked for: most of the time
of a small network's step. The kernels are those of the plain step, in its order, so the numbers
are the same but for rounding: a product that is written at another address may be added up in
another order. A recording is good for batches of one shape.

What depends on more than its tensors is refused, such as torch's generators. Keyed dropout does
not: its masks lie in memory of their own, filled before each step. A branch that the recorded
batch did not take is not seen, so whoever records compares with a plain pass (``_passes``).

Source: the idea is that of CUDA graphs, docs.pytorch.org/docs/stable/notes/cuda.html.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from functools import cache, partial
from typing import Any

import torch
from torch import Tensor
from torch._ops import OpOverload

from netwright.training._recording import (
    Call,
    NotReplayableError,
    Place,
    Recorder,
    place_of,
    storage_of,
    tensors_in,
)

Function = Callable[..., Any]
FAST: dict[str, Function] = {  # the same kernels with less Python around them
    "aten::addmm": torch.addmm,
    "aten::baddbmm": torch.baddbmm,
    "aten::bmm": torch.bmm,
    "aten::mm": torch.mm,
    "aten::sum": torch.sum,
}
RELU = "aten::relu"  # torch computes it as max(x, 0), and that has a form with ``out=``
Do = tuple[Function, tuple[Any, ...], dict[str, Any]]


class Replay:
    """A recorded pass.

    Args:
        run: batch -> loss, a tensor of one number.
        batch: of the shape this is for; its numbers do not matter.
        gradients: what the parameters' ``grad`` are: where a pass leaves their gradients.

    Raises:
        NotReplayableError: if the pass must be computed anew each time.
    """

    def __init__(
        self,
        run: Callable[[Mapping[str, Tensor]], Tensor],
        batch: Mapping[str, Tensor],
        gradients: list[Tensor],
    ) -> None:
        self._batch = {name: tensor.clone() for name, tensor in batch.items()}
        recorder = Recorder()
        with recorder:
            loss = run(self._batch)
            torch.autograd.backward(loss)
        program = _Program(recorder.calls, gradients)
        self._loss = program.settled(loss)
        self._calls = program.calls

    @torch.no_grad()
    def __call__(self, batch: Mapping[str, Tensor]) -> Tensor:
        """Compute loss and gradients.

        Args:
            batch: of the recorded shapes.

        Returns:
            The loss, shape (); the next call overwrites it.
        """
        for name, tensor in self._batch.items():
            tensor.copy_(batch[name])
        for function, args, kwargs in self._calls:
            function(*args, **kwargs)
        return self._loss


class _Program:
    """Calls as they will be made, settled one after the other.

    Args:
        recorded: in their order.
        gradients: of the parameters.
    """

    def __init__(self, recorded: list[Call], gradients: list[Tensor]) -> None:
        self.calls: list[Do] = []
        self._known: dict[Place, Tensor] = {}
        self._moving: set[int] = set()  # storages that are other memory in each pass
        self._changed = {storage_of(call.reads[0]) for call in recorded if call.writes}
        self._goals = {place_of(gradient): gradient for gradient in gradients}
        self._reached: set[Place] = set()
        self._direct = _written_directly(recorded, self._goals)
        for call in recorded:
            self._settle(call)

    def settled(self, tensor: Tensor) -> Tensor:
        """The tensor that holds, in each pass, what this one held in the recorded pass.

        Args:
            tensor: of the recorded pass.

        Returns:
            One and the same for all tensors at its place.

        Raises:
            NotReplayableError: if it is a part of memory that no call gave it.
        """
        place = place_of(tensor)
        if place not in self._known:
            if place[0] in self._moving:
                raise NotReplayableError("a view must come from a call; this one was made aside")
            self._known[place] = tensor.detach()
        return self._known[place]

    def _settle(self, call: Call) -> None:
        out = _out_form(call.function)
        if call.writes:
            self._write(call)
        elif call.views:
            if any(storage_of(tensor) in self._moving for tensor in call.reads):
                self._hand_on(call)
        elif call.constant:  # made once, unless a later call writes to it
            if any(storage_of(result) in self._changed for result in call.results):
                self._hand_on(call)
        elif out is not None:
            self._write_out(call, *out)
        else:
            self._hand_on(call)

    def _write(self, call: Call) -> None:
        """A call that changes one of its arguments."""
        args, kwargs = self._arguments(call)
        target = place_of(call.reads[0])
        if target not in self._goals:
            self.calls.append((call.function, args, kwargs))
        elif call.name != "aten::add_" or kwargs.get("alpha", 1) != 1:
            raise NotReplayableError(f"{call.name} changes a gradient")
        elif storage_of(call.reads[1]) not in self._direct:
            # the first one replaces what the step before left there
            adds = args[0].add_ if target in self._reached else args[0].copy_
            self.calls.append((adds, (args[1],), {}))
        self._reached.add(target)

    def _write_out(self, call: Call, function: Function, names: list[str]) -> None:
        """A call that can write to memory it is given."""
        args, kwargs = self._arguments(call)
        results = [
            self._direct[place[0]] if (place := place_of(r))[0] in self._direct else self.settled(r)
            for r in call.results
        ]
        self.calls.append((function, args, {**kwargs, **dict(zip(names, results, strict=True))}))

    def _hand_on(self, call: Call) -> None:
        """A call whose result is other memory each time, which the later ones must be told."""
        args, kwargs = self._arguments(call)
        held = [result.detach() for result in call.results]
        for result, tensor in zip(call.results, held, strict=True):
            self._known[place_of(result)] = tensor
            self._moving.add(storage_of(result))
        self.calls.append((_handing(call.function, held), args, kwargs))

    def _arguments(self, call: Call) -> tuple[tuple[Any, ...], dict[str, object]]:
        args = tuple(self._argument(value) for value in call.args)
        return args, {name: self._argument(value) for name, value in call.kwargs.items()}

    def _argument(self, value: object) -> object:
        if isinstance(value, Tensor):
            return self.settled(value)
        if isinstance(value, list | tuple):
            return type(value)(self._argument(part) for part in value)
        return value


def _written_directly(recorded: list[Call], goals: Mapping[Place, Tensor]) -> dict[int, Tensor]:
    """Results made only to be added to a gradient: their storage -> where to write them."""
    made: dict[int, Call] = {}
    read, added = Counter[int](), Counter[Place]()
    for call in recorded:
        if call.views:
            continue
        read.update({storage_of(tensor) for tensor in call.reads})
        if not call.writes:
            made.update({storage_of(result): call for result in call.results})
        elif place_of(call.reads[0]) in goals:
            added[place_of(call.reads[0])] += 1
    found = {}
    for call in recorded:
        if call.name != "aten::add_" or added[place_of(call.reads[0])] != 1:
            continue
        goal, value = goals[place_of(call.reads[0])], call.reads[1]
        maker = made.get(storage_of(value))
        if maker is None or read[storage_of(value)] != 1 or not _has_one_out(maker):
            continue
        result = maker.results[0]
        if _lies_alike(value, goal) and result.numel() == goal.numel():
            place = (result.shape, result.stride(), goal.storage_offset())
            found[storage_of(value)] = goal.as_strided(*place)
    return found


def _has_one_out(call: Call) -> bool:
    return not call.constant and len(call.results) == 1 and _out_form(call.function) is not None


def _lies_alike(one: Tensor, other: Tensor) -> bool:
    """Whether two tensors take their memory in the same order, the first one all of its own."""
    ways = [[s for s, n in zip(t.stride(), t.shape, strict=True) if n > 1] for t in (one, other)]
    whole = one.untyped_storage().nbytes() == one.numel() * one.element_size()
    return one.shape == other.shape and one.dtype == other.dtype and ways[0] == ways[1] and whole


@cache
def _out_form(function: OpOverload) -> tuple[Function, list[str]] | None:
    """The form of a call that writes to memory it is given, where there is a kernel for it."""
    packet, schema = function.overloadpacket, function._schema
    if schema.name == RELU:
        return partial(torch.clamp_min, min=0), ["out"]
    inputs = [(a.name, str(a.type)) for a in schema.arguments]
    for name in packet.overloads():
        form = getattr(packet, name)
        outs = [a.name for a in form._schema.arguments if a.is_out]
        rest = [(a.name, str(a.type)) for a in form._schema.arguments if not a.is_out]
        if not outs or rest != inputs or len(outs) != len(schema.returns):
            continue
        full = f"{form._schema.name}.{form._schema.overload_name}"
        if torch._C._dispatch_has_kernel_for_dispatch_key(full, "CPU"):
            return FAST.get(form._schema.name, form), outs
    return None


def _handing(function: Function, held: list[Tensor]) -> Callable[..., None]:
    """A call that puts its results where the later calls look for them."""

    def call(*args: object, **kwargs: object) -> None:
        for tensor, new in zip(held, tensors_in(function(*args, **kwargs)), strict=True):
            tensor.data = new

    return call
