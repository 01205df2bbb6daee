"""Numbers that are not finite: traced, in the step that finds them, to where they began."""

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from netwright.contracts import Batch, Task
from netwright.training._flat import FlatParameters


@dataclass(frozen=True, slots=True)
class NonFinite:
    """What is known of the first non-finite number of a training.

    Args:
        step: the step it was found in, from 0.
        site: "loss", "gradient", "weight" or "running mean".
        layer: the first layer, in the order of the forward pass, that holds or gives one.
        rows: rows of the examples whose input or else output is not finite; else the batch's.
    """

    step: int
    site: str
    layer: str
    rows: tuple[int, ...]

    def __str__(self) -> str:
        shown = ", ".join(map(str, self.rows[:5])) + (", ..." if len(self.rows) > 5 else "")
        return (
            f"a {self.site} was not finite in step {self.step}; first layer: {self.layer}; "
            f"examples: {shown}"
        )


def trace(
    model: nn.Module,
    task: Task,
    batch: Batch,
    flat: FlatParameters,
    averages: Tensor | None,
    *,
    step: int,
    rows: NDArray[np.int64],
) -> NonFinite:
    """Find out where a non-finite number began.

    Args:
        model: the network as it is.
        task: what is learned.
        batch: the prepared batch of the step.
        flat: its parameters and gradients.
        averages: the running mean of the weights, where one is kept.
        step: the step, from 0.
        rows: the rows of the batch.

    Returns:
        Site, layer and rows; the earliest site in the order weight, loss, gradient, running mean.
    """
    whole = tuple(rows.tolist())
    weight = _first_bad(flat.named(flat.values))
    if weight:
        return NonFinite(step, "weight", weight, whole)
    layer, bad = _forward(model, task, batch)
    if layer:
        return NonFinite(step, "loss", layer, tuple(rows[bad].tolist()) or whole)
    gradient = _first_bad(flat.named(flat.gradients))
    if gradient:
        return NonFinite(step, "gradient", gradient, whole)
    return NonFinite(step, "running mean", name_of_bad(flat, averages), whole)


def name_of_bad(flat: FlatParameters, averages: Tensor | None) -> str:
    """The first parameter that is not finite, or running mean; empty where all are."""
    means = flat.named(averages) if averages is not None else {}
    return _first_bad(flat.named(flat.values)) or _first_bad({**means, **flat.buffers()})


def _first_bad(tensors: dict[str, Tensor]) -> str:
    return next((name for name, t in tensors.items() if not bool(torch.isfinite(t).all())), "")


def _forward(model: nn.Module, task: Task, batch: Batch) -> tuple[str, NDArray[np.bool_]]:
    found: list[str] = []

    def look(name: str) -> object:
        def hook(module: nn.Module, given: object, output: object) -> None:
            del module, given
            if isinstance(output, Tensor) and not bool(torch.isfinite(output).all()):
                found.append(name)

        return hook

    leaves = [(n, m) for n, m in model.named_modules() if not list(m.children())]
    handles = [module.register_forward_hook(look(name)) for name, module in leaves]
    try:
        with torch.no_grad():
            output = model(*(batch[name] for name in task.inputs))
            loss = task.loss(output, batch)
    finally:
        for handle in handles:
            handle.remove()
    bad = _bad_rows(output)
    if not found and not bool(torch.isfinite(loss)):
        found.append("the loss")
    given = {name: _bad_rows(tensor) for name, tensor in batch.items()}
    inputs = [name for name, rows in given.items() if rows.any()]
    if found and inputs:
        # a norm spreads one bad row over the whole batch: the input tells which it was
        found.insert(0, f"the input ({inputs[0]})")
        bad = given[inputs[0]]
    return (found[0] if found else ""), bad


def _bad_rows(tensor: Tensor) -> NDArray[np.bool_]:
    finite = torch.isfinite(tensor.detach()).reshape(len(tensor), -1).all(dim=1)
    return np.asarray(~finite.cpu().numpy())
