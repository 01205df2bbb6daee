"""Optimisers by name, on flat parameters: torch's own, fused where torch has a fused form."""

from collections.abc import Mapping

import torch
from torch import Tensor
from torch.optim import SGD, Adagrad, Adam, AdamW, Optimizer, RMSprop

from netwright.recipe import Settings
from netwright.training._flat import FlatParameters


def make_optimiser(settings: Settings, flat: FlatParameters) -> Optimizer:
    """Build the optimiser a recipe names.

    Args:
        settings: optimiser, learning_rate, momentum, beta2, weight_decay.
        flat: the parameters; the part that is not decayed gets no weight decay.

    Returns:
        An optimiser of two parameter groups.
    """
    decayed, free = flat.groups()
    groups = [
        {"params": [decayed], "weight_decay": settings.weight_decay},
        {"params": [free], "weight_decay": 0.0},
    ]
    rate, momentum = settings.learning_rate, settings.momentum
    fused = flat.values.device.type in ("cpu", "cuda", "mps")
    match settings.optimiser:
        case "sgd":
            return SGD(groups, lr=rate, fused=fused)
        case "momentum":
            return SGD(groups, lr=rate, momentum=momentum, fused=fused)
        case "nesterov":
            nesterov = momentum > 0
            return SGD(groups, lr=rate, momentum=momentum, nesterov=nesterov, fused=fused)
        case "adagrad":
            return Adagrad(groups, lr=rate)
        case "rmsprop":
            return RMSprop(groups, lr=rate, alpha=settings.beta2, momentum=momentum)
        case "adam":
            return Adam(groups, lr=rate, betas=(momentum, settings.beta2), fused=fused)
        case "adamw":
            return AdamW(groups, lr=rate, betas=(momentum, settings.beta2), fused=fused)


def optimiser_tensors(optimiser: Optimizer, flat: FlatParameters) -> dict[str, Tensor]:
    """The optimiser's state by name: "exp_avg/layers.0.weight", and "step" as a number.

    Args:
        optimiser: as ``make_optimiser`` built it.
        flat: the parameters it steps.

    Returns:
        Contiguous copies, empty before the first step.
    """
    tensors: dict[str, Tensor] = {}
    states = [optimiser.state[group["params"][0]] for group in optimiser.param_groups]
    for name in states[0] or states[1]:
        parts = [state.get(name) for state in states]
        if name == "step":
            tensors[name] = torch.as_tensor(parts[0] if parts[0] is not None else parts[1]).clone()
        elif isinstance(parts[0], Tensor) or isinstance(parts[1], Tensor):
            whole = torch.cat([part for part in parts if isinstance(part, Tensor)])
            for parameter, view in flat.named(whole).items():
                tensors[f"{name}/{parameter}"] = view
    return {name: tensor.cpu() for name, tensor in tensors.items()}


def restore_optimiser(
    optimiser: Optimizer, flat: FlatParameters, tensors: Mapping[str, Tensor]
) -> None:
    """Put back what ``optimiser_tensors`` took.

    Args:
        optimiser: freshly built.
        flat: the parameters it steps.
        tensors: the state by name.
    """
    kinds = sorted({name.partition("/")[0] for name in tensors if "/" in name})
    whole = {kind: torch.zeros_like(flat.values) for kind in kinds}
    for kind, buffer in whole.items():
        own = {n.partition("/")[2]: t for n, t in tensors.items() if n.startswith(f"{kind}/")}
        flat.fill(buffer, own)
    bounds = ((0, flat.decayed), (flat.decayed, len(flat.values)))
    for group, (start, end) in zip(optimiser.param_groups, bounds, strict=True):
        parameter = group["params"][0]
        state: dict[str, Tensor] = {k: b[start:end].clone() for k, b in whole.items()}
        if "step" in tensors:
            state["step"] = tensors["step"].clone().to(torch.float32)
        if state:
            optimiser.state[parameter] = state
