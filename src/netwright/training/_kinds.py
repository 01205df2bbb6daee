"""Which parameters are stepped alike: by decay, by Muon or AdamW, by stage.

Muon is for hidden matrices and filters. The first weight of the network, its embeddings and its
output layer are stepped by AdamW beside it, and so is everything without two axes.

Source: Jordan et al. 2024, kellerjordan.github.io/posts/muon, and the README of his program, which
leaves a convolutional network's first filters to AdamW too.
"""

from torch import nn

from netwright.models import Ensemble, Members
from netwright.recipe import Settings
from netwright.training._flat import Kind, is_decayed
from netwright.training._stages import EMBEDDINGS, stages


def kinds_of(model: nn.Module, settings: Settings) -> dict[str, Kind]:
    """Tell the kinds of parameters apart, only as far as the recipe steps them differently.

    Args:
        model: the network.
        settings: optimiser, freeze, stage_rate.

    Returns:
        Parameter -> kind, for all that are trained.
    """
    found = stages(model)
    apart = settings.freezes or settings.stage_rate != 1.0
    matrices = _matrices(model, found) if settings.optimiser == "muon" else {}
    named = dict(model.named_parameters())
    return {
        name: Kind(
            decayed=is_decayed(name, named[name]),
            matrices=matrices.get(name, 0),
            stage=stage if apart else 0,
        )
        for stage, names in enumerate(found)
        for name in names
    }


def _matrices(model: nn.Module, found: list[list[str]]) -> dict[str, int]:
    """How many matrices there are in each parameter that Muon steps."""
    owners = dict(model.named_modules())
    named = dict(model.named_parameters())
    weights = [n for names in found[:-1] for n in names if is_decayed(n, named[n])]
    left_out = {n for n in weights if _embeds(n, owners)}
    networks = len(model.networks) if isinstance(model, Ensemble) else 1
    for m in range(networks):
        of_network = [n for n in weights if networks == 1 or n.startswith(f"networks.{m}.")]
        left_out |= set(of_network[:1])
    return {
        name: len(named[name]) if isinstance(owners[name.rpartition(".")[0]], Members) else 1
        for name in weights
        if name not in left_out
    }


def _embeds(name: str, owners: dict[str, nn.Module]) -> bool:
    """Whether a module around the parameter embeds."""
    parts = name.split(".")
    around = (owners[".".join(parts[:depth])] for depth in range(1, len(parts)))
    return any(isinstance(module, EMBEDDINGS) for module in around)
