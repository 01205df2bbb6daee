"""Batches that are mappings of names to tensors, as the coach reads them: one tensor of rows.

The coach asks a network about rows of one tensor. What a network takes by name is laid side by
side, a row of the result for an example, and taken apart again before the network is called:

    {"input_ids": (n, l), "attention_mask": (n, l)}  <->  (n, 2 l), int64
    {"pixel_values": (n, c, h, w)}                   <->  itself

Whole numbers stay whole numbers, beside others they become float64, which holds them exactly.

Cost: one copy of the rows read where there are two names or more.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from netwright.api._watch_rows import (
    Rows,
    draws_of,
    enough,
    loader_kept,
    rows_of,
    total_of,
)
from netwright.errors import DataError, SettingError

WANTED = "batches that map names to tensors, {targets} among them, or a pair (x, y)"


@dataclass(frozen=True, slots=True)
class Layout:
    """Which names lie where in a row.

    Args:
        names: in the order in which they lie.
        shapes: of an example of each.
        dtypes: of each.
    """

    names: tuple[str, ...]
    shapes: tuple[tuple[int, ...], ...]
    dtypes: tuple[torch.dtype, ...]

    @classmethod
    def of(cls, batch: Mapping[str, Tensor]) -> "Layout":
        """The layout of a batch without its targets."""
        shapes = tuple(tuple(one.shape[1:]) for one in batch.values())
        return cls(tuple(batch), shapes, tuple(one.dtype for one in batch.values()))

    def joined(self, batch: Mapping[str, object]) -> Tensor | None:
        """Lay a batch side by side.

        Args:
            batch: names to tensors, the first axis counts examples; may hold other names too.

        Returns:
            (n, ...) as it is for one name, else (n, numbers of an example); None if a name is
            missing.
        """
        parts = [batch.get(name) for name in self.names]
        found = [one for one in parts if isinstance(one, Tensor)]
        if len(found) < len(parts):
            return None
        if len(found) == 1:
            return found[0]
        whole = not any(dtype.is_floating_point for dtype in self.dtypes)
        kind = torch.int64 if whole else torch.float64
        return torch.cat([one.flatten(1).to(kind) for one in found], 1)

    def parted(self, x: Tensor) -> dict[str, Tensor]:
        """Undo ``joined``; each name gets its own shape and number format back."""
        if len(self.names) == 1:
            return {self.names[0]: x}
        sizes = [torch.Size(shape).numel() for shape in self.shapes]
        parts = zip(self.names, self.shapes, self.dtypes, torch.split(x, sizes, 1), strict=True)
        return {name: part.reshape(-1, *shape).to(dtype) for name, shape, dtype, part in parts}


class MappingNetwork(nn.Module):
    """A network that takes named tensors and returns a mapping, as one from a tensor to a tensor.

    Args:
        model: the network.
        layout: which names lie where in a row.
    """

    def __init__(self, model: nn.Module, layout: Layout) -> None:
        super().__init__()
        self.model, self.layout = model, layout

    def forward(self, x: Tensor) -> Tensor:
        """The network's answers to rows of ``layout``."""
        return answer_of(self.model(**self.layout.parted(x)))


def answer_of(output: object) -> Tensor:
    """What a network answers.

    Args:
        output: a tensor, a mapping with "logits", an object with ``.logits``, or a tuple.

    Returns:
        The tensor itself, the logits, or the first tensor of a tuple that is not one number.

    Raises:
        DataError: if there is no such thing.
    """
    if isinstance(output, Tensor):
        return output
    found = output.get("logits") if isinstance(output, Mapping) else None
    found = getattr(output, "logits", found)
    if isinstance(found, Tensor):
        return found
    if isinstance(output, Sequence):
        tensors = (one for one in output if isinstance(one, Tensor) and one.dim())
        first = next(tensors, None)
        if first is not None:
            return first
    kind = type(output).__name__
    raise DataError(f"the network's output must be a tensor or hold logits; got {kind}")


def named_rows(data: object, *, name: str, targets: str, inputs: str) -> tuple[Rows, Layout]:
    """Read rows of named tensors.

    Args:
        data: a mapping of names to tensors, a DataLoader of such batches, or a pair (x, y).
        name: the argument's name, for the error.
        targets: which name holds the targets.
        inputs: what the network calls x, if the data are a pair.

    Returns:
        The rows with their inputs side by side, and the layout.

    Raises:
        SettingError: if the data are nothing of this.
    """
    if isinstance(data, tuple | list) and len(data) == 2:
        rows = rows_of(data, name=name)
        return rows, Layout.of({inputs: rows.x})
    x, y, layout, batch = None, None, None, 0
    together, total = data, 0
    drawn = draws_of(data)
    if drawn is not None:
        with loader_kept(data):
            examples, batch = _some(*drawn)
            together = drawn[1](examples) if examples else None
        total = total_of(data, len(examples))
    if isinstance(together, Mapping):
        y = together.get(targets)
        x, layout = _inputs(together, targets, y)
    if x is None or layout is None or not isinstance(y, Tensor):
        got = sorted(map(str, together)) if isinstance(together, Mapping) else type(data).__name__
        hint = f"{name}= takes a part of the rows as well: a mapping of names to tensors"
        raise SettingError(name, got, wanted=WANTED.format(targets=targets), hint=hint)
    return Rows(x.detach(), y.detach(), total or len(x), batch), layout


def _inputs(
    batch: Mapping[str, object], targets: str, y: object
) -> tuple[Tensor | None, Layout | None]:
    """Everything in a batch that has a row for each target."""
    if not isinstance(y, Tensor) or not y.dim() or not len(y):
        return None, None
    named = {
        key: one
        for key, one in batch.items()
        if key != targets and isinstance(one, Tensor) and one.dim() and len(one) == len(y)
    }
    layout = Layout.of(named)
    return (layout.joined(named), layout) if named else (None, None)


def _some(
    drawn: Iterator[list[object]], collate: Callable[[list[object]], object]
) -> tuple[list[object], int]:
    """As many examples as a coach keeps, and how many of them make a batch."""
    examples: list[object] = []
    batch, each = 0, 0.0
    for some in drawn:
        if not each:
            first = collate(some)
            batch = len(some)
            values = first.values() if isinstance(first, Mapping) else ()
            each = sum(one.numel() for one in values if isinstance(one, Tensor)) / max(1, batch)
        examples += some
        if enough(len(examples), int(each * len(examples))):
            break
    return examples, batch
